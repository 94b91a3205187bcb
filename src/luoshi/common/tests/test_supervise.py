"""The supervisor restarts what dies and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from luoshi.common.supervise import Child, Supervisor

# The process of the tests has threads of its own; the supervisor has none when it forks (commands/serving.py).
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def rest():
    """A child that does nothing until it is told to end."""
    signal.pause()
    return 0


def fail():
    return 3


@pytest.fixture(autouse=True)
def _own_signal_handlers():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        os.sched_yield()
    return condition()


def test_a_child_that_is_killed_is_started_again_and_all_end_together():
    child = Child("sleeper", rest)
    pids = []

    def kill_the_first_then_stop():
        if child.process and child.process.pid not in pids:
            pids.append(child.process.pid)
            if len(pids) == 1:
                child.process.kill()
        return len(pids) == 2

    Supervisor([child], kill_the_first_then_stop).run()
    assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)


def test_a_child_that_keeps_dying_young_waits_longer_each_time():
    child = Child("broken", fail)
    child.look()
    waits = []
    for _ in range(3):
        child.process.join()
        child.look()
        waits.append(round(child.start_at - time.monotonic()))
        child.start()
    child.process.join()
    assert child.quick_deaths == 3
    assert waits == sorted(waits)
    assert waits[2] > waits[0]


def test_sigterm_stops_the_children_too():
    child = Child("sleeper", rest)

    def ask_to_stop():
        if child.process is not None:
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    Supervisor([child], ask_to_stop).run()
    assert child.process.exitcode == -signal.SIGTERM


def test_a_killed_supervisor_leaves_no_child_behind():
    program = textwrap.dedent(
        """
        import signal
        from luoshi.common.supervise import Child, Supervisor
        child = Child("sleeper", signal.pause)
        told = []
        def tell():
            if child.process and not told:
                told.append(print(child.process.pid, flush=True))
        Supervisor([child], tell).run()
        """
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    pid = int(supervisor.stdout.readline())
    assert is_alive(pid)
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert wait_until(lambda: not is_alive(pid))
