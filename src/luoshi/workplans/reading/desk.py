"""What reading plans in asks of a school: what was read and not yet looked through."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.workplans.states import CHANGEABLE

from .queries import plan_readings_visible_to
from .states import PlanReadingState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    """One line for each reading that waits, as long as the draft can take it."""
    if actor.is_system or not actor.may("manage_duties"):
        return
    rows = plan_readings_visible_to(actor).filter(state=PlanReadingState.READY)
    for reading in rows.filter(workplan__state__in=CHANGEABLE).order_by("id")[:20]:
        href = reverse("plan-reading", args=[reading.public_id])
        yield DeskItem(
            f"核对读入的方案：{reading.workplan.title}", href, "接着核对", "读好了，还没有写入草稿"
        )
