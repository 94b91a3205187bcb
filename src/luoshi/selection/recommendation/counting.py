"""Wins above that stand in no register count for the next quotas too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from luoshi.common import clock
from luoshi.registers.states import RANK, EntryState
from luoshi.selection.models import Kind

from .models import UpperResult


def wins_of_kind(kind: Kind, level: str, since: dt.date) -> Iterable[str]:
    """The path of the organisation of each that was compared with its paper; those whose stage counts there are counted
    in their register.
    """
    not_there = Q(wrote=False, stage__from_above=False) & ~Q(entry__state=EntryState.CHECKED)
    elsewhere = Q(stage__isnull=True) | not_there
    rows = UpperResult.objects.filter(
        elsewhere, recommendation__call__kind=kind, won=True, checked_at__isnull=False, undone_at__isnull=True,
        level__in=[key for key, rank in RANK.items() if rank >= RANK[level]], on__range=(since, clock.today()),
    )  # fmt: skip
    return rows.order_by().values_list("result__application__organisation__path", flat=True)


def unproved_stages() -> QuerySet[UpperResult]:
    """Keys of the stages written into registers for results that nobody compared with their paper yet."""
    rows = UpperResult.objects.filter(
        undone_at__isnull=True, wrote=True, checked_at__isnull=True, stage__isnull=False
    )
    return rows.order_by().values("stage")
