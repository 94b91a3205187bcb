"""Each register as it stood on the last day of a year, kept by itself for every school: the tick sees to it in January.

Once for a year, a register and a school, also where somebody removed it; nothing of entries that came only afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor

from .actions.keeping import keep_year
from .facts import counting_on
from .models import Entry, Register, Snapshot
from .snapshots import rows_on

LATE = dt.timedelta(days=31)  # so long after the year the tick makes up for what it could not keep at once
MOST = 300  # in one go


def label_of_year(year: int) -> str:
    return f"{year}年末（自动留存）"


def keep_years() -> int:
    """What is due now; how many were kept."""
    today = clock.today()
    day = dt.date(today.year - 1, 12, 31)
    if today > day + LATE:
        return 0
    kept = 0
    for register, school in _due(day):
        if kept >= MOST:
            break
        rows = rows_on(register, school, day)  # takes long for a large one: before the act
        by = system_actor("每年年末自动留存台账")
        keep_year(register=register, school=school, label=label_of_year(day.year), day=day, rows=rows, by=by)
        kept += 1
    return kept


def _due(day: dt.date) -> Iterator[tuple[Register, Organisation]]:
    over = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    kept = Snapshot.objects.filter(label=label_of_year(day.year))
    for register in Register.objects.filter(
        withdrawn_at__isnull=True, definition__current__isnull=False
    ).select_related("definition__current"):
        there = Entry.objects.filter(counting_on(day), Q(created_at__lt=over), register=register)
        schools = Organisation.objects.filter(
            pk__in=there.order_by().values("organisation"), withdrawn_at__isnull=True
        )
        done = kept.filter(register=register).values("organisation")
        for school in schools.exclude(pk__in=done).order_by("order", "pk"):
            yield register, school
