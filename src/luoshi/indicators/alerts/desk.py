"""Alerts on desks: an owner's own, the school office's to answer, and one line for each bureau they reach."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.core import alerts as core
from luoshi.workplans.queries import milestones_in_force

from .models import Alert
from .queries import alerts_visible_to, owned_milestones, standing
from .states import AlertState

MOST = 5
BUREAUS = {
    "county_officer": (core.COUNTY, core.CITY),
    "city_officer": (core.CITY,),
    "section_head": (core.CITY,),
}  # whom a degree has to reach to stand on this desk


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    yield from _own(actor)
    if actor.role == "office":
        yield from _of_the_office(actor)
    elif actor.role in BUREAUS:
        yield from _of_a_bureau(actor)


def _item(row: Alert) -> DeskItem:
    return DeskItem(
        f"说明打算：{row.title}",
        reverse("alert", args=[row.public_id]),
        "说明打算",
        f"{row.mark}级（{row.level_word}）{row.get_kind_display()}，{row.amount}",
        pressing="逾期" if row.kind == core.LATE else "今天",
    )


def _own(actor: Actor) -> Iterator[DeskItem]:
    keys = milestones_in_force().select_related(None).filter(owner=actor.membership_id).order_by()
    rows = Alert.objects.filter(
        state=AlertState.OPEN, organisation=actor.organisation_id, milestone__in=keys.values("key")
    )
    if actor.role == "office":  # the others are in the office's own list
        rows = rows.filter(reach=core.OWNER)
    for row in rows[:MOST]:
        yield _item(row)


def _of_the_office(actor: Actor) -> Iterator[DeskItem]:
    """The most severe one by one, the rest in one line. What reaches owners alone is theirs, if it has one."""
    rows = alerts_visible_to(actor).filter(organisation=actor.organisation_id, state=AlertState.OPEN)
    rows = rows.exclude(reach=core.OWNER, milestone__in=owned_milestones())
    first = list(rows.filter(rank=1)[:MOST])
    for row in first:
        yield _item(row)
    rest = rows.count() - len(first)
    if rest:
        yield DeskItem(
            f"还有 {rest} 条预警没有说明打算",
            f"{reverse('alerts')}?state=open",
            "去看",
            "本校预警",
            group="read",
        )


def _of_a_bureau(actor: Actor) -> Iterator[DeskItem]:
    rows = standing(alerts_visible_to(actor)).filter(reach__in=BUREAUS[actor.role]).order_by()
    counts = rows.aggregate(all=Count("pk"), silent=Count("pk", filter=Q(state=AlertState.OPEN)))
    if counts["all"]:
        silent = (
            f"，其中 {counts['silent']} 条学校还没有说明打算" if counts["silent"] else "，学校都已说明打算"
        )
        yield DeskItem(
            f"下属学校有 {counts['all']} 条预警没有解除{silent}",
            reverse("alerts"),
            "去看",
            "预警",
            group="read",
        )
