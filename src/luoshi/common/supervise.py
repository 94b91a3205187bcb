"""One process that keeps the others running: starts children, restarts what dies, stops all together."""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

log = logging.getLogger(__name__)
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
LOOK_EVERY = 0.25  # seconds between two looks at the children
QUICK_DEATH = 10.0  # a child that lived shorter waits before it is started again
LONGEST_WAIT = 30.0
PATIENCE = 10.0  # a child that has not stopped by then is killed
SUPERVISED = "LUOSHI_SUPERVISED"
TELL_TO_STOP = (signal.SIGINT, signal.SIGTERM)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends, so that a killed supervisor leaves nothing behind."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(slots=True)
class Child:
    """Work that must always be going on, in a process of its own.

    name  as `ps` shows it, 15 bytes at most
    work  returns the exit status; it begins with all that this process has loaded (ADR 0031)
    """

    name: str
    work: Callable[[], int]
    process: ForkProcess | None = None
    started: float = 0.0
    start_at: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = multiprocessing.get_context("fork").Process(target=self._run, args=(os.getpid(),))
        # A signal that comes before the child has put off our handlers waits until it has.
        signal.pthread_sigmask(signal.SIG_BLOCK, TELL_TO_STOP)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TELL_TO_STOP)

    def _run(self, parent: int) -> None:
        """In the new process. A group of its own: Ctrl+C reaches the supervisor alone, which stops all in order."""
        os.setpgid(0, 0)
        for number in TELL_TO_STOP:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, TELL_TO_STOP)
        die_with_parent()
        if os.getppid() != parent:  # it died before the kernel was told
            sys.exit(1)
        ctypes.CDLL(None).prctl(PR_SET_NAME, self.name.encode())
        os.environ[SUPERVISED] = "1"
        sys.exit(self.work())

    def look(self) -> None:
        """Start what is due; note a death and when to try again (later each time it dies young)."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.exitcode
        if status is None:
            return
        young = now - self.started < QUICK_DEATH
        self.quick_deaths = self.quick_deaths + 1 if young else 0
        self.start_at = now + min(LONGEST_WAIT, 2.0 ** (self.quick_deaths - 1)) if young else now
        self.process = None
        log.warning("%s ended with status %s and is started again", self.name, status)


@dataclass(slots=True)
class Supervisor:
    """Runs children until told to stop. `each_look` is called between looks; True from it stops everything."""

    children: list[Child]
    each_look: Callable[[], bool] = field(default=lambda: False)
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self, *_signal: object) -> None:
        self._stop.set()

    def run(self) -> None:
        """Blocks until SIGINT, SIGTERM or `each_look`; then all children are stopped, in order of their start."""
        for number in TELL_TO_STOP:
            signal.signal(number, self.stop)
        gc.collect()
        gc.freeze()  # what is loaded is shared with the children: their collectors must not touch it
        try:
            while not self._stop.is_set():
                for child in self.children:
                    child.look()
                if self.each_look():
                    break
                self._stop.wait(LOOK_EVERY)
        finally:
            self._stop_children()

    def _stop_children(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            process.join(max(0.1, until - time.monotonic()))
            if process.exitcode is None:
                process.kill()
                process.join()
