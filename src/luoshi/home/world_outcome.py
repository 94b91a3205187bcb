"""What follows a review in the test world, a canary in each text: one list to be decided, one that is on show."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.core.scoring import compute
from luoshi.core.selection import read_rules, to_json
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind
from luoshi.selection.outcome.actions import NoticeFacts, content_of
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import (
    Change,
    Decision,
    Misconduct,
    Objection,
    PublicNotice,
    Result,
    Statement,
)
from luoshi.selection.outcome.sealing import Words, index_of, sealed
from luoshi.selection.panel.drawing import digest_of as seed_digest
from luoshi.selection.panel.drawing import hash_of, result_digest
from luoshi.selection.panel.models import Draw
from luoshi.selection.review.content import digest_of
from luoshi.selection.review.models import Scoring

from .world_arrived import arrive

if TYPE_CHECKING:
    from .world import World

SEERS = ("city-officer", "section-head", "bureau-leader", "monitor")
OUTCOME_PAGES = {
    "packed_call": "/selection-packages/<",
    "selection_package": "/selection-package-files/<",
    "outcome_call": "/outcomes/<",
    "outcome_notice": "/outcome-notices/<",
    "outcome_statement": "/outcome-statements/<",
    "notice_objection": "/notice-objections/<",
    "misconduct": "/misconduct/<",
    "public_notice": "/public-notices/<",
    "drawn_call": "/public-draws/<",
    "drawn": "/public-draw-files/<",
}
OBJECTOR = "other-school-head"
FORM: dict[str, Any] = {"fields": [{"key": "story", "kind": "text", "label": "做法"}]}
RULES: dict[str, Any] = {
    "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
    "notice_days": 5,
}


def make_outcomes(world: World) -> None:
    """Runs inside the world's act."""
    _to_decide(world)
    _on_show(world)


def _to_decide(world: World) -> None:
    call, said = _call(world, "deciding"), [world.canary() for _ in range(2)]
    rows = _results(world, call)
    change = _change(rows[1], said[0], world.people["city-officer"])
    dropped = _change(rows[0], said[1], world.people["section-head"])
    acts.change(dropped, dropped_at=clock.now())
    world.add("outcome_call", call, [said[0]], SEERS)
    world.add("outcome_result", rows[0], [], SEERS)
    world.add("outcome_change", change, [], SEERS)
    report = acts.create(
        Misconduct, call=call, received_at=clock.now(), file=files.put([b"%PDF-1.4 report"]), file_name="线索.pdf",
        signed=True, **sealed(Words(words := world.canary(), name := world.canary(), "10000990001"), Misconduct),
    )  # fmt: skip
    world.add("misconduct", report, [words, name], ["monitor"])
    world.add("reported_call", call, [], _everybody(world))


def _everybody(world: World) -> list[str]:
    """Whoever is signed in, and whoever is not."""
    return [*world.people, "anonymous", "disabled"]


def _change(row: Result, reason: str, post: Membership) -> Change:
    standing = {"selected": False, "level": "", "excluded": False}
    made: Change = acts.create(
        Change, result=row, before={**standing, "selected": True}, after=standing, reason=reason, said_by=post
    )
    return made


def _on_show(world: World) -> None:
    call, said = _call(world, "noticed"), [world.canary() for _ in range(9)]
    rows = _results(world, call)
    decision = acts.create(
        Decision, call=call, stage="before", body="局长办公会", held_on=clock.today(), words=said[0],
        minutes=files.put([b"%PDF-1.4 minutes"]), minutes_name=f"{said[1]}.pdf", digest=list_digest(call),
        entered_by=world.people["city-officer"],
    )  # fmt: skip
    notice = _notice(call, decision, rows, said[2], said[3])
    world.add("outcome_call", call, said[:2], SEERS)
    world.add("outcome_decision", decision, [], SEERS)
    world.add("outcome_notice", notice, [], SEERS)
    world.add("public_notice", notice, said[2:4], _everybody(world))
    _drawn(world, call)
    _objections(world, notice, rows[0], said[4:])


def _drawn(world: World, call: Call) -> None:
    """Who reads what of this selection, by codes: everybody may draw it again."""
    now, seed, result = clock.now(), "示例", {"pairs": [], "input_hash": ""}
    papers = [{"id": "1", "need": 0, "conflicts": []}]
    pool = {"papers": papers, "reviewers": [{"id": "A", "max": 1, "groups": []}]}
    problem = {**pool, "fit": [], "mix": [], "seed": seed}
    draw = acts.create(
        Draw, call=call, need=1, commitment=seed_digest(seed), committed_at=now, seed=seed, closed_at=now,
        problem=problem, problem_hash=hash_of(problem), result=result, result_hash=result_digest(result),
        drawn_at=now, reason=world.canary(), state="void",
    )  # fmt: skip
    world.add("drawn_call", call, [], _everybody(world))
    world.add("drawn", draw, [], _everybody(world))


