"""Who is told what of a panel. The monitors of the bureau hear of whatever one officer could turn to his liking."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell
from luoshi.selection.applying.queries import kept_from, monitors_of
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Expert, Seat

KIND = "selection"


def tell_monitors(call: Call, by: Actor, title: str, body: str, href: str) -> None:
    """None who keeps away from an application of it: who reads what is nothing for him."""
    rows = monitors_of(call).exclude(kept_from(call, OuterRef("user"))).exclude(user=by.user_id)
    tell(
        to=rows, title=f"{title}：{call.title}"[:80], body=body[:500], kind=KIND, href=href, about=call, by=by
    )


def tell_of_seat(seat: Seat, by: Actor, what: str) -> None:
    """The monitors, that somebody changed who can be drawn, and for how much, after he was asked (controls BL-09)."""
    words = f"{by.name}{what}（{seat.code} {seat.expert.name}）。封存名单时按改后的抽取，请核对。"
    tell_monitors(seat.call, by, "改动了候选专家", words, reverse("panel", args=[seat.call.public_id]))


def tell_of_sitting(expert: Expert, by: Actor, what: str) -> None:
    """The same of an expert, of every selection in which he sits and whose pool can still change."""
    seats = Seat.objects.filter(expert=expert, left_at__isnull=True, call__state=CallState.DRAWING)
    for seat in seats.select_related("call__organisation", "expert").order_by("pk"):
        tell_of_seat(seat, by, what)


def tell_bound(expert: Expert, post: Membership, by: Actor) -> None:
    """The expert, that he judges through this account; the monitors, that somebody bound it."""
    tell(
        to=[post],
        title="您的账号已绑定为评审专家",
        body=f"{by.organisation_name}{by.name}把您登记为评审专家。不是您本人的，请不要签署承诺，并与组织单位联系。",
        kind=KIND,
        href=reverse("own-panels"),
        by=by,
    )
    monitors = memberships_today().filter(organisation=expert.organisation_id, role="monitor")
    tell(
        to=monitors.exclude(user__in=(by.user_id, post.user_id)),
        title=f"绑定了评审专家的账号：{expert.name}",
        body=f"{by.name}为评审专家{expert.name}绑定了{post.user.name}的账号。",
        kind=KIND,
        href=reverse("panel-expert", args=[expert.public_id]),
        by=by,
    )


def tell_changed(expert: Expert, what: Sequence[str], by: Actor) -> None:
    """The monitors, that somebody changed facts of an expert while a selection of the bureau is under way: they say who
    may judge what.
    """
    at_work = Call.objects.filter(organisation=expert.organisation_id, opened_at__isnull=False)
    if not what or not at_work.exclude(state__in=(CallState.ENDED, CallState.WITHDRAWN)).exists():
        return
    monitors = memberships_today().filter(organisation=expert.organisation_id, role="monitor")
    tell(
        to=monitors.exclude(user=by.user_id),
        title=f"修改了评审专家资料：{expert.name}",
        body=f"{by.name}修改了评审专家{expert.name}的{'、'.join(what)}。已经封存的抽取仍按封存时的资料核对；"
        "遴选发出通知以后改的评审领域，不计入这次抽取的匹配；来源、地区、一次最多评审件数在封存名单时按改后的抽取，请核对。",
        kind=KIND,
        href=reverse("panel-expert", args=[expert.public_id]),
        by=by,
    )
