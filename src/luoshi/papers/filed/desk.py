"""Filed papers on the desk: what is to be stamped and sent back, and pages that nobody has filed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

from .models import FiledPaper
from .queries import pages_to_claim, waiting_for

MOST = 50
KEEPERS = (
    "office",
    "county_officer",
    "city_officer",
    "section_head",
)  # those to whom the papers of a house come


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    """For whoever printed it, and for the office of the organisation."""
    if actor.membership_id is None or not actor.may("handle_papers"):
        return
    rows = waiting_for(actor)
    if actor.role not in KEEPERS:
        rows = rows.filter(made_by=actor.membership_id)
    for paper in rows[:MOST]:
        yield DeskItem(
            title=f"{_what(paper)}：{paper.title}",
            href=reverse("filed-paper", args=[paper.public_id]),
            action="办理",
            source=paper.kind_name,
        )
    if actor.role in KEEPERS and (count := pages_to_claim(actor).count()):
        yield DeskItem(
            title=f"认领扫描页：{count} 页没有认出来",
            href=reverse("scan-pages"),
            action="认领",
            source="盖章件扫描",
            handler=OFFICE,
        )


def _what(paper: FiledPaper) -> str:
    back = paper.come_back  # type: ignore[attr-defined]
    return f"补传盖章页（{back}/{paper.page_count} 页）" if back else "打印盖章后传回"
