"""Invitations for many people at once: one act, slips to print, each link shown once and used once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from . import permissions
from .lists import accounts_with_state
from .models import Membership, Organisation, Ticket, User
from .queries import hash_of, memberships_today, not_over, within
from .roles import SEPARATED

DAYS = (1, 3, 7)  # how long invitations of one print may live
LONGEST = dt.timedelta(days=7)
MOST = 300


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the secret of the link; the secret is nowhere but on the page that follows."""

    user: User
    secret: str


def not_yet_in(actor: Actor, organisation: Organisation) -> QuerySet[User]:
    """People with a post at or below the organisation who have no password yet and no invitation that is open.

    Not those with a post in another tree too (`posts.refuse_shared_account`); the links of administrators need a
    second person and are issued one by one.
    """
    held = memberships_today().filter(within(organisation.path, "organisation__"))
    admins = memberships_today().filter(role__in=SEPARATED).values("user")
    elsewhere = Membership.objects.filter(not_over()).exclude(within(actor.path, "organisation__"))
    waiting = accounts_with_state(actor).filter(pk__in=held.values("user"), is_active=True, invited=False)
    waiting = waiting.exclude(pk__in=elsewhere.values("user"))
    fresh = waiting.filter(password__startswith="!") | waiting.filter(password="")
    return fresh.exclude(pk__in=admins).order_by("name", "id")


@acts.act("accounts.issue_invitations", who=permissions.can_invite_many, under="organisation")
def issue_invitations(
    *, organisation: Organisation, invited: list[Invited], days: int, by: Actor
) -> Organisation:
    """A link for each, valid for so many days; older unused links lose their force. All or none."""
    if not invited:
        raise RuleBroken("没有需要邀请的人员：都已经开通，或已有没用过的邀请。")
    if len(invited) > MOST or days not in DAYS:
        raise RuleBroken(f"一次最多 {MOST} 人，有效期 1、3 或 7 天。请选一个下属单位分批打印。")
    allowed = set(not_yet_in(by, organisation).values_list("pk", flat=True))
    if any(each.user.pk not in allowed for each in invited):
        raise PermissionDenied
    now = clock.now()
    keys = [each.user.pk for each in invited]
    Ticket.objects.filter(user__in=keys, used_at__isnull=True).update(used_at=now)
    Ticket.objects.bulk_create(
        [
            Ticket(
                user=each.user,
                purpose=Ticket.Purpose.INVITATION,
                token_hash=hash_of(each.secret),
                expires_at=now + dt.timedelta(days=days),
            )
            for each in invited
        ]
    )
    acts.note_each("invitations", [[each.user] for each in invited])
    return organisation
