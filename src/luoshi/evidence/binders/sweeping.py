"""Files of binders go after a day; the rows stay and say that they were there."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock, sealed_files
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal

from .makings import clear_making
from .models import Making
from .queries import ready_ones

KEPT = dt.timedelta(hours=24)


def sweep() -> None:
    border = clock.now() - KEPT
    for making in ready_ones():
        if (making.made_at is not None and making.made_at < border) or not sealed_files.exists(
            making.public_id
        ):
            clear(making)
    sealed_files.sweep(set(Making.objects.filter(state="ready").values_list("public_id", flat=True)))


def clear(making: Making) -> None:
    """Somebody who cleared it by hand at the same moment was first."""
    try:
        clear_making(making=making, by=system_actor(), version=making.version)
    except Refusal:
        return
    sealed_files.remove(making.public_id)
