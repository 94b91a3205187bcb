"""Wins above that stand in no register count for the next quotas too, and for who may enter again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.common import clock
from luoshi.core.selection import read_rules
from luoshi.registers.states import RANK, EntryState
from luoshi.selection.models import Kind
from luoshi.selection.outcome.models import Result
from luoshi.selection.states import CallState

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


Noted = tuple[int, str, str, dt.date, bool]


def prizes_of_kinds(kinds: QuerySet[Kind], since: dt.date) -> Iterator[Noted]:
    """What came of the applications of these kinds, at the own level and above; as `Stage.prizes` has it."""
    upper = UpperResult.objects.filter(
        recommendation__call__kind__in=kinds, undone_at__isnull=True, on__range=(since, clock.today())
    )
    for row in upper.select_related("result"):
        title = row.title if row.won else ""
        yield row.result.application_id, row.level, title, row.on, row.file_id is not None
    own = Result.objects.filter(
        call__kind__in=kinds, call__state=CallState.ENDED, excluded_at__isnull=True, call__closed_at__date__gte=since
    ).select_related("call")  # fmt: skip
    titles: dict[int, dict[str, str]] = {}
    for result in own:
        call = result.call
        if call.pk not in titles:
            titles[call.pk] = {level.key: level.title for level in read_rules(call.rules).levels}
        title = titles[call.pk].get(result.level, "") if result.selected else ""
        yield result.application_id, call.level, title, timezone.localtime(call.closed_at).date(), True
