"""The working days of this site: the holiday table, read once where days are counted."""

from __future__ import annotations

import datetime as dt

from luoshi.core.workdays import Workdays

from .models import Holiday


def workdays() -> Workdays:
    """The calendar of the whole site as the table stands now; beyond its last day Monday to Friday are taken as worked.
    What bureaus add of their own: `accounts.calendars`.
    """
    return made_of(list(Holiday.objects.filter(organisation="").values_list("day", "kind")))


def made_of(rows: list[tuple[dt.date, str]]) -> Workdays:
    """A calendar of rows (day, kind)."""
    return Workdays(
        off=frozenset(day for day, kind in rows if kind == Holiday.Kind.HOLIDAY),
        on=frozenset(day for day, kind in rows if kind == Holiday.Kind.WORKDAY),
    )
