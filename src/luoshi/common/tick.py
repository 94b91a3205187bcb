"""What has to happen from time to time: signed checkpoints of the log, and sweeping what has had its day."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connection

from . import checkpoints, clock, files
from .models import Job, OnceReceipt
from .stages import installed

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0
BEAT_EVERY = 60.0
SWEEP_EVERY = 3600.0
RECEIPTS_KEPT = dt.timedelta(days=30)
JOBS_KEPT = dt.timedelta(days=30)


def run(stop: threading.Event) -> None:
    """Until `stop` is set. A database that cannot be reached now is tried again at the next look.

    A checkpoint file that does not hold together gets no line more and stops nothing else: `audit verify` says what it
    is, and the log page that signing is overdue.
    """
    next_sweep = next_beat = 0.0
    ledger = checkpoints.Ledger()
    while not stop.is_set():
        try:
            _sign(ledger)
            if time.monotonic() >= next_sweep:
                sweep()
                next_sweep = time.monotonic() + SWEEP_EVERY
            if time.monotonic() >= next_beat:
                beat()
                next_beat = time.monotonic() + BEAT_EVERY
        except (DatabaseError, OSError):
            log.exception("housekeeping failed and is tried again")
            connection.close()
        close_old_connections()
        stop.wait(LOOK_EVERY)
    _sign(ledger, anything_new=True)


def _sign(ledger: checkpoints.Ledger, *, anything_new: bool = False) -> None:
    try:
        ledger.write_if_due(anything_new=anything_new)
    except checkpoints.BadCheckpoint as bad:
        log.error("no checkpoint written: line %s of the file: %s", bad.line, bad.problem)


def beat() -> None:
    """What each stage does once a minute; what breaks in one is logged and tried again, and stops no other."""
    for stage in installed():
        if stage.beat is not None:
            try:
                stage.beat()
            except (DatabaseError, OSError):
                raise
            except Exception:
                log.exception("the beat of stage %s failed and is tried again", stage.name)


def sweep() -> None:
    """Remove receipts and finished jobs of more than 30 days, files nobody cites, and what each stage sweeps."""
    now = clock.now()
    OnceReceipt.objects.filter(created_at__lt=now - RECEIPTS_KEPT).delete()
    finished = Job.objects.filter(state__in=(Job.State.DONE, Job.State.FAILED))
    finished.filter(finished_at__lt=now - JOBS_KEPT).delete()
    files.sweep(files.cited())
    for stage in installed():
        if stage.sweep is not None:
            stage.sweep()
