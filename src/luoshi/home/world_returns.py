"""Returns of the test world, a canary in each text: drafted, at a school's steps, sent and doubtful; another city's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.queries import draft_of
from luoshi.progress.returns import actions
from luoshi.progress.returns.actions.judging import Doubt
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.progress.returns.permissions import can_fill_sheet

from .world_forms import file_of

if TYPE_CHECKING:
    from .world import World

EDITORS = ("city-officer", "section-head")
SHEETS = ("school-office", "other-school-head", "school-head-neighbour", "school-head-city")


def make_returns(world: World) -> None:
    """Runs inside the world's act."""
    for steps in (True, False):
        row = _return(world, "city-officer", SHEETS, asks_steps=steps)
        _fill(world, row, steps)
    _return(world, "city-officer", SHEETS, asks_steps=False, opened=False)
    _return(world, "city-officer-west", ("school-head-west",), asks_steps=False)


def _return(
    world: World, officer: str, asked: tuple[str, ...], *, asks_steps: bool, opened: bool = True
) -> Return:
    by, said = actor_for(world.people[officer]), [world.canary() for _ in range(8)]
    facts = actions.Facts(
        title=said[0], basis=said[1], section=said[2], purpose=said[3], words=said[4], asked_by=said[5],
        until=clock.now() + dt.timedelta(days=30), asks_steps=asks_steps,
    )  # fmt: skip
    notice = (files.put([said[6].encode()]), f"{said[6]}.pdf")
    row: Return = actions.start_return(facts=facts, notice=notice, by=by)
    _hand_in(row, said[7])
    schools = [world.people[key].organisation for key in asked]
    actions.choose_recipients(row=row, organisations=schools, by=by)
    draft = draft_of(row.definition)
    assert draft is not None
    acts.change(draft, content=_content(said[0]))
    if opened:
        actions.open_return(row=row, by=by)
    row.refresh_from_db()
    world.add("ad_hoc_return", row, said, _readers(world, row) if opened else _runners(world, row), row.state)
    for sheet in row.sheets.select_related("organisation") if opened else ():
        world.add("return_sheet", sheet, [], world.superiors(sheet.organisation, "read_forms"))
        _paper(world, row, sheet)
    return row


def _paper(world: World, row: Return, sheet: ReturnSheet) -> None:
    """The signed sheet of an entry that was taken back: its bytes are the school's writers' and the asking office's."""
    text, actors = world.canary(), world.actors().items()
    acts.change(
        sheet,
        entered_at=clock.now(),
        entered_by_name="示例代录人",
        entered_proof=files.put([text.encode()]),
        entered_proof_name="纸表.pdf",
    )
    writers = [key for key, actor in actors if can_fill_sheet(actor, sheet)]
    world.add("return_paper", sheet, [text], [*writers, *_runners(world, row)])


def _hand_in(row: Return, said: str) -> None:
    """The upper office's file, and one as it would be merged: their bytes are texts of nobody else."""
    kept = files.put([said.encode()])
    merged = files.put([row.sealed_merged(said.encode())])
    acts.change(row, template=kept, template_name=f"{said}.xlsx", merged=merged, merged_name=f"{said}.xlsx")


def _content(label: str) -> dict[str, Any]:
    return {
        "fields": [
            {"key": "text", "kind": "text", "label": f"项目{label}"},
            {"key": "phone", "kind": "text", "label": "手机", "personal": True},
            {"key": "number", "kind": "integer", "label": "人数"},
            {"key": "proof", "kind": "evidence", "label": "附件"},
        ]
    }


def _runners(world: World, row: Return) -> list[str]:
    return [
        k
        for k, a in world.actors().items()
        if a.may("edit_forms") and a.organisation_id == row.organisation_id
    ]


def _readers(world: World, row: Return) -> set[str]:
    """The asking office, each school asked, and who stands above it."""
    found = {
        k
        for k, a in world.actors().items()
        if a.may("read_forms") and a.organisation_id == row.organisation_id
    }
    for sheet in row.sheets.select_related("organisation"):
        found |= set(world.superiors(sheet.organisation, "read_forms"))
    return found


def _fill(world: World, row: Return, steps: bool) -> None:
    """The school's sheet: at its own steps, or sent and sent back."""
    office = world.people["school-office"]
    sheet = row.sheets.select_related("organisation").get(organisation=office.organisation)
    by, said = actor_for(office), [world.canary() for _ in range(3)]
    proof, named = file_of(world, by)
    values = {"text": said[0], "phone": said[1], "number": 7, "proof": [attached.value_of(proof)]}
    actions.save_sheet(sheet=sheet, values=values, answer_version=0, by=by)
    actions.send_sheet(sheet=sheet, remark=said[2], by=by)
    inside = [
        k
        for k, a in world.actors().items()
        if a.may("read_forms") and a.organisation_id == sheet.organisation_id
    ]
    seers = inside if steps else world.superiors(sheet.organisation, "read_forms")
    world.add("return_answer", sheet, [said[0], said[2]], seers)
    world.add("return_file", proof, named, seers)
    world.add("personal return", sheet, [said[1]], inside)
    if not steps:
        _doubt(world, sheet, [*inside, *EDITORS])


def _doubt(world: World, sheet: ReturnSheet, seers: list[str]) -> None:
    words = world.canary()
    officer = actor_for(world.people["city-officer"])
    actions.doubt_sheet(sheet=sheet, doubts=[Doubt("number", "人数", words, "7")], by=officer)
    world.add("return_doubt", sheet.doubts.get(), [words], seers)
