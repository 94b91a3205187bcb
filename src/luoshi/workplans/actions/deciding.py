"""A workplan under way: the shared acts of papers, its own state after them, and what filing brings into force."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.last_words import refuse_minutes_of_the_author
from luoshi.papers.states import ApprovalState, Outcome

from .. import permissions
from ..models import Goal, Workplan
from ..queries import filed_workplan
from ..stamps import refuse_unstamped
from ..standing import note
from ..states import WORKPLAN, WorkplanState
from .sending import COURSE
from .writing import bring_city_numbers


@acts.act("workplans.pass_workplan", who=permissions.can_decide_workplan, on="workplan")
def pass_workplan(*, workplan: Workplan, by: Actor, **said: Any) -> Workplan:
    """Agree at the current step; the last consent, the city's, files it."""
    pass_step(approval=COURSE.approval_of(workplan), by=by, **said)
    _follow("workplans.pass_workplan", workplan, by)
    return workplan


@acts.act("workplans.return_workplan", who=permissions.can_decide_workplan, on="workplan")
def return_workplan(*, workplan: Workplan, by: Actor, **said: Any) -> Workplan:
    """Back to its author or an earlier step. Where opinions stand on some parts, these alone are open for mending."""
    return_to_step(approval=COURSE.approval_of(workplan), by=by, **said)
    _follow("workplans.return_workplan", workplan, by)
    _open_returned(workplan, said.get("parts"))
    return workplan


@acts.act("workplans.enter_workplan", who=permissions.can_enter_workplan, on="workplan")
def enter_workplan(*, workplan: Workplan, by: Actor, outcome: str, **said: Any) -> Workplan:
    """代录: what a leader signed or a meeting decided, with the paper."""
    approval = COURSE.approval_of(workplan)
    if outcome == Outcome.PASSED:
        refuse_minutes_of_the_author(approval, by)
    enter_on_behalf(approval=approval, by=by, outcome=outcome, **said)
    _follow("workplans.enter_workplan", workplan, by)
    if outcome == Outcome.RETURNED:
        _open_returned(workplan, said.get("parts"))
    return workplan


def _open_returned(workplan: Workplan, said: dict[str, str] | None) -> None:
    if workplan.state != WorkplanState.RETURNED:
        return
    words = {key: text.strip() for key, text in (said or {}).items() if text.strip()}
    for part in workplan.parts.filter(public_id__in=words):
        acts.change(part, returned=True, words=words[part.public_id])
    bring_city_numbers(workplan)


def _follow(action: str, workplan: Workplan, by: Actor) -> None:
    """Its own move by what its approval became. Filed: the version before is put out of force, goals are agreed."""
    if COURSE.approval_of(workplan).state != ApprovalState.PASSED:
        WORKPLAN.make(action, workplan)
        return
    refuse_unstamped(workplan)
    before = filed_workplan(workplan.organisation_id, workplan.plan, workplan.round)
    if before is not None:
        before.going_to = WorkplanState.SUPERSEDED
        WORKPLAN.make(action, before)
    for goal in Goal.objects.filter(part__workplan=workplan, part__dropped_at__isnull=True):
        acts.change(goal, agreed=goal.city if goal.school is None else goal.school)
    WORKPLAN.make(action, workplan, filed_at=clock.now())
    note(workplan, by)
    _tell_owners(workplan, by)


def _tell_owners(workplan: Workplan, by: Actor) -> None:
    """Who answers for steps learns of it with the filing; its author was told by papers."""
    owners = Membership.objects.filter(owned_milestones__workplan=workplan).distinct().order_by("pk")
    tell(
        to=[post for post in owners if post.user_id != by.user_id],
        title=f"方案已备案，请按期完成您负责的里程碑：{workplan.title}",
        kind="workplans",
        href=reverse("workplan", args=[workplan.public_id]),
        about=workplan,
        key=f"workplans.filed:{workplan.public_id}",
        by=by,
    )
