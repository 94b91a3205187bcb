"""The first three administrators of a site: system, security and log, three different people."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from . import permissions
from .actions import add_person, issue_ticket, new_secret, set_up_organisation
from .models import Membership, Organisation, Ticket
from .roles import SEPARATED


def bureau() -> Organisation | None:
    """The organisation at the top of the tree, where the administrators stand."""
    tops = Organisation.objects.filter(placements__parent__isnull=True, placements__end__isnull=True)
    return tops.filter(withdrawn_at__isnull=True, kind=Organisation.Kind.CITY_BUREAU).first()


@acts.act("accounts.make_first_admins", who=permissions.only_the_system)
def make_first_admins(
    *, people: dict[str, tuple[str, str]], organisation_name: str, by: Actor
) -> dict[str, str]:
    """The three posts with an invitation each. `people`: role → (name, mobile); returns role → secret of the link.

    Raises RuleBroken when there are administrators already, or no bureau and no name for one.
    """
    if Membership.objects.filter(role__in=SEPARATED).exists():
        raise RuleBroken("管理员已经建立过，没有改动。忘记密码请由系统管理员发放重设链接。")
    place = bureau() or _new_bureau(organisation_name, by)
    secrets = {}
    for role, (name, mobile) in people.items():
        post = add_person(name=name, mobile=mobile, organisation=place, role=role, by=by)
        secrets[role] = new_secret()
        issue_ticket(user=post.user, purpose=Ticket.Purpose.INVITATION, secret=secrets[role], by=by)
    return secrets


def _new_bureau(name: str, by: Actor) -> Organisation:
    if not name:
        raise RuleBroken(
            "站点还没有单位。请先用 luoshi load 装载站点包，或加上 --organisation 市教育局全称，再建立管理员。"
        )
    made: Organisation = set_up_organisation(
        parent=None, names=[], name=name, short=name, kind=Organisation.Kind.CITY_BUREAU, by=by
    )
    return made
