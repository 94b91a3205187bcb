"""Recommendation in the test world: a letter that has left, an answer, a decision, a winner that went on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files
from luoshi.common.actor import Actor, system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.answers import save_answer
from luoshi.common.dataforms.models import FormDefinition
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call, Kind
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.drawing import Letter, letter_docx, listed_of, table_xlsx
from luoshi.selection.recommendation.models import Recommendation
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.scoring import computed

from .world_arrived import arrive

if TYPE_CHECKING:
    from .world import World

SEERS = ("city-officer", "section-head", "bureau-leader", "monitor")
RECOMMENDATION_PAGES = {
    "recommended_call": "/recommendations/<",
    "recommendation": "/recommendation-letters/<",
}
FORM: dict[str, Any] = {"fields": [{"key": "story", "kind": "text", "label": "做法"}]}
RULES: dict[str, Any] = {
    "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
    "levels": [{"key": "first", "title": "一等奖"}],
    "next_level": "province",
}


def make_recommendations(world: World) -> None:
    """Runs inside the world's act."""
    officer = actor_for(world.people["city-officer"])
    call, said = _call(world, "ended"), [world.canary() for _ in range(9)]
    papers = [_application(world, call, at) for at in (1, 2)]
    arrive(call)
    made = computed(call)
    scoring = acts.create(
        Scoring, call=call, number=1, data=made.data, names=made.names, digest=made.digest, made_by="示例经办"
    )
    rows = [_result(call, paper, scoring, at) for at, paper in enumerate(papers, 1)]
    _decision(world, call, "after", said[0])
    other = _decision(world, call, "up", said[1])
    letter = _letter(world, call, said[2:6], officer)
    _answer(world, letter, rows[0], said[6:8], officer)
    _promote(world, call, rows[0], officer)
    world.add("recommended_call", call, [*said[1:4], *said[6:7]], SEERS)
    world.add("recommendation", letter, [], SEERS)
    world.add("upward_decision", other, [], SEERS)


def _decision(world: World, call: Call, stage: str, words: str) -> Decision:
    made: Decision = acts.create(
        Decision, call=call, stage=stage, body="局党组会", held_on=clock.today(), words=words,
        minutes=files.put([b"%PDF-1.4 minutes"]), minutes_name="纪要.pdf", digest=list_digest(call),
        entered_by=world.people["city-officer"],
    )  # fmt: skip
    return made


def _letter(world: World, call: Call, said: list[str], officer: Actor) -> Recommendation:
    """The first of two went up, and has left."""
    letter = Letter(f"{said[0]}教育厅", said[1], said[2], said[3], clock.today())
    rows = list(Result.objects.filter(call=call).order_by("order"))
    listed = listed_of(call, rows, ())
    draft = actions.Draft(
        letter=letter, decision=call.decisions.get(stage="after"), rows=[row.public_id for row in rows],
        shown=list_digest(call), stored=files.put([letter_docx(call, letter, listed)]),
        table=files.put([table_xlsx(listed)]),
    )  # fmt: skip
    made = actions.draw_up(call=call, draft=draft, by=officer)
    other = actor_for(world.people["section-head"])
    actions.note_stamped(recommendation=made, by=officer)
    return actions.send(recommendation=made, on=clock.today(), how="公文交换", by=other)  # type: ignore[no-any-return]


def _answer(world: World, letter: Recommendation, row: Result, said: list[str], officer: Actor) -> None:
    answered = actions.Answered(row.public_id, True, clock.today(), said[0], "鄂教〔2026〕1号", said[1])
    actions.note_upper_results(recommendation=letter, level="province", rows=[answered], by=officer)
    stored = files.put([b"%PDF-1.4 paper from above"])
    actions.check_upper_results(
        recommendation=letter,
        level="province",
        paper=(stored, "通知.pdf"),
        by=actor_for(world.people["section-head"]),
    )
    world.add("upper_result", letter.upper_results.get(), [], SEERS)


def _promote(world: World, call: Call, row: Result, officer: Actor) -> None:
    upper = _call(world, "open")
    actions.name_upper_call(call=call, upper=upper, by=officer)
    call.refresh_from_db()
    [promotion] = actions.promote(call=call, rows=[row.public_id], by=officer)
    world.add("promotion", promotion, [], SEERS)


def _call(world: World, state: str) -> Call:
    post, now, days = world.people["city-officer"], clock.now(), dt.timedelta(days=300)
    bureau, key = post.organisation, f"recommendation-{state}"
    set_up_form(
        key=key, title="申报表", owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name, content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key=key, owner_id=bureau.pk)
    title = f"推荐示例{world.canary()}"
    kind = acts.create(
        Kind, organisation=bureau, title=title, rules=RULES, definition=form, outcome="recommend"
    )
    closed = {"until": now, "closed_at": now} if state == "ended" else {"until": now + days}
    made: Call = acts.create(
        Call, organisation=bureau, officer=post, kind=kind, title=title, rules=RULES, level="city",
        form_version=form.current, opens_at=now, opened_at=now, state=state, **closed,
    )  # fmt: skip
    return made


def _application(world: World, call: Call, number: int) -> Application:
    owner = world.people["school-office"]
    made: Application = acts.create(
        Application, call=call, organisation=owner.organisation, owner=owner, title=f"推荐示例申报{number}",
        state="accepted", sequence=number, sent_at=clock.now(), receipt={},
    )  # fmt: skip
    assert call.form_version is not None
    answer = save_answer(
        version_of_form=call.form_version, about=made, organisation_id=owner.organisation_id,
        organisation_name=owner.organisation.name, values={"story": f"示例做法{number}"}, by=actor_for(owner),
        answer_version=0,
    )  # fmt: skip
    acts.change(made, answer=answer)
    return made


def _result(call: Call, application: Application, scoring: Scoring, number: int) -> Result:
    made: Result = acts.create(
        Result, call=call, application=application, scoring=scoring, code=f"{number:04d}", place=number,
        passed=True, proposed="first", level="first", selected=True, order=number,
    )  # fmt: skip
    return made
