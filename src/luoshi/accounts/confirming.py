"""A link that sets an administrator's password needs two people (controls AZ-09).

The system administrator issues it; it opens only when a security administrator, who is not the person it is for, has
confirmed it. Otherwise the system administrator alone could sign in as the one who watches over him or her.
"""

from __future__ import annotations

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from . import permissions
from .models import Membership, Ticket, User
from .posts import refuse_shared_account
from .queries import ancestors, memberships_today, not_over
from .roles import SEPARATED

GONE = "没有等待确认的链接：可能已确认、已作废或已过期。请刷新页面查看；仍然需要的，请系统管理员重新发放。"


def needs_second_person(user: User) -> bool:
    """Whether this person holds one of the administrators' posts, today or from a later day on."""
    return Membership.objects.filter(not_over(), user=user, role__in=SEPARATED).exists()


def refuse_without_confirmer(user: User) -> None:
    """Raises RuleBroken when no security administrator but this person could confirm the link."""
    places = Membership.objects.filter(not_over(), user=user).values_list("organisation__path", flat=True)
    above = set.intersection(*(set(ancestors(place)) for place in places))
    able = memberships_today().filter(role="security_admin", organisation__path__in=above).exclude(user=user)
    if not able.exists():
        raise RuleBroken(
            f"{user.name}是管理员，链接要由另一位安全管理员确认才能使用，但现在没有能确认的人，所以没有发放。"
            "请先增加一位安全管理员；来不及时，由两人一起在服务器上运行 luoshi admin reset。"
        )


def waiting_ticket(user: User) -> Ticket | None:
    """The link of this person that waits for a second person and has not run out."""
    waiting = Ticket.objects.filter(used_at__isnull=True, expires_at__gt=clock.now())
    found: Ticket | None = waiting.filter(user=user, awaits_confirmation=True).first()
    return found


@acts.act("accounts.confirm_ticket", who=permissions.can_confirm_ticket, under="user", proof=True)
def confirm_ticket(*, user: User, seen: str, by: Actor) -> Ticket:
    """From now on the link can be used. `seen`: the public id of the link the second person looked at. Raises
    RuleBroken when none waits, or another one than that.
    """
    ticket = _waiting(user)
    if ticket.public_id != seen:
        raise RuleBroken("您核对之后，链接又重新发放过，没有确认。请按下面新的发放时间，再向本人核实后确认。")
    refuse_shared_account(user, by)
    acts.change(ticket, awaits_confirmation=False)
    return ticket


@acts.act("accounts.void_ticket", who=permissions.can_confirm_ticket, under="user")
def void_ticket(*, user: User, by: Actor) -> Ticket:
    """The link can no longer be used, whether it was confirmed or not. Raises RuleBroken when there is none."""
    ticket = Ticket.objects.filter(user=user, used_at__isnull=True, expires_at__gt=clock.now()).first()
    if ticket is None:
        raise RuleBroken("没有可用的链接，不用作废：可能已经用过、已作废或已过期。")
    acts.change(ticket, used_at=clock.now())
    return ticket


def _waiting(user: User) -> Ticket:
    ticket = waiting_ticket(user)
    if ticket is None:
        raise RuleBroken(GONE)
    return ticket
