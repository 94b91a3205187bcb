"""The one clock of the server. Stored in UTC, shown in Asia/Shanghai."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SLACK = dt.timedelta(minutes=10)  # a clock set right after rows were written


def now() -> dt.datetime:
    """The present instant (aware, UTC). In mode `test` a file may set it, so that deadlines can be tried."""
    if settings.CLOCK_FILE:
        written = Path(settings.CLOCK_FILE)
        if written.exists() and (text := written.read_text().strip()):
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    return timezone.now()


def today() -> dt.date:
    """Today's date in Asia/Shanghai."""
    return timezone.localtime(now()).date()
