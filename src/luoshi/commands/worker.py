"""`luoshi worker`: does the queued work, one job after the other."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading

from .boot import CannotStart, refuse, start

IDLE_WAIT = 1.0  # seconds between two looks at an empty queue
TROUBLE_WAIT = 5.0  # after the database could not be reached


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--housekeeping", action="store_true", help="只做定时的签名和清理，不处理任务")


def run(options: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT; the job under way is finished first."""
    try:
        # The supervisor has migrated already; alone, this command does it.
        start(migrate="LUOSHI_SUPERVISED" not in os.environ)
    except CannotStart as reason:
        return refuse(reason)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if options.housekeeping:
        from luoshi.common import tick

        tick.run(stop)
    else:
        work_until(stop)
    return 0


def work_until(stop: threading.Event) -> None:
    """Take jobs until `stop` is set. What goes wrong is logged, never the end of the worker."""
    from django.db import close_old_connections, connection

    from luoshi.common import jobs

    jobs.take_back_orphans()
    while not stop.is_set():
        try:
            wait = 0.0 if jobs.run_next() else IDLE_WAIT
        except Exception:
            logging.getLogger(__name__).exception("the worker could not go on and tries again")
            connection.close()
            wait = TROUBLE_WAIT
        close_old_connections()
        stop.wait(wait)
