"""`kill -9` in the middle of handing in: nothing is lost, double or half; acknowledged is stored."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "apply_prepared.py"
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SEED = int(os.environ.get("LUOSHI_SEED", "20261126"))
BEFORE_COMMIT = 10_000  # more changes than there are


@pytest.fixture
def run(program_home, tmp_path):
    """`run("set-up")`: what the program says there is, before and after; with `kill=True` it is killed half way."""
    environment = program_home(tmp_path / "home")
    environment["PYTHONPATH"] = str(PROGRAM.parent.parent)

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


def test_a_sending_that_is_killed_leaves_nothing_and_sent_again_is_whole(run):
    [before] = run("set-up")
    nothing = {"state": "draft", "sequence": None, "received": 0, "receipt": "", "approvals": 0, "events": 0}
    assert {name: before[name] for name in nothing} == nothing
    assert before["whole"]
    rng = random.Random(SEED)
    places = [rng.randrange(1, 60) for _ in range(12)] if LARGE else [rng.randrange(5, 40)]
    for place in (*places, BEFORE_COMMIT):
        assert run("send", before["id"], place, kill=True) == [before], place
    then, after = run("send", before["id"])
    assert then == before
    assert (after["state"], after["sequence"], after["received"], after["approvals"]) == ("sent", 1, 1, 1)
    assert (after["files"], after["events"], after["once"], after["whole"]) == (1, 1, 1, True)
    assert after["receipt"]
    assert run("send", before["id"]) == [after, after]  # nobody knew whether it had been done
