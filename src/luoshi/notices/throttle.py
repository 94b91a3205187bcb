"""How often one network may ask for what is open to everybody: calendars, certificates, objections."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from luoshi.accounts.models import Throttle
from luoshi.accounts.sign_in import WINDOW
from luoshi.common import clock, crypto

PER_NETWORK = 300  # in a quarter of an hour: a school behind one address, each phone asking a few times


def too_often(network: str, what: str = "calendar", most: int | None = None) -> bool:
    """Count one request and tell whether it is one too many. `most`: PER_NETWORK where nothing is said."""
    key = crypto.blind_index(f"{what}:{network}", context="throttle")
    window = int(clock.now().timestamp() // WINDOW.total_seconds())
    with transaction.atomic():
        Throttle.objects.bulk_create([Throttle(key=key, window=window)], ignore_conflicts=True)
        rows = Throttle.objects.filter(key=key, window=window)
        rows.update(count=F("count") + 1)
        return rows.values_list("count", flat=True)[0] > (PER_NETWORK if most is None else most)
