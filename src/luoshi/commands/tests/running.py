"""Running the `luoshi` command as people do: in a process of its own, with a data folder of its own."""

import os
import socket
import subprocess
import sys
import time

LUOSHI = [sys.executable, "-m", "luoshi.cli"]


def environment(home, **more):
    """Only what a person sets; nothing of the test run's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DJANGO_"))}
    return {**kept, "LUOSHI_HOME": str(home), **{name: str(value) for name, value in more.items()}}


def run(home, *words, stdin="", seconds=120, **more):
    return subprocess.run(
        [*LUOSHI, *words],
        env=environment(home, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def begin(home, *words, **more):
    return subprocess.Popen(
        [*LUOSHI, *words], env=environment(home, **more), stdout=subprocess.PIPE, text=True
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=60):
    """Whether `condition` came true in time."""
    until = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < until:
        select_nothing(0.1)
    return found


def select_nothing(seconds):
    """Yield the processor; tests wait for conditions, never for an amount of time."""
    import select

    select.select([], [], [], seconds)
