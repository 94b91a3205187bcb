"""The parts that sending, deciding and entering share: where a paper lies, where it goes next, what is written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from luoshi.accounts.calendars import workdays_of
from luoshi.accounts.following import carried_on_by
from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import Refusal, RuleBroken
from luoshi.notices.actions import redate

from ..models import NAME, Approval, Entry, Step
from ..queries import holders_of
from ..states import ApprovalState, StepState
from ..telling import settle_step, tell_holders
from ..vacant import tell_of_vacancy


class AlreadyDecided(Refusal):
    """Somebody was quicker at the same step."""

    status = 409
    code = "stale"


def name_of_post(post: Membership) -> str:
    """A person with post as it stands today, for the record."""
    title = post.title or post.get_role_display()
    return f"{post.user.name}（{post.organisation.short} {title}）"[:NAME]


def post_of(by: Actor) -> Membership:
    """The acting post, still held at this moment. Raises PermissionDenied."""
    post = memberships_today().filter(pk=by.membership_id).first() if by.membership_id else None
    if post is None:
        raise PermissionDenied
    return post


def fresh(approval: Approval) -> None:
    """Read the row and its steps again: a wrapping act may hold an older one."""
    approval.refresh_from_db()
    approval.going_to = ""


def current_of(approval: Approval, seen: Step | None = None) -> Step:
    """The step it lies at. Raises AlreadyDecided where the page showed another step or arrival (`seen`), RuleBroken
    where it lies nowhere."""
    current = (
        approval.steps.select_related("organisation", "person__user").filter(state=StepState.CURRENT).first()
    )
    if seen is not None and (current is None or (current.pk, current.visit) != (seen.pk, seen.visit)):
        raise AlreadyDecided(said_before(seen))
    if current is None:
        raise RuleBroken(
            f"现在的状态是“{approval.get_state_display()}”，没有等待办理的环节。请刷新页面查看最新情况。"
        )
    current.approval = approval
    return current


def said_before(step: Step) -> str:
    """Who decided this arrival, for whom comes second."""
    entry = Entry.objects.filter(step=step, visit=step.visit).first()
    if entry is None:
        return "这个环节刚才有变化，您的操作没有生效。请刷新页面查看最新情况。"
    return f"“{step.name}”刚才已由{entry.by_name}办理（{entry.get_outcome_display()}），您的操作没有生效。请刷新页面。"


def whose_turn(step: Step) -> str:
    names = "、".join(post.user.name for post in holders_of(step)) or "暂无人担任"
    return f"{step.organisation.short}·{step.name}（{names}）"


def close(step: Step, state: str) -> None:
    """The step is decided; of two at once only one gets here. Raises AlreadyDecided."""
    lying = Step.objects.filter(pk=step.pk, state=StepState.CURRENT, visit=step.visit)
    if not lying.update(state=state):
        raise AlreadyDecided(said_before(step))
    acts.change(step, state=state)
    settle_step(step)


def arrive(approval: Approval, step: Step, by: Actor) -> None:
    """The step has it now; its people are told."""
    place = carried_on_by(step.organisation)
    if place != step.organisation:  # it decided once, under the name it had then, and has merged since
        acts.change(step, organisation=place)
    due = _due(approval, place, step.days)
    acts.change(step, state=StepState.CURRENT, visit=step.visit + 1, arrived_at=clock.now(), due=due)
    reach(approval, step)
    step.approval = approval
    if holders_of(step):
        tell_holders(step, by)
    else:
        tell_of_vacancy(step, by)


def _due(approval: Approval, place: Organisation, days: int) -> dt.date:
    """As many working days as the route gives, but no longer than the paper itself can wait."""
    today = clock.today()
    usual = workdays_of(place.path).after(today, days)
    return usual if approval.until is None else min(usual, max(approval.until, today))


def hold_until(approval: Approval, until: dt.date) -> None:
    """The paper can wait longer than it could: so can whoever has it. Inside the act of the stage whose paper it is."""
    acts.change(approval, until=until)
    step = approval.steps.select_related("organisation").filter(state=StepState.CURRENT).first()
    if step is not None:
        acts.change(step, due=_due(approval, step.organisation, step.days))
        redate(about=approval, due=step.due)


def reach(approval: Approval, step: Step) -> None:
    """The approval, and what was sent last, have come as far as this step's organisation."""
    sent_last = approval.sendings.order_by("-number").first()
    for row in (approval, sent_last):
        if row is not None and step.leg > row.reached:
            acts.change(row, reached=step.leg)
    if sent_last is not None and sent_last.reached >= approval.reached:
        acts.change(approval, title=sent_last.title)  # lists show it to all: not before it has come as far


def next_of(approval: Approval, step: Step) -> Step | None:
    """Where it goes when `step` is passed: back to who returned it, or one further."""
    if approval.resume_at_id is not None and approval.resume_at_id != step.pk:
        return approval.steps.select_related("organisation").get(pk=approval.resume_at_id)
    return (
        approval.steps.select_related("organisation").filter(order__gt=step.order).order_by("order").first()
    )


def write_down(approval: Approval, by: Actor, outcome: str, **said: Any) -> Entry:
    """One line of the history, with the names of its day."""
    post = post_of(by)
    said.setdefault("organisation", post.organisation)
    return acts.create(
        Entry, approval=approval, by=post, by_name=name_of_post(post), outcome=outcome, at=clock.now(), **said
    )


def clean_parts(approval: Approval, parts: dict[str, str] | None) -> list[dict[str, str]]:
    """Comments on the parts this paper has; empty ones are left out."""
    given = parts or {}
    return [
        {"key": key, "label": label, "text": given[key].strip()}
        for key, label in approval.parts
        if given.get(key, "").strip()
    ]


def ended(state: str) -> dict[str, Any]:
    """The fields that go with a state: when it ended."""
    over = state in (ApprovalState.PASSED, ApprovalState.RECALLED, ApprovalState.WITHDRAWN)
    return {"ended_at": clock.now() if over else None}
