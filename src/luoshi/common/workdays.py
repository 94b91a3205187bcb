"""The working days of this site: the holiday table, read once where days are counted."""

from __future__ import annotations

from luoshi.core.workdays import Workdays

from .models import Holiday


def workdays() -> Workdays:
    """The calendar as the table stands now; beyond its last day Monday to Friday are taken as worked."""
    rows = list(Holiday.objects.values_list("day", "kind"))
    return Workdays(
        off=frozenset(day for day, kind in rows if kind == Holiday.Kind.HOLIDAY),
        on=frozenset(day for day, kind in rows if kind == Holiday.Kind.WORKDAY),
        known_until=max((day for day, _ in rows), default=None),
    )
