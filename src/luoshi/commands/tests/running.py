"""Running the `luoshi` command as people do: in a process of its own, with a data folder of its own."""

import json
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


IN_TURN = """
import contextlib, io, json, sys
from luoshi.cli import main
done = []
for words in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code or 0
    if "django.db" in sys.modules:
        sys.modules["django.db"].connections.close_all()
    done.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(done))
"""


def run_in_turn(home, *commands, seconds=120, **more):
    """Commands one after the other in one process, each as `run` answers: most of what a command costs is its start."""
    program = [sys.executable, "-c", IN_TURN, json.dumps(commands)]
    done = subprocess.run(
        program, env=environment(home, **more), capture_output=True, text=True, timeout=seconds, check=True
    )
    return [subprocess.CompletedProcess(program, *each) for each in json.loads(done.stdout)]


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
