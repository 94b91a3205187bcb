"""Rows that have had their day: of sign-in, hand-overs to be finished, lists nobody went on with."""

from luoshi.common import clock

from .leaving import settle_due
from .models import Session, Throttle
from .throttle import window
from .uploads import discard_forgotten


def sweep() -> None:
    """Remove expired sessions and the counters of windows that are over; finish hand-overs whose day has come.

    Lists that nobody proposed within a day go with their rows.
    """
    settle_due()
    discard_forgotten()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    Throttle.objects.filter(window__lt=window() - 1).delete()
