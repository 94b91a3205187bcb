"""Alerts on desks: an owner's own, the school office's to answer. `home` counts those of a bureau."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.core import alerts as core
from luoshi.workplans.queries import milestones_in_force

from .models import Alert
from .queries import alerts_visible_to, owned_milestones
from .states import AlertState

MOST = 5


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    yield from _own(actor)
    if actor.role == "office":
        yield from _of_the_office(actor)


def _item(row: Alert) -> DeskItem:
    return DeskItem(
        f"预警，请写明怎么解决：{row.title}",
        reverse("alert", args=[row.public_id]),
        "去写明",
        f"{row.mark}级（{row.level_word}）{row.get_kind_display()}，{row.amount}；写了以后县局、市局看得到",
        pressing="逾期" if row.kind == core.LATE else "尽快",
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
