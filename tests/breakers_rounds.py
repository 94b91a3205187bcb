"""Rounds and selections on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Application, Round, RoundTask, Wish

from . import breakers_applying
from .breakers_papers import post
from .breakers_requests import minutes_of_the_author


def make_rounds() -> None:
    """An open round to which a school has sent its application; its head agreed, it lies above."""
    officer, head = post("city-officer"), post("school-head")
    by, school = actor_for(officer), head.organisation
    plan = Plan.objects.filter(issuer=officer.organisation)[0]
    made = actions.make_round(plan=plan, name="示例申报", by=by)
    said: dict[str, Any] = {"opens_at": None, "closes_at": clock.now() + dt.timedelta(days=9)}
    said |= {"words": "", "least": None, "most": None, "form_version": None, "reference": None}
    _act(actions.change_round, "round_", made, by, name=made.name, **said)
    _act(actions.open_round, "round_", made, by)
    office, _ = Membership.objects.get_or_create(organisation=school, role="office", defaults=_somebody(head))
    author = actor_for(office)
    application = actions.start_application(round_=Round.objects.get(pk=made.pk), by=author)
    chosen = list(made.tasks.all()[:1])
    _act(actions.choose_tasks, "application", application, author, chosen=chosen)
    given = {"reason": "有基础", "quantity": None, "led_by": None, "answers": None}
    _act(actions.write_wish, "wish", Wish.objects.get(application=application), author, **given)
    _act(actions.send_application, "application", application, author)
    _act(actions.pass_application, "application", application, actor_for(head))
    breakers_applying.make_applications()


def _somebody(head: Membership) -> dict[str, Any]:
    return {"user": head.user, "start": head.start}


def _act(act: Any, keyword: str, row: Any, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(**{keyword: row}, by=by, version=row.version, **said)


def _of_another_round() -> None:
    application = Application.objects.select_related("round__plan").get()
    made = Round.objects.create(plan=application.round.plan, name="另一轮")
    row = RoundTask.objects.create(round=made, task=application.round.tasks.all()[0].task)
    Wish.objects.update(round_task=row)


def _of_another_plan() -> None:
    plan = Plan.objects.get(pk=Plan.objects.all()[0].pk)
    plan.pk, plan.public_id, plan.key = None, "another-plan", "another-plan"
    plan.save()
    Task.objects.filter(pk=RoundTask.objects.all()[0].task_id).update(plan=plan)


def _a_duty_before_its_time() -> None:
    wish = Wish.objects.select_related("round_task")[0]
    duty = wish.round_task.task.duties.all()[0]
    Wish.objects.filter(pk=wish.pk).update(verdict="accepted", duty=duty)


BREAKERS: dict[str, Any] = {
    **breakers_applying.BREAKERS,
    "application-minutes": lambda: minutes_of_the_author("application"),
    "round-duties": _a_duty_before_its_time,
    "application-approval": lambda: Application.objects.update(state="returned"),
    "application-in-time": lambda: Application.objects.update(arrived_at=clock.now() + dt.timedelta(days=10)),
    "application-invited": lambda: Round.objects.get().invited.all().delete(),
    "application-sent": lambda: Wish.objects.update(reason="没有报送的理由"),
    "wish-on-list": _of_another_round,
    "round-task-plan": _of_another_plan,
    "round-until": lambda: Round.objects.update(until=clock.now() + dt.timedelta(days=20)),
}
