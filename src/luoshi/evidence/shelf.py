"""The library as a shelf for data forms: a piece is attached to an answer as it is, its bytes kept once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.db.models import QuerySet

from luoshi.common import uploads
from luoshi.common.actor import Actor
from luoshi.core.fields import Picked

from .models import Evidence
from .queries import evidence_usable_by

MOST = 200


def _fit(actor: Actor) -> QuerySet[Evidence]:
    """Own files that a form takes: not withdrawn, not too large for it."""
    return evidence_usable_by(actor).filter(stored__isnull=False, stored__size__lte=uploads.LARGEST)


def shelf(actor: Actor) -> Iterator[Picked]:
    """The newest of them."""
    for row in _fit(actor).order_by("-id")[:MOST]:
        if _is_taken(row.file_name):
            yield Picked(row.public_id, f"{row.title}（{row.happened_on:%Y-%m-%d}）")


def file_of(actor: Actor, key: str) -> tuple[Any, str] | None:
    row = _fit(actor).filter(public_id=key).first()
    if row is None or not _is_taken(row.file_name):
        return None
    return row.stored, f"{row.title}{PurePath(row.file_name).suffix}"


def _is_taken(name: str) -> bool:
    return PurePath(name).suffix.lower() in uploads.BEGINNINGS
