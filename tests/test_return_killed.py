"""`kill -9` while a school's workbook is taken over, a sheet is sent, all are merged: nothing is lost, double or half,
and done again it is done once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "return_prepared.py"
KILLS = 100 if os.environ.get("LUOSHI_PROVE") else 5
SEED = os.environ.get("LUOSHI_SEED", "20261126")


def test_what_is_killed_leaves_nothing_and_done_again_is_whole(program_home, tmp_path):
    environment = program_home(tmp_path / "home")
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert all(line["whole"] for line in lines)
    for act in ("upload", "send", "merge"):
        mine = [line for line in lines if line["act"] == act]
        assert [line["when"] for line in mine] == ["before", *["killed"] * KILLS, "done", "done"]
        before, *killed, after, again = [line["found"] for line in mine]
        assert killed == [before] * KILLS
        assert after == again != before
        assert after["events"] == before["events"] + 1
    assert after["sheet"][:2] == ["sent", 1]
    assert after["answers"] == [{"t1_c3": 1200, "t1_c6": 12_500_000}]
    assert (after["return"], after["receipts"]) == (["merged", True], 2)
