"""The faults of tests/sabotage.toml still fit the code; whether the suite notices them is for `make prove`."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FAULTS = tomllib.loads((ROOT / "tests/sabotage.toml").read_text(encoding="utf-8"))["sabotage"]


def test_there_are_ten_faults_and_each_has_its_own_name() -> None:
    assert len({fault["name"] for fault in FAULTS}) == len(FAULTS) >= 10


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_a_fault_can_still_be_put_in(fault: dict[str, str]) -> None:
    text = (ROOT / fault["file"]).read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1
    broken = text.replace(fault["old"], fault["new"])
    assert broken != text
    assert ast.parse(broken)
    assert [name for name in fault["tests"].split() if not (ROOT / name).exists()] == []
