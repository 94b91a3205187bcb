"""Officers who must keep away from an application: said, and lifted by another officer."""

from __future__ import annotations

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions.moving import post_of

from .. import permissions
from ..models import Application, OfficerConflict
from ..queries import is_from_within
from ..telling import tell_of_conflict
from .moving import call_first, hold_call

MONITORS = (
    "监督员的回避，由本人、另一名监督员或能办理但不经办这次遴选的人登记；办理遴选的人的回避，由办理遴选的人登记。"
    "请转告他们办理。"
)


@acts.act("applying.say_conflict", who=permissions.can_say_conflict, on="application", first=call_first)
def say_conflict(*, application: Application, membership: Membership, reason: str, by: Actor) -> Application:
    """From now on this officer neither sees nor manages it. He is told, and so are the monitors (controls BL-05)."""
    hold_call(application)
    if not reason.strip():
        raise RuleBroken("请写明回避的理由。")
    if membership.organisation_id == application.organisation_id and not is_from_within(application):
        raise RuleBroken("申报单位自己的人员不用登记回避。")
    if membership.organisation_id != by.organisation_id:
        raise RuleBroken("只能登记本单位人员的回避，其他单位的请由其本单位登记。")
    if not permissions.can_keep_away(by, application.call, membership):
        raise RuleBroken(MONITORS)
    standing = application.officer_conflicts.filter(membership=membership, lifted_at__isnull=True)
    if standing.exists():
        raise RuleBroken(f"{membership.user.name}已经登记过回避，不用重复登记。")
    said: OfficerConflict = acts.create(
        OfficerConflict,
        application=application,
        membership=membership,
        reason=reason.strip()[:300],
        said_by=post_of(by),
    )
    tell_of_conflict(said, by)
    return application


@acts.act("applying.lift_conflict", who=permissions.can_lift_conflict, on="conflict", first=call_first)
def lift_conflict(*, conflict: OfficerConflict, by: Actor, reason: str) -> OfficerConflict:
    """By another one than said it and than it binds, with a reason. Told to the same people."""
    if not reason.strip():
        raise RuleBroken("请写明解除回避的理由。")
    if conflict.lifted_at is not None:
        raise RuleBroken("这条回避已经解除。")
    acts.change(conflict, lifted_by=post_of(by), lifted_at=clock.now(), lift_reason=reason.strip()[:300])
    tell_of_conflict(conflict, by)
    return conflict
