"""代办授权: somebody stands in from–to. Nobody hands on what was handed to him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, not_over
from luoshi.accounts.roles import SEPARATED
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words

from .. import permissions
from ..kinds import paper_kinds
from ..models import Delegation
from ..telling import say_of_delegation
from .moving import post_of
from .proofs import Proof

LONGEST = dt.timedelta(days=366)


@acts.act("papers.delegate", who=permissions.can_delegate, under="organisation")
def delegate(
    *,
    organisation: Organisation,
    principal: Membership,
    to: Membership,
    start: dt.date,
    end: dt.date,
    by: Actor,
    kinds: Sequence[str] = (),
    reason: str = "",
    proof: Proof | None = None,
) -> Delegation:
    """From `start` to `end` (both included) `to` may decide what comes to `principal`, for all kinds or these.

    By the principal himself, or by the office with proof. Raises RuleBroken for posts of another organisation or no
    longer held, the same person, an administrator, dates gone by, or a second delegate for the same time and kind.
    """
    _check_registrar(principal, to, proof, by)
    _check_posts(organisation, principal, to)
    _check_dates(start, end)
    _refuse_second(principal, start, end, kinds)
    made: Delegation = acts.create(
        Delegation,
        principal=principal,
        delegate=to,
        start=start,
        end=end,
        kinds=sorted(kinds),
        reason=reason.strip()[:200],
        made_by=post_of(by),
        proof=proof.stored if proof else None,
        proof_name=proof.name if proof else "",
    )
    say_of_delegation(made, "代办授权已登记", by)
    return made


def _check_registrar(principal: Membership, to: Membership, proof: Proof | None, by: Actor) -> None:
    """Who enters it for somebody else shows his word for it, and gains nothing by it himself."""
    if principal.pk == by.membership_id:
        return
    if not by.may("enter_decisions"):
        raise PermissionDenied
    if proof is None:
        raise RuleBroken("替别人登记代办授权，要附上本人签字的授权书或请假单。")
    if to.user_id == by.user_id:
        raise RuleBroken("替别人登记代办授权，代办人不能是登记人自己。请授权人本人登记，或另选一位代办人。")


def _check_posts(organisation: Organisation, principal: Membership, to: Membership) -> None:
    if {principal.organisation_id, to.organisation_id} != {organisation.pk}:
        raise RuleBroken("只能在本单位内授权代办，请重新选择代办人。")
    if memberships_today().filter(pk__in=(principal.pk, to.pk)).count() != 2 and principal.pk != to.pk:
        raise RuleBroken("授权人和代办人都要是现任岗位，请重新选择。")
    if principal.user_id == to.user_id:
        raise RuleBroken("不能授权给本人，请另选一人。")
    if (
        memberships_today().filter(user=to.user_id, role__in=SEPARATED).exists()
        or principal.role in SEPARATED
    ):
        raise RuleBroken("系统管理员、安全管理员、日志员不办理业务，不能授权或代办。")


def _check_dates(start: dt.date, end: dt.date) -> None:
    if end < start:
        raise RuleBroken("结束日期不能早于开始日期，请改正后再提交。")
    if end < clock.today():
        raise RuleBroken("结束日期已经过去，请改正后再提交。")
    if end - start > LONGEST:
        raise RuleBroken("一次授权最长一年；更长的请调整岗位。")


def _refuse_second(principal: Membership, start: dt.date, end: dt.date, kinds: Sequence[str]) -> None:
    Membership.objects.select_for_update().get(pk=principal.pk)  # two at once come one after the other
    if set(kinds) - set(paper_kinds()):
        raise RuleBroken("没有这类事项，请从列表里重新选择。")
    same_time = Delegation.objects.filter(
        principal=principal, revoked_at__isnull=True, start__lte=end, end__gte=start
    ).filter(delegate__in=Membership.objects.filter(not_over()))  # with a delegate who has gone it has lapsed
    for other in same_time.select_related("delegate__user"):
        if not kinds or not other.kinds or set(kinds) & set(other.kinds):
            raise RuleBroken(
                f"这段时间已授权{other.delegate.user.name}代办（{day_in_words(other.start)}至"
                f"{day_in_words(other.end)}），请先收回再另行授权。"
            )


@acts.act("papers.revoke_delegation", who=permissions.can_revoke, on="delegation")
def revoke_delegation(*, delegation: Delegation, by: Actor) -> Delegation:
    """It ends at this moment; what was done under it stays. Raises RuleBroken when it has ended."""
    if not delegation.is_open:
        raise RuleBroken("这项授权已经结束，不用收回。")
    acts.change(delegation, revoked_at=clock.now(), revoked_by=post_of(by))
    say_of_delegation(delegation, "代办授权已收回", by)
    return delegation
