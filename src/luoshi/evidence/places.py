"""Where a piece is cited, in words: each stage says by `Stage.cites` what its rows are called and where they open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

from luoshi.common.actor import Actor
from luoshi.common.stages import installed

from .models import EvidenceUse


def why_kept(use: EvidenceUse) -> str:
    """Why the place keeps its evidence now, as the stage that cites says; empty: it may go."""
    citing = next(
        (stage.cites[use.about_type] for stage in installed() if use.about_type in stage.cites), None
    )
    if citing is None or citing.keeps is None:
        return ""
    row = apps.get_model(use.about_type)._base_manager.filter(public_id=use.about_id).first()
    return citing.keeps(row) if row is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """One use as a reader sees it; without title and href where he may not see the place."""

    use: EvidenceUse
    kind: str
    title: str = ""
    href: str = ""


def places_of(actor: Actor, uses: Iterable[EvidenceUse]) -> list[Place]:
    """In the order of the uses; one query for each kind of place."""
    uses = list(uses)
    shown: dict[tuple[str, str], tuple[str, str, str]] = {}
    for kind in {use.about_type for use in uses}:
        citing = next((stage.cites[kind] for stage in installed() if kind in stage.cites), None)
        if citing is None:
            continue
        ids = [use.about_id for use in uses if use.about_type == kind]
        for row in citing.visible(actor).filter(public_id__in=ids):
            shown[kind, row.public_id] = (citing.label, citing.title(row), citing.href(row))
    found = []
    for use in uses:
        label, title, href = shown.get((use.about_type, use.about_id), ("其他材料", "", ""))
        found.append(Place(use, label, title, href))
    return found
