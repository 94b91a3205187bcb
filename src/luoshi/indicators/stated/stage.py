"""What official statistics offer to the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.stages import DeskItem, Invariant, Stage

from ..showing import Shown
from .actions import compare_again, forget
from .comparing import all_beside
from .following import AFTER
from .models import StatedFigure, StatedSource
from .permissions import can_bring
from .queries import sources_visible_to, stated_visible_to, unexplained
from .states import WORKFLOWS

KEPT = dt.timedelta(days=30)
MOST = 300


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    """What differs of the own organisation and nobody has explained."""
    if actor.membership_id is None or not can_bring(actor):
        return
    if count := unexplained(actor).count():
        yield DeskItem(
            f"官方统计有 {count} 个数与本站不同", reverse("stated-sources"), "说明原因", "两个数都留着"
        )


def beside_figure(shown: Shown, actor: Actor) -> list[dict[str, Any]]:
    """For the page of a figure: what files state of the same, the latest first."""
    rows = stated_visible_to(actor).filter(indicator=shown.indicator, organisation=shown.organisation)
    rows = rows.filter(source__period=shown.period) if shown.period.pk else rows.none()
    return [
        {
            "title": each.stated.source.title,
            "href": reverse("stated-source", args=[each.stated.source.public_id]),
            "said": each.said,
            "differs": each.differs,
            "reason": each.stated.reason,
        }
        for each in all_beside(rows.order_by("-source_id")[:5])
    ]


def sweep() -> None:
    """Every hour: our figures moved since, and what was read and never taken goes after a month."""
    rows = stated_visible_to(system_actor()).filter(reason="").exclude(differs=False)
    compare_again(figures=list(rows.order_by("-pk")[:MOST]), by=system_actor())
    old = StatedSource.objects.filter(applied_at__isnull=True, created_at__lt=clock.now() - KEPT)
    for source in old.exclude(sealed=b"").order_by("pk")[:MOST]:
        forget(source=source, by=system_actor(), version=source.version)


def only_of_schools() -> Iterator[tuple[str, str]]:
    """A file speaks of schools of its office's own line alone, and its numbers are numbers."""
    for row in StatedFigure.objects.select_related("organisation").iterator():
        if row.organisation.kind != "school":
            yield f"官方统计数 {row.public_id}", "不是学校的"
        elif not row.value.replace("-", "", 1).replace(".", "", 1).isdigit():
            yield f"官方统计数 {row.public_id}", "不是数"


STAGE = Stage(
    name="stated_figures",
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"figure": beside_figure},
    invariants=(Invariant("stated-figure", only_of_schools),),
    after=AFTER,
    sweep=sweep,
    visible={
        "stated_figures.statedsource": sources_visible_to,
        "stated_figures.statedfigure": stated_visible_to,
    },
)
