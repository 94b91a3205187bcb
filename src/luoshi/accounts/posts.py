"""Which post a person may be given, and which must not stay empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words

from .models import Membership, Organisation, User
from .queries import ancestors, memberships_today, not_over, shared_with_others
from .roles import LEVELS, ONLY_PRIVATE, ROLES, SEPARATED

WITHIN_REASON = dt.timedelta(days=366)  # a post may begin or end so long before or after today

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
    if role in ONLY_PRIVATE and organisation.owner != Organisation.Owner.PRIVATE:
        raise RuleBroken(
            f"“{wanted.name}”只设在民办学校，{organisation.short}的举办类别不是民办，请另选岗位，或先更正举办类别。"
        )


def refuse_wrong_section(section: Organisation | None, organisation: Organisation) -> None:
    """Raises RuleBroken unless the section stands below the organisation (or is none)."""
    below = section is None or (
        section.path.startswith(organisation.path)
        and section.pk != organisation.pk
        and section.withdrawn_at is None
    )
    if not below:
        raise RuleBroken(f"所选处室（科室）不属于{organisation.short}，请另选。")


def refuse_far_day(day: dt.date, what: str) -> None:
    """Raises RuleBroken for a day more than a year away."""
    today = clock.today()
    if not today - WITHIN_REASON <= day <= today + WITHIN_REASON:
        raise RuleBroken(f"{what}要在今天前后一年之内，请核对年份后重新填写。")


def refuse_overlap(user: User, organisation: Organisation, role: str, start: dt.date) -> None:
    """Raises RuleBroken when the person holds this very post on or after that day."""
    same = Membership.objects.filter(not_over(start), user=user, organisation=organisation, role=role).first()
    if same is None:
        return
    until = f"（至{day_in_words(same.end)}）" if same.end else ""
    raise RuleBroken(f"{user.name}已经担任{organisation.short}的{ROLES[role].name}{until}，不用再授予。")


def held_post(key: int | None) -> Membership:
    """A post to which something is about to be given, locked: a leaving that runs at the same time comes wholly before
    or wholly after. Raises RuleBroken when it is no longer held.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    post = rows.filter(not_over(), pk=key, user__is_active=True).first()
    if post is None:
        raise RuleBroken("这个岗位已经离任，不能再交给它办理。请刷新页面，另选一人。")
    return post


def refuse_mixture(user: User, role: str) -> None:
    """The three administrators are three people (GB/T 22239-2019 8.1.5), and none of them does business.

    Raises RuleBroken when the new role does not go with what the person holds.
    """
    held = set(Membership.objects.filter(not_over(), user=user).values_list("role", flat=True)) - {role}
    if role in SEPARATED and held & set(SEPARATED):
        raise RuleBroken("系统管理员、安全管理员、日志员三个岗位不能由同一人担任，请另选一人。")
    if held and (role in SEPARATED) != bool(held & set(SEPARATED)):
        raise RuleBroken("管理员不能同时担任业务岗位，请另选一人，或先收回原来的岗位。")


def refuse_shared_account(user: User, by: Actor) -> None:
    """Raises RuleBroken when the person also has a post outside the administrator's tree: who sets the password or
    changes name and number of such an account would act in the other place too.
    """
    if not by.is_system and shared_with_others(user, by.path):
        raise RuleBroken(
            f"{user.name}还在{by.organisation_name}管理范围以外任职，账号、姓名和手机号不能由本单位一家改动。"
            "请与管理这些单位的上级管理员联系；没有共同上级的，请服务器管理人员运行 luoshi admin reset。"
        )


def _hold_administrators(roles: set[str]) -> None:
    """Of two who put an administrator out of office at the same instant, the second sees what the first did. All in
    one order, so that none waits for the other; what is asked afterwards reads the rows anew."""
    rows = Membership.objects.select_for_update().filter(role__in=roles).order_by("pk")
    list(rows.values_list("pk", flat=True))


def refuse_leaving_empty(posts: Iterable[Membership]) -> None:
    """Raises RuleBroken when, without these posts, nobody who can sign in would hold an administrator's role at the
    place of one of them or above it: the administrators of another tree do not stand in.
    """
    going = [post for post in posts if post.role in SEPARATED]
    _hold_administrators({post.role for post in going})
    for post in going:
        others = memberships_today().exclude(pk__in=[each.pk for each in going])
        above = ancestors(post.organisation.path)
        if not others.filter(role=post.role, organisation__path__in=above).exists():
            raise RuleBroken(
                f"{post.user.name}是{post.organisation.short}现在唯一的{ROLES[post.role].name}，"
                "请先让另一人担任这个岗位，再来收回或停用。"
            )
