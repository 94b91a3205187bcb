"""Rows of sign-in that have had their day."""

from luoshi.common import clock

from .leaving import settle_due
from .models import Session, Throttle
from .sign_in import WINDOW


def sweep() -> None:
    """Remove expired sessions and the counters of windows that are over; finish hand-overs whose day has come."""
    settle_due()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    this_window = int(clock.now().timestamp() // WINDOW.total_seconds())
    Throttle.objects.filter(window__lt=this_window - 1).delete()
