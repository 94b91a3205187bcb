"""`kill -9` in the middle of reading a plan in, of sending a workplan, of saying how far a milestone has come and of
sending a report: nothing is lost, double or half, and sent again it is done once."""

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


@pytest.fixture(scope="module")
def lines(program_home, tmp_path_factory):
    """What the program found, before and after each kill."""
    tmp_path = tmp_path_factory.mktemp("killed")
    environment = program_home(tmp_path / "home")
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def found_by(lines, act):
    """Before; after each kill; when it was done; when it was sent again."""
    mine = [line for line in lines if line["act"] == act]
    assert all(line["whole"] for line in mine)
    assert [line["when"] for line in mine] == ["before", *["killed"] * KILLS, "done", "done"]
    before, *killed, after, again = [line["found"] for line in mine]
    assert killed == [before] * KILLS
    assert after == again
    assert (after["events"], after["receipts"]) == (before["events"] + 1, before["receipts"] + 1)
    return before, after


def test_an_import_and_a_submission_that_are_killed_leave_nothing_and_sent_again_are_whole(lines):
    for act, state in (("import", "draft"), ("submit", "running")):
        before, after = found_by(lines, act)
        assert (after["state"], after["reading"], after["version"]) == (
            state,
            "applied",
            before["version"] + 1,
        )
    first, last = lines[0]["found"], found_by(lines, "submit")[1]
    assert len(last["steps"]) == len(first["steps"]) + 3  # those of the file beside those of the draft
    assert (first["approvals"], first["sendings"], last["approvals"], last["sendings"]) == (0, 0, 1, 1)


def test_what_an_owner_says_and_a_report_that_are_killed_leave_nothing_and_sent_again_count_once(lines):
    before, after = found_by(lines, "update")
    assert (before["said"], before["done"]) == ([0, 0, 0], 0)
    assert (after["said"], after["done"]) == ([1, 1, 1], 1)
    before, after = found_by(lines, "report")
    assert (before["reports"], after["reports"]) == (["draft"], ["running"])
    assert (before["approvals"] + 1, before["sendings"] + 1) == (after["approvals"], after["sendings"])
