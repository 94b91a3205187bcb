"""The asking office takes a sheet, or sends it back with words by cell; each has its reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.accounts.following import carried_on_by
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions.moving import name_of_post, post_of

from .. import permissions
from ..models import Return, ReturnSheet, SheetDoubt
from ..stamped import is_stamped
from ..states import JUDGED, SHEET, SheetState
from ..telling import tell_school
from .filling import open_doubts
from .merging import is_merging
from .stepping import agreed_before, withdraw_returned

MOST_DOUBTS = 60


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell and what is doubtful about it; `path` "" is the sheet as a whole."""

    path: str
    label: str
    words: str
    value: str = ""


def _refuse_unless_judged(row: Return) -> None:
    if row.state not in JUDGED:
        raise RuleBroken(f"这次收表{row.get_state_display()}，要再收下或退回，请先重新开放填报。")
    if is_merging(row):
        raise RuleBroken("正在合并到原表，请等合并完再收下或退回。")


@acts.act("returns.receive_sheet", who=permissions.can_judge_sheet, on="sheet")
def receive_sheet(*, sheet: ReturnSheet, by: Actor) -> ReturnSheet:
    """Taken. Where a stamped page is asked for, it has to be there."""
    _refuse_unless_judged(sheet.asked_in)
    if sheet.asked_in.asks_seal and not is_stamped(sheet):
        raise RuleBroken(f"{sheet.organisation.short}的盖章页还没有到，收到以后再收下。")
    SHEET.make("returns.receive_sheet", sheet, received_at=clock.now())
    return sheet


@acts.act("returns.receive_sheets", who=permissions.can_run_return, on="row")
def receive_sheets(*, row: Return, shown: Mapping[str, int], by: Actor) -> Return:
    """All of these that were sent and lack nothing, by public id with the version that was looked at: what came anew
    meanwhile is not taken.
    """
    _refuse_unless_judged(row)
    taken = [
        sheet
        for sheet in row.sheets.filter(public_id__in=shown).select_related("asked_in", "organisation")
        if sheet.state == SheetState.SENT
        and sheet.version == shown[sheet.public_id]
        and (not row.asks_seal or is_stamped(sheet))
    ]
    if not taken:
        raise RuleBroken(
            "没有可以收下的表。已送出、要求的盖章页也到了的，才能收下；刚刚撤回或重新送出的，请先打开核对。"
        )
    for sheet in taken:
        SHEET.make("returns.receive_sheet", sheet, received_at=clock.now())
    return row


@acts.act("returns.unreceive_sheet", who=permissions.can_judge_sheet, on="sheet")
def unreceive_sheet(*, sheet: ReturnSheet, by: Actor) -> ReturnSheet:
    _refuse_unless_judged(sheet.asked_in)
    SHEET.make("returns.unreceive_sheet", sheet, received_at=None)
    return sheet


@acts.act("returns.doubt_sheet", who=permissions.can_judge_sheet, on="sheet")
def doubt_sheet(*, sheet: ReturnSheet, doubts: Sequence[Doubt], by: Actor, words: str = "") -> ReturnSheet:
    """Back to the school: which cells and why. What it sent stays to be read until it comes again."""
    _refuse_unless_judged(sheet.asked_in)
    said = [each for each in doubts if each.words.strip()]
    if len(said) > MOST_DOUBTS:
        raise RuleBroken(
            f"一次最多写 {MOST_DOUBTS} 处疑问，现在写了 {len(said)} 处。请并成几处，或写在总的意见里。"
        )
    if sheet.organisation.closed_on is not None:
        heir = carried_on_by(sheet.organisation)
        raise RuleBroken(
            f"{sheet.organisation.short}已经并入{heir.short}或撤销，没有人能重新送出。请直接联系核实。"
        )
    if not said and not words.strip():
        raise RuleBroken("请写明哪一格有疑问、为什么，或在下面写总的意见。")
    name, now = name_of_post(post_of(by)), clock.now()
    SHEET.make("returns.doubt_sheet", sheet, received_at=None, doubt=words.strip()[:300])
    for each in said:
        acts.create(
            SheetDoubt,
            sheet=sheet,
            path=each.path[:140],
            label=each.label[:160],
            value=each.value[:200],
            words=each.words.strip()[:200],
            by_name=name,
            at=now,
            number=sheet.number,
        )
    count = f"有 {len(said)} 处要核实。" if said else ""
    key = f"return-doubt:{sheet.public_id}:{sheet.version}"
    tell_school(sheet, by, f"请核实后重新送出：{sheet.asked_in.title}", f"{count}打开看看哪里、为什么。", key)
    return sheet


@acts.act("returns.drop_doubts", who=permissions.can_judge_sheet, on="sheet")
def drop_doubts(*, sheet: ReturnSheet, by: Actor) -> ReturnSheet:
    """The doubts are gone, what was sent stands again; what the school has typed meanwhile stays its draft."""
    _refuse_unless_judged(sheet.asked_in)
    withdraw_returned(sheet, by, "对方撤销了退回，原来送出的内容有效")
    SHEET.make("returns.drop_doubts", sheet, doubt="", approval=sheet.approval or agreed_before(sheet))
    for doubt in open_doubts(sheet):
        acts.change(doubt, dropped_at=clock.now())
    key = f"return-dropped:{sheet.public_id}:{sheet.version}"
    tell_school(sheet, by, f"不用再核实：{sheet.asked_in.title}", "退回已经撤销，原来送出的内容有效。", key)
    return sheet
