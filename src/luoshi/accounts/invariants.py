"""What must always hold among organisations, people and posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, F, Q

from luoshi.common import clock
from luoshi.common.invariants import each, name_of
from luoshi.common.models import SiteState
from luoshi.common.stages import Invariant, installed

from .models import (
    Alias,
    Handover,
    Membership,
    Organisation,
    Placement,
    PlannedChange,
    Session,
    Succession,
    Ticket,
    User,
    mobile_index,
)
from .queries import not_over, step_of
from .roles import ONLY_PRIVATE, ROLES, SEPARATED
from .states import PlannedState

Found = Iterator[tuple[str, str]]


def one_open_placement() -> Found:
    open_ones = Count("placements", filter=Q(placements__end__isnull=True))
    return each(Organisation.objects.annotate(n=open_ones).exclude(n=1), "现在的隶属关系不是恰好一个")


def path_follows_placements() -> Found:
    parents = dict(Placement.objects.filter(end__isnull=True).values_list("organisation", "parent"))
    for organisation in Organisation.objects.iterator():
        if organisation.path != _path_of(organisation.pk, parents):
            yield name_of(organisation), "在单位树里的位置与隶属关系不一致"


def _path_of(key: int | None, parents: dict[int, int | None]) -> str:
    steps: list[str] = []
    while key is not None and len(steps) < 20:  # longer: a circle
        steps.insert(0, step_of(key))
        key = parents.get(key)
    return "".join(steps)


def placements_do_not_overlap() -> Found:
    last: Placement | None = None
    for placement in Placement.objects.order_by("organisation", "start", "id").iterator():
        same = last is not None and last.organisation_id == placement.organisation_id
        if same and last is not None and (last.end is None or last.end >= placement.start):
            yield name_of(placement), "与前一段隶属关系重叠"
        last = placement


def nothing_is_its_own_parent() -> Found:
    return each(Placement.objects.filter(parent=F("organisation")), "单位隶属于自己")


def parents_are_in_use() -> Found:
    """An organisation in use does not stand under one that was withdrawn."""
    stranded = Placement.objects.filter(
        end__isnull=True, organisation__withdrawn_at__isnull=True, parent__withdrawn_at__isnull=False
    )
    return each(stranded, "上级单位已停用")


def one_top() -> Found:
    tops = Placement.objects.filter(
        parent__isnull=True, end__isnull=True, organisation__withdrawn_at__isnull=True
    ).values("organisation__kind")
    for row in tops.annotate(n=Count("id")).filter(n__gt=1, organisation__kind="school"):
        yield "单位树", f"有 {row['n']} 所学校没有上级单位"


def aliases_are_not_empty() -> Found:
    return each(Alias.objects.filter(name=""), "别名是空的")


def administrators_are_kept_apart() -> Found:
    held = Membership.objects.filter(not_over(), role__in=SEPARATED)
    for row in held.values("user__public_id").annotate(n=Count("role", distinct=True)).filter(n__gt=1):
        yield f"人员 {row['user__public_id']}", "一人担任了两个应当分开的管理员岗位"


def administrators_do_no_business() -> Found:
    """The three administrators hold no post with business rights in a production site."""
    if not SiteState.objects.filter(pk=1, mode=SiteState.Mode.PRODUCTION).exists():
        return
    admins = Membership.objects.filter(not_over(), role__in=SEPARATED).values("user")
    both = Membership.objects.filter(not_over(), user__in=admins).exclude(role__in=SEPARATED)
    yield from each(both, "管理员同时担任业务岗位")


def nothing_points_to_a_post_that_is_gone() -> Found:
    """What blocks leaving points to no post that has ended, but for the hours until a hand-over is settled."""
    from .holding import holdings_of

    open_ones = Handover.objects.filter(settled_at__isnull=True).values("leaving")
    posts = Membership.objects.filter(end__lte=clock.today()).exclude(pk__in=open_ones)
    names = dict(posts.values_list("pk", "public_id"))
    for held in holdings_of(posts) if names else ():
        if held.blocks and held.post_id in names:
            yield f"岗位 {names[held.post_id]}", f"已离任，名下还有{held.kind}"


def hand_overs_are_settled_on_time() -> Found:
    late = clock.today() - dt.timedelta(days=2)
    return each(Handover.objects.filter(settled_at__isnull=True, on__lt=late), "离任已过两天，移交还没有收尾")


def hand_overs_end_their_post() -> Found:
    kept = Handover.objects.filter(taken_back_at__isnull=True)
    open_ones = kept.filter(Q(leaving__end__isnull=True) | Q(leaving__end__gt=F("on")))
    return each(open_ones, "已办移交的岗位没有在离任日期结束")


def council_chairs_sit_in_private_schools() -> Found:
    wrong = Membership.objects.filter(not_over(), role__in=ONLY_PRIVATE).exclude(
        organisation__owner="private"
    )
    return each(wrong, "理事长设在了不是民办的学校")


def sections_stand_below_their_organisation() -> Found:
    for post in Membership.objects.filter(not_over(), section__isnull=False).select_related(
        "section", "organisation"
    ):
        if post.section is not None and not post.section.path.startswith(post.organisation.path):
            yield name_of(post), "处室（科室）不属于任职单位"


def closed_organisations_are_empty() -> Found:
    """Nobody holds a post in an organisation that was closed or merged, and it leads to whoever carries it on."""
    held = Membership.objects.filter(not_over(), organisation__closed_on__isnull=False)
    yield from each(held, "任职单位已经撤销")
    below = Placement.objects.filter(
        end__isnull=True, parent__closed_on__isnull=False, organisation__withdrawn_at__isnull=True
    )
    yield from each(below, "上级单位已经撤销")
    yield from each(
        Organisation.objects.filter(closed_on__isnull=False, withdrawn_at__isnull=True),
        "写着撤销日期却还在用",
    )


def planned_changes_are_settled_on_time() -> Found:
    """The tick carries them out on their day or writes down why not; none waits at an organisation that is gone."""
    waiting = PlannedChange.objects.filter(state=PlannedState.WAITING)
    late = clock.today() - dt.timedelta(days=2)
    yield from each(waiting.filter(on__lt=late), "生效日期已过两天，还没有办理")
    gone = waiting.filter(organisation__closed_on__isnull=False, on__gt=clock.today())
    yield from each(gone, "单位已经撤销，还登记着待生效的变动")


def nothing_open_stands_on_what_is_closed() -> Found:
    """Whatever the stages say stands on an organisation went along, or was ended, before it was closed."""
    for organisation in Organisation.objects.filter(closed_on__isnull=False):
        asked = [stage.stands_on for stage in installed() if stage.stands_on]
        kinds = sorted({held.kind for stands_on in asked for held in stands_on(organisation)})
        if kinds:
            yield name_of(organisation), f"已经撤销，名下还有{'、'.join(kinds)}"


def successors_were_told_by_a_change() -> Found:
    undone = Succession.objects.filter(change__undone_at__isnull=False)
    return each(undone, "变动已撤回，承接关系还在")


def former_names_have_days_in_order() -> Found:
    return each(Alias.objects.filter(end__lt=F("start")), "曾用名的起止日期颠倒")


def roles_exist() -> Found:
    return each(Membership.objects.exclude(role__in=list(ROLES)), "岗位不在岗位表里")


def post_dates_in_order() -> Found:
    return each(Membership.objects.filter(end__lt=F("start")), "岗位的结束日期早于开始日期")


def mobiles_are_found_by_their_index() -> Found:
    for user in User.objects.iterator():
        try:
            mobile = user.mobile
        except ValueError:
            yield name_of(user), "手机号密文打不开"
            continue
        if user.mobile_index != (mobile_index(mobile) if mobile else None):
            yield name_of(user), "手机号与检索值不一致"


def passwords_are_hashed() -> Found:
    hashed = Q(password__startswith="argon2") | Q(password__startswith="!") | Q(password="")
    return each(User.objects.exclude(hashed), "密码没有按规定加密")


def no_cast_in_production() -> Found:
    if SiteState.objects.filter(pk=1, mode=SiteState.Mode.PRODUCTION).exists():
        yield from each(User.objects.filter(cast_key__isnull=False), "正式站点里有演示人员")


def sessions_belong_to_active_people() -> Found:
    active = User.objects.filter(is_active=True).values("pk")
    live = Session.objects.filter(user_id_hint__isnull=False, expire_date__gt=clock.now())
    for session in live.exclude(user_id_hint__in=active).iterator():
        yield f"登录 {session.public_id or '（无编号）'}", "已停用的人员仍在登录状态"


def one_open_ticket() -> Found:
    open_ones = Ticket.objects.filter(used_at__isnull=True, expires_at__gt=clock.now())
    for row in open_ones.values("user__public_id").annotate(n=Count("id")).filter(n__gt=1):
        yield f"人员 {row['user__public_id']}", "同时有两个可用的邀请或重设链接"


def tickets_live_shortly() -> Found:
    from .invitations import LONGEST

    return each(
        Ticket.objects.filter(expires_at__gt=F("created_at") + LONGEST + clock.SLACK),
        "链接有效期过长",
    )


INVARIANTS = (
    Invariant("one-placement", one_open_placement),
    Invariant("path", path_follows_placements),
    Invariant("placement-overlap", placements_do_not_overlap),
    Invariant("placement-self", nothing_is_its_own_parent),
    Invariant("parent-withdrawn", parents_are_in_use),
    Invariant("school-without-parent", one_top),
    Invariant("alias-empty", aliases_are_not_empty),
    Invariant("separated-roles", administrators_are_kept_apart),
    Invariant("admin-with-business", administrators_do_no_business),
    Invariant("post-gone-but-held", nothing_points_to_a_post_that_is_gone),
    Invariant("handover-late", hand_overs_are_settled_on_time),
    Invariant("handover-post-open", hand_overs_end_their_post),
    Invariant("council-of-public-school", council_chairs_sit_in_private_schools),
    Invariant("section-elsewhere", sections_stand_below_their_organisation),
    Invariant("closed-but-used", closed_organisations_are_empty),
    Invariant("open-at-closed", nothing_open_stands_on_what_is_closed),
    Invariant("planned-late", planned_changes_are_settled_on_time),
    Invariant("succession-undone", successors_were_told_by_a_change),
    Invariant("alias-days", former_names_have_days_in_order),
    Invariant("role-unknown", roles_exist),
    Invariant("post-dates", post_dates_in_order),
    Invariant("mobile-index", mobiles_are_found_by_their_index),
    Invariant("password-hash", passwords_are_hashed),
    Invariant("cast-in-production", no_cast_in_production),
    Invariant("session-of-disabled", sessions_belong_to_active_people),
    Invariant("one-ticket", one_open_ticket),
    Invariant("ticket-life", tickets_live_shortly),
)