def _notice(call: Call, decision: Decision, rows: list[Result], title: str, contact: str) -> PublicNotice:
    facts = NoticeFacts(title, "现将名单公示。", contact, ("level",), 5)
    shown = content_of(call, facts)
    made: PublicNotice = acts.create(
        PublicNotice, call=call, number=1, title=title, words=facts.words, contact=contact, snapshot=shown,
        fields=["order", "title", "organisation", "level"], digest=digest_of(shown), decision=decision,
        rows=[row.public_id for row in rows], from_on=clock.today(), days=5,
        until_on=dt.date.fromisoformat(shown["until_on"]), published_at=clock.now(), published_by="示例经办",
        picture=files.put([b"\x89PNG\r\n\x1a\n"]), picture_name="截图.png",
    )  # fmt: skip
    return made


def _objections(world: World, notice: PublicNotice, result: Result, said: list[str]) -> None:
    words = Words(said[0], said[1], "10000990002")
    paper = acts.create(
        Objection, notice=notice, result=result, came="paper", received_at=clock.now(), entered_by="示例经办",
        paper_reason=said[2], state="checking", checker=world.people["section-head"], until=clock.today(),
        file=files.put([b"%PDF-1.4 objection"]), file_name="证明.pdf", **sealed(words, Objection),
    )  # fmt: skip
    world.add("notice_objection", paper, said[:3], SEERS)
    statement = acts.create(Statement, objection=paper, asked=said[3], until=clock.today())
    acts.change(statement, sealed=b"", file=files.put([b"%PDF-1.4 statement"]), file_name="说明.pdf")
    world.add("outcome_statement", statement, [said[3]], _own(world))
    own = Words(said[4], "示例", "10000990003")
    objector = world.people[OBJECTOR].user.public_id
    mine = acts.create(
        Objection, notice=notice, came="page", received_at=clock.now(), by_index=index_of(objector),
        **sealed(own, Objection),
    )  # fmt: skip
    world.add("notice_objection", mine, [], SEERS)
    world.add("own_objection", mine, [], [OBJECTOR])


def _own(world: World) -> list[str]:
    school = world.people["school-office"].organisation_id
    return [
        key
        for key, actor in world.actors().items()
        if actor.organisation_id == school and actor.may("apply_selections") and actor.may("write_papers")
    ]


def _results(world: World, call: Call) -> list[Result]:
    owner, made = world.people["school-office"], []
    names = {}
    for number in (1, 2):
        application = acts.create(
            Application, call=call, organisation=owner.organisation, owner=owner, title=f"审定示例申报{number}",
            state="accepted", sequence=number, sent_at=clock.now(), receipt={"示例": True},
        )  # fmt: skip
        names[f"{number:04d}"] = application
    data = _scored(list(names))
    scoring = acts.create(
        Scoring, call=call, number=1, data=data, names={code: row.pk for code, row in names.items()},
        digest=digest_of(data), made_by="示例经办",
    )  # fmt: skip
    for number, (code, application) in enumerate(names.items(), 1):
        row = data["results"][number - 1]
        made.append(
            acts.create(
                Result,
                call=call,
                application=application,
                scoring=scoring,
                code=code,
                place=row["place"],
                score=row["score"],
                passed=True,
                selected=True,
                order=number,
            )
        )
    arrive(call)
    return made


def _scored(codes: list[str]) -> dict[str, Any]:
    kept = to_json(read_rules(RULES))
    reviews = [
        {
            "application": code,
            "reviewer": "专家01",
            "round": "",
            "third": False,
            "values": {"a": str(90 - at)},
        }
        for at, code in enumerate(codes)
    ]
    data = {
        "rubric": kept["rubric"], "method": kept["method"], "seed": "示例", "applications": codes,
        "reviews": reviews,
    }  # fmt: skip
    return {**data, **compute(data)}


def _call(world: World, state: str) -> Call:
    post = world.people["city-officer"]
    bureau, now, days = post.organisation, clock.now(), dt.timedelta(days=9)
    key = f"outcome-{state}"
    set_up_form(
        key=key, title="申报表", owner_id=bureau.pk, owner_public_id=bureau.public_id, owner_name=bureau.name,
        content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key=key, owner_id=bureau.pk)
    kind = acts.create(Kind, organisation=bureau, title=f"审定示例{state}", rules=RULES, definition=form)
    call: Call = acts.create(
        Call, organisation=bureau, officer=post, kind=kind, title=f"审定示例{kind.pk}", rules=RULES,
        form_version=form.current, opens_at=now - 2 * days, until=now - days, opened_at=now - 2 * days,
        closed_at=now - days, state=state,
    )  # fmt: skip
    return call
