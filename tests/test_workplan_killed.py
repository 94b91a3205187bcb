"""`kill -9` in the middle of reading a plan in and of sending a workplan: nothing is lost, double or half, and sent
again it is done once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "workplan_prepared.py"
KILLS = 100 if os.environ.get("LUOSHI_PROVE") else 5
SEED = os.environ.get("LUOSHI_SEED", "20261126")


def test_an_import_and_a_submission_that_are_killed_leave_nothing_and_sent_again_are_whole(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DJANGO_"))}
    environment = {**kept, "LUOSHI_HOME": str(tmp_path / "home"), "LUOSHI_MODE": "test"}
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert all(line["whole"] for line in lines)
    for act, state, reading in (("import", "draft", "applied"), ("submit", "running", "applied")):
        mine = [line for line in lines if line["act"] == act]
        assert [line["when"] for line in mine] == ["before", *["killed"] * KILLS, "done", "done"]
        before, after, again = mine[0]["found"], mine[-2]["found"], mine[-1]["found"]
        assert [line["found"] for line in mine[1:-2]] == [before] * KILLS
        assert after == again
        assert (after["state"], after["reading"], after["version"]) == (state, reading, before["version"] + 1)
        assert (after["events"], after["receipts"]) == (before["events"] + 1, before["receipts"] + 1)
    first, last = lines[0]["found"], lines[-1]["found"]
    assert len(last["steps"]) == len(first["steps"]) + 3  # those of the file beside those of the draft
    assert (first["approvals"], first["sendings"], last["approvals"], last["sendings"]) == (0, 0, 1, 1)
