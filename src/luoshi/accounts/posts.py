"""Which post a person may be given, and which must not stay empty."""

from __future__ import annotations

from luoshi.common.errors import RuleBroken

from .models import Membership, Organisation, User
from .queries import memberships_today
from .roles import LEVELS, ROLES, SEPARATED

KINDS_OF_LEVEL = {
    "city": {Organisation.Kind.CITY_BUREAU},
    "county": {Organisation.Kind.COUNTY_BUREAU},
    "school": {Organisation.Kind.SCHOOL},
    "enterprise": {Organisation.Kind.ENTERPRISE},
    "site": {Organisation.Kind.CITY_BUREAU},
    "any": set(Organisation.Kind),
}


def refuse_wrong_place(role: str, organisation: Organisation) -> None:
    """Raises RuleBroken when this kind of organisation has no such post."""
    wanted = ROLES[role]
    if organisation.kind not in KINDS_OF_LEVEL[wanted.level]:
        raise RuleBroken(
            f"“{wanted.name}”是{LEVELS[wanted.level]}的岗位，{organisation.short}没有这个岗位，请另选单位或岗位。"
        )


def refuse_mixture(user: User, role: str) -> None:
    """The three administrators are three people (GB/T 22239-2019 8.1.5), and none of them does business.

    Raises RuleBroken when the new role does not go with what the person holds.
    """
    held = set(Membership.objects.filter(user=user, end__isnull=True).values_list("role", flat=True)) - {role}
    if role in SEPARATED and held & set(SEPARATED):
        raise RuleBroken("系统管理员、安全管理员、日志员三个岗位不能由同一人担任，请另选一人。")
    if held and (role in SEPARATED) != bool(held & set(SEPARATED)):
        raise RuleBroken("管理员不能同时担任业务岗位，请另选一人，或先收回原来的岗位。")


def refuse_leaving_empty(user: User, roles: set[str]) -> None:
    """Raises RuleBroken when nobody else who can sign in would hold one of these administrator's roles."""
    for role in roles & set(SEPARATED):
        if not memberships_today().filter(role=role).exclude(user=user).exists():
            raise RuleBroken(
                f"{user.name}是站点现在唯一的{ROLES[role].name}，请先让另一人担任这个岗位，再来收回或停用。"
            )
