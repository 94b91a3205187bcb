"""Whether the day by which a report is wanted is past, as its own page says it."""

from __future__ import annotations

from luoshi.common import clock

from ..models import PeriodicReport


def days_late(report: PeriodicReport) -> int:
    """Days since then, while it has never left the school; 0 where it has, or is owed no more."""
    period = report.period
    if report.first_sent_at is not None or period.dropped_at is not None:
        return 0
    return max((clock.today() - period.due).days, 0)


def late_words(report: PeriodicReport) -> str:
    days = days_late(report)
    return f"（已过 {days} 天）" if days else ""
