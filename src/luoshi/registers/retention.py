"""How long personal values are kept: the years of a register, and what fewer of them would erase."""

from __future__ import annotations

from django.utils import timezone

from luoshi.common import clock

from .models import Entry, Register


def is_over(entry: Entry, years: int) -> bool:
    """Whether it ended, and that was written down, so many years ago."""
    today, last = clock.today(), entry.ended_on
    assert last is not None
    if entry.ended_at is not None:
        last = max(last, timezone.localtime(entry.ended_at).date())
    return (last.year + years, last.month, last.day) <= (today.year, today.month, today.day)


def erased_with(register: Register, years: int) -> int:
    """How many ended entries keep their personal values now and would lose them with so many years."""
    if years >= register.retention_years:
        return 0
    rows = register.entries.filter(ended_on__isnull=False, erased_at__isnull=True, answer__isnull=False)
    rows = rows.exclude(answer__sealed=b"")
    return sum(is_over(row, years) and not is_over(row, register.retention_years) for row in rows.iterator())
