"""`kill -9` in the middle of putting a list into a register: nothing of it is there; sent again it is there once.

The folder that is left is read whole: no identity number and no phone stands in it anywhere.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.registers.importing.tests.lists import name_of, number_of

pytestmark = pytest.mark.once
PROGRAM = Path(__file__).parent / "import_prepared.py"
KILLS = 100 if os.environ.get("LUOSHI_PROVE") else 5
SEED = os.environ.get("LUOSHI_SEED", "20261126")
NUMBER, PHONE = "110101199303030031", "10000077123"


def test_a_killed_import_leaves_nothing_and_sent_again_is_whole(program_home, tmp_path):
    environment = program_home(tmp_path / "home")
    command = [sys.executable, str(PROGRAM), SEED, str(KILLS), NUMBER, PHONE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["when"] for line in lines] == ["before", *["killed"] * KILLS, "done", "done"]
    assert not any(line["broken"] for line in lines)
    nothing = {"state": "ready", "entries": 0, "answers": 0, "events": 0, "receipts": 0}
    whole = {"state": "applied", "entries": 12, "answers": 12, "events": 1, "receipts": 1}
    assert [line["found"] for line in lines] == [*[nothing] * (KILLS + 1), whole, whole]
    _nothing_personal_lies_in(tmp_path / "home")


def _nothing_personal_lies_in(home: Path) -> None:
    """Every file but the keys, in either encoding, database and its journal too."""
    every = [path for path in home.rglob("*") if path.is_file() and "keys" not in path.parts]
    held = {path.relative_to(home): path.read_bytes() for path in every}
    assert any(name_of(1).encode() in data for data in held.values()), "what is not personal is found"
    secrets = [NUMBER, PHONE, *(number_of(at) for at in range(12))]
    for path, data in held.items():
        found = [text for text in secrets if text.encode() in data or text.encode("utf-16-le") in data]
        assert found == [], path
