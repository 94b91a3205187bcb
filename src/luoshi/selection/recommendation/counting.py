"""Wins above that stand in no register count for the next quotas too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from luoshi.common import clock
from luoshi.registers.states import RANK
from luoshi.selection.models import Kind

from .models import UpperResult


def wins_of_kind(kind: Kind, level: str, since: dt.date) -> Iterable[str]:
    """The path of the organisation of each; those with a stage are counted in their register."""
    rows = UpperResult.objects.filter(
        recommendation__call__kind=kind, won=True, undone_at__isnull=True, stage__isnull=True,
        level__in=[key for key, rank in RANK.items() if rank >= RANK[level]], on__range=(since, clock.today()),
    )  # fmt: skip
    return rows.order_by().values_list("result__application__organisation__path", flat=True)
