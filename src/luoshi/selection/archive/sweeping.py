"""Files of packages go after a day; the rows stay and say that they were there."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock, sealed_files
from luoshi.common.actor import system_actor
from luoshi.common.errors import Refusal

from .actions import clear_package
from .models import Package
from .queries import ready_ones

KEPT = dt.timedelta(hours=24)


def sweep() -> None:
    border = clock.now() - KEPT
    for package in ready_ones():
        old = package.made_at is not None and package.made_at < border
        if old or not sealed_files.exists(package.public_id):
            clear(package)


def clear(package: Package) -> None:
    """Somebody who cleared it by hand at the same moment was first."""
    try:
        clear_package(package=package, by=system_actor(), version=package.version)
    except Refusal:
        return
    sealed_files.remove(package.public_id)
