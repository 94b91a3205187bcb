"""`kill -9` in the middle of confirming a round: nothing is lost, double or half, and sent again it is done once."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "round_prepared.py"
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SEED = int(os.environ.get("LUOSHI_SEED", "20261126"))
BEFORE_COMMIT = 10_000  # more changes than there are
ROWS = 9


@pytest.fixture
def run(program_home, tmp_path):
    """`run("set-up")`: what the program says there is, before and after; with `kill=True` it is killed half way."""
    environment = program_home(tmp_path / "home")

    def program(*words, kill=False):
        command, said = [sys.executable, PROGRAM, *map(str, words)], []
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                if line.startswith("HALF WAY"):
                    process.send_signal(signal.SIGKILL)
                    break
                said.append(json.loads(line))
        assert process.returncode == (-signal.SIGKILL if kill else 0)
        return said

    return program


def test_a_confirmation_that_is_killed_leaves_nothing_and_sent_again_is_whole(run):
    [before] = run("set-up")
    assert (before["state"], before["with_duty"], before["events"], before["whole"]) == ("open", 0, 0, True)
    rng = random.Random(SEED)
    places = [rng.randrange(1, 40) for _ in range(12)] if LARGE else [rng.randrange(5, 30)]
    for place in (*places, BEFORE_COMMIT):
        assert run("confirm", before["id"], place, kill=True) == [before], place
    then, after = run("confirm", before["id"])
    assert then == before
    assert (after["state"], after["edition"], after["with_duty"]) == ("confirmed", 1, ROWS)
    assert (after["events"], after["receipts"], after["whole"]) == (1, 1, True)
    assert after["notices"] > 0
    assert run("confirm", before["id"]) == [after, after]  # nobody knew whether it had been done
