"""`kill -9` in the middle of putting a list into a register: nothing of it is there; sent again it is there once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "import_prepared.py"
KILLS = 100 if os.environ.get("LUOSHI_PROVE") else 3
SEED = os.environ.get("LUOSHI_SEED", "20261126")


def test_a_killed_import_leaves_nothing_and_sent_again_is_whole(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DJANGO_"))}
    environment = {**kept, "LUOSHI_HOME": str(tmp_path / "home"), "LUOSHI_MODE": "test"}
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["when"] for line in lines] == ["before", *["killed"] * KILLS, "done", "done"]
    assert not any(line["broken"] for line in lines)
    nothing = {"state": "ready", "entries": 0, "answers": 0, "events": 0, "receipts": 0}
    whole = {"state": "applied", "entries": 12, "answers": 12, "events": 1, "receipts": 1}
    assert [line["found"] for line in lines] == [*[nothing] * (KILLS + 1), whole, whole]
