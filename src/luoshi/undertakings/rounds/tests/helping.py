"""A round on the Yichang plan, a county school that applies, and everybody its paper passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import answers
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.actions.making import Terms
from luoshi.undertakings.rounds.models import Application, Round, Wish
from luoshi.undertakings.tests.requests import cast

YEARS = [{"_row": "r1", "year": "2026", "amount": "2", "central": 500_000_000, "own": 100_000_000}]
ANSWERS = {"basis": "有实训基地", "years": YEARS, "in_charge": "教务处"}
BELOW = ("head", "county", "leader")  # who passes before the city's section head
TASKS = 3


def start(yichang: Any) -> Any:
    """The cast of change requests with an open round of three tasks, a week long."""
    there = cast(yichang)
    there.post = yichang.post
    there.round = open_round(there)
    return there


def a_round(there: Any, days: int = 7, **terms: Any) -> Round:
    """A draft with three tasks, the terms on the first."""
    officer = there.actor("officer")
    made = actions.make_round(plan=there.plan, name="2026年承接申报", by=officer)
    tasks = [row.task for row in made.tasks.select_related("task")[:TASKS]]
    rows = [Terms(task, **(terms if task is tasks[0] else {})) for task in tasks]
    do(actions.set_tasks, made, officer, terms=rows)
    now = clock.now()
    said = {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=days)}
    return do(actions.change_round, made, officer, **words(fresh(made), **said))


def words(round_: Round, **said: Any) -> dict[str, Any]:
    names = ("name", "words", "opens_at", "closes_at", "least", "most", "form_version", "reference")
    return {name: getattr(round_, name) for name in names} | said


def open_round(there: Any, **given: Any) -> Round:
    return do(actions.open_round, a_round(there, **given), there.actor("officer"))


def other_round(there: Any) -> Round:
    """A second open round beside the first."""
    return open_round(there)


def do(action: Any, row: Any, by: Any, **said: Any) -> Any:
    """The act on the row as it is now; the row after it."""
    row = fresh(row)
    keyword = {Round: "round_", Application: "application", Wish: "wish"}[type(row)]
    action(**{keyword: row}, by=by, version=row.version, **said)
    return fresh(row)


def set_up_profile(there: Any, content: Any = None) -> None:
    """The bureau asks its schools for their profile."""
    bureau = there.officer.organisation
    set_up_form(
        key=PROFILE.key,
        title=PROFILE.title,
        owner_id=bureau.pk,
        owner_public_id=bureau.public_id,
        owner_name=bureau.name,
        content=content or PROFILE.content,
        by=system_actor(),
    )


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def drafted(there: Any, by: str = "office", ticked: int = 2, **said: Any) -> Application:
    """An application with all that is asked on its rows."""
    actor = there.actor(by)
    made = actions.start_application(round_=fresh(there.round), by=actor)
    chosen = list(there.round.tasks.all()[:ticked])
    do(actions.choose_tasks, made, actor, chosen=chosen)
    for wish in made.wishes.all():
        write(wish, actor, **said)
    return fresh(made)


def write(wish: Wish, by: Any, **said: Any) -> Wish:
    given = {"reason": "有基础，有队伍", "quantity": 2, "led_by": None, "answers": ANSWERS}
    return do(actions.write_wish, wish, by, **given | said)


def sent(there: Any, by: str = "office", **said: Any) -> Application:
    return do(actions.send_application, drafted(there, by, **said), there.actor(by))


def passed(there: Any, application: Application, *steps: str) -> Application:
    for name in steps or (*BELOW, "section"):
        application = do(actions.pass_application, application, there.actor(name))
    return application


def profile_answered(there: Any, definition: FormDefinition, **facts: Any) -> None:
    """What the school said of itself, as it lies in the database: personal values sealed."""
    answer = Answer(
        definition=definition,
        form_version=definition.current,
        organisation_id=there.school.pk,
        organisation_name=there.school.name,
    )
    answer.values, personal = answers.apart(definition.current.form, facts)
    answer.sealed = answers.seal(answer, personal)
    answer.save()


# ---- other schools, and the bureau's half


def applied(there: Any, key: str, *, tasks: Any = None, **said: Any) -> Application:
    """Another school's application, agreed to at every step."""
    actor = actor_for(there.post("office", key))
    made = actions.start_application(round_=fresh(there.round), by=actor)
    do(actions.choose_tasks, made, actor, chosen=tasks or list(there.round.tasks.all()[:1]))
    for wish in made.wishes.all():
        write(wish, actor, **said)
    return through(there, do(actions.send_application, made, actor))


def through(there: Any, application: Application) -> Application:
    """Passed at each step by somebody who holds its post."""
    while application.state != "passed":
        step = application.approval.current
        by = actor_for(there.post(step.role, step.organisation.key))
        application = do(actions.pass_application, application, by)
    return application


def judged(there: Any, application: Application, verdict: str = "accepted", **said: Any) -> None:
    for wish in application.wishes.filter(dropped_at=None):
        judge(there, wish, verdict, **said)


def judge(there: Any, wish: Wish, verdict: str = "accepted", **said: Any) -> Wish:
    given = {"verdict": verdict, "words": "", "agreed": None} | said
    return do(actions.judge_wish, wish, there.actor("officer"), **given)


def over(there: Any, it_is: Any) -> None:
    """The closing time is past."""
    it_is(fresh(there.round).until + dt.timedelta(seconds=1))


def confirmed(there: Any, it_is: Any) -> Round:
    over(there, it_is)
    return do(actions.confirm_round, there.round, there.actor("officer"))
