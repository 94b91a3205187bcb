"""变更申请 under way: the shared acts of papers, the request's own state after them, and what comes into force."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.papers.actions import enter_on_behalf, pass_step, return_to_step
from luoshi.papers.last_words import refuse_minutes_of_the_author
from luoshi.papers.states import ApprovalState, Outcome
from luoshi.plans.models import Basis
from luoshi.undertakings import permissions
from luoshi.undertakings.effects import rows_of
from luoshi.undertakings.models import ChangeRequest, Duty
from luoshi.undertakings.states import ARRANGING, CHANGE, ChangeKind, RequestState

from .duties import note_quantity, restore_duty, take_on_duty, withdraw_duty
from .joint import apply_parts, claim
from .requests import COURSE, check_unchanged


@acts.act("undertakings.pass_request", who=permissions.can_decide_request, on="change_request")
def pass_request(*, change_request: ChangeRequest, by: Actor, reply: str = "", **said: Any) -> ChangeRequest:
    """Agree at the current step; at the last one the change comes into force in the same act. `reply`: the number of
    the reply of the level above, where it has come."""
    _note_reply(change_request, reply)
    pass_step(approval=COURSE.approval_of(change_request), by=by, **said)
    _follow("undertakings.pass_request", change_request, by)
    return change_request


@acts.act("undertakings.return_request", who=permissions.can_decide_request, on="change_request")
def return_request(*, change_request: ChangeRequest, by: Actor, **said: Any) -> ChangeRequest:
    return_to_step(approval=COURSE.approval_of(change_request), by=by, **said)
    _follow("undertakings.return_request", change_request, by)
    return change_request


@acts.act("undertakings.enter_request", who=permissions.can_enter_request, on="change_request")
def enter_request(*, change_request: ChangeRequest, by: Actor, reply: str = "", **said: Any) -> ChangeRequest:
    """代录: what a leader signed or a meeting decided, with the paper."""
    _note_reply(change_request, reply)
    if said.get("outcome") == Outcome.PASSED:
        refuse_minutes_of_the_author(COURSE.approval_of(change_request), by)
    enter_on_behalf(approval=COURSE.approval_of(change_request), by=by, **said)
    _follow("undertakings.enter_request", change_request, by)
    return change_request


@acts.act("undertakings.note_request_number", who=permissions.can_note_number, on="change_request")
def note_request_number(*, change_request: ChangeRequest, number: str, by: Actor) -> ChangeRequest:
    """The document number of the reply of the level above, also after the decision; an empty one takes it back."""
    if change_request.state in (RequestState.DRAFT, RequestState.WITHDRAWN):
        raise RuleBroken("这件申请还没有报送或已作废，不用登记批复文号。")
    acts.change(change_request, number=number.strip())
    return change_request


def _note_reply(change_request: ChangeRequest, reply: str) -> None:
    """Only with the last word; before it the author writes the number, afterwards the bureau notes it."""
    if reply.strip() and COURSE.approval_of(change_request).is_at_last:
        acts.change(change_request, number=reply.strip())


def _follow(action: str, change_request: ChangeRequest, by: Actor) -> None:
    """The request's own move by what its approval became, and the change itself once all have agreed."""
    if COURSE.approval_of(change_request).state != ApprovalState.PASSED:
        CHANGE.make(action, change_request)
        return
    duty, effect = check_unchanged(change_request), rows_of(change_request)
    duty = _apply(change_request, duty, by)
    CHANGE.make(action, change_request, duty=duty, applied_at=clock.now(), effect=effect)
    _tell(change_request, by)


def _apply(change_request: ChangeRequest, duty: Duty | None, by: Actor) -> Duty:
    reason = f"变更申请通过：{change_request.reason}"
    if change_request.kind in ARRANGING:
        return _arrange(change_request, reason, by)
    if duty is None:
        return take_on_duty(
            task=change_request.task,
            organisation=change_request.organisation,
            basis=Basis.UNDERTAKEN,
            quantity=change_request.quantity,
            by=by,
        )
    claim(duty)
    if change_request.kind == ChangeKind.WITHDRAW:
        return withdraw_duty(duty=duty, reason=reason, by=by)
    if change_request.kind == ChangeKind.TAKE_ON:
        restore_duty(duty=duty, reason=reason, by=by)
    return note_quantity(duty=duty, quantity=change_request.quantity, by=by)


def _arrange(change_request: ChangeRequest, reason: str, by: Actor) -> Duty:
    duty = apply_parts(change_request, reason, by)
    if change_request.kind == ChangeKind.JOINT and duty.quantity != change_request.quantity:
        note_quantity(duty=duty, quantity=change_request.quantity, by=by)
    return duty


def _tell(change_request: ChangeRequest, by: Actor) -> None:
    """Those who look after duties in every organisation it changes learn of it; its author was told by papers."""
    roles = [role.key for role in ROLES.values() if "manage_duties" in role.permissions]
    changed = {part.organisation_id for part in change_request.parts.all() if part.differs}
    posts: list[Membership] = list(
        memberships_today()
        .filter(organisation__in={change_request.organisation_id, *changed}, role__in=roles)
        .exclude(pk=change_request.author_id)
    )
    tell(
        to=[post for post in posts if post.user_id != by.user_id],
        title=f"变更已生效：{change_request.title}",
        kind="undertakings",
        href=COURSE.approval_of(change_request).href,
        about=change_request,
        key=f"undertakings.changerequest:{change_request.public_id}",
        by=by,
    )
