"""`kill -9` while a sheet is handed in, a round and the review are closed, a notice is published: what was acknowledged
is stored, what was not is as before; done again it is done once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.prove]
PROGRAM = Path(__file__).parent / "score_prepared.py"
KILLS = 100
SEED = os.environ.get("LUOSHI_SEED", "20261127")
AFTER = {
    "sheet": {"state": "reviewing", "sheets": 10, "last": "20", "closed": 0},
    "round": {"state": "reviewing", "closed": 1, "scored": []},
    "review": {"state": "deciding", "scored": [5], "notices": []},
    "notice": {"state": "noticed", "notices": [3], "receipts": 4},
}


def test_what_is_killed_leaves_nothing_and_done_again_is_whole(program_home, tmp_path):
    environment = program_home(tmp_path / "home")
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert all(line["whole"] for line in lines)
    for act, wanted in AFTER.items():
        mine = [line for line in lines if line["act"] == act]
        assert [line["when"] for line in mine] == ["before", *["killed"] * KILLS, "done", "done"]
        before, *killed, after, again = [line["found"] for line in mine]
        assert killed == [before] * KILLS
        assert after == again
        assert after["events"] == before["events"] + 1
        assert {name: after[name] for name in wanted} == wanted
        assert {name: before[name] for name in wanted} != wanted
