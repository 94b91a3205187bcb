"""The documents of the practice folder, against what a careful reader takes from them."""

from __future__ import annotations

import csv
import os
import pathlib
from dataclasses import dataclass

import pytest

from luoshi.core.reading.targets import Comparator, FoundTarget, TargetContext, find_targets

pytestmark = pytest.mark.shared

_REPOSITORY = pathlib.Path(__file__).resolve().parents[6]
_INPUT = pathlib.Path(os.environ.get("LUOSHI_SHARED", _REPOSITORY.parent / "shared")) / "input"
_COMPARATORS = {
    "=": {"exact"},
    "≈": {"about"},
    "≥": {"at_least"},
    ">": {"more_than"},
    "≤": {"at_most"},
    "range": {"range"},
    "reach": {"reach", "at_least"},
    "deadline": {"by_date"},
}


@dataclass(frozen=True)
class Score:
    expected: int
    found: int
    right_comparator: int
    right_unit: int
    right_period: int
    spurious: list[str]

    def __str__(self) -> str:
        precision = self.found / (self.found + len(self.spurious))
        return (
            f"recall {self.found}/{self.expected}, comparators {self.right_comparator}/{self.found}, "
            f"units {self.right_unit}/{self.found}, periods {self.right_period}/{self.found}, "
            f"precision of numbers {precision:.3f}, not expected {self.spurious}"
        )


def _numbers(target: FoundTarget) -> str:
    if target.quantity is None:
        return ""
    return f"{target.quantity}..{target.upper}" if target.upper is not None else str(target.quantity)


def _score(document: str, rows: list[dict[str, str]]) -> Score:
    text = (_INPUT / "practice" / f"{document}.txt").read_text("utf-8")
    left = [target for target in find_targets(text) if target.quantity is not None]
    found = comparators = units = periods = 0
    for row in rows:
        match = next((t for t in left if _numbers(t) == row["value"] and _overlaps(t, row["phrase"])), None)
        if match is None:
            continue
        left.remove(match)
        found += 1
        comparators += match.comparator.value in _COMPARATORS[row["comparator"]]
        units += match.unit == row["unit"]
        periods += (match.period or match.due or "none") == row["period"]
    return Score(len(rows), found, comparators, units, periods, [target.text for target in left])


def _overlaps(target: FoundTarget, phrase: str) -> bool:
    shorter, longer = sorted((target.text, phrase), key=len)
    return shorter in longer or phrase[-4:] in target.text or phrase[:6] in target.text


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    with (_INPUT / "practice" / "expected.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        name: _score(name, [row for row in rows if row["document"] == name])
        for name in {r["document"] for r in rows}
    }


def test_every_expected_target_is_found_with_its_comparator_and_unit(scores: dict[str, Score]) -> None:
    for name, score in sorted(scores.items()):
        print(f"{name}: {score}")
    for score in scores.values():
        assert score.found == score.expected
        assert score.right_comparator == score.found
        assert score.right_unit == score.found


def test_no_number_is_found_that_a_careful_reader_does_not_take(scores: dict[str, Score]) -> None:
    spurious = [phrase for score in scores.values() for phrase in score.spurious]
    # Printed twice in the document, for two kinds of school; the list has it once.
    assert spurious in ([], ["生均校舍建筑面积不少于20平方米"])


def test_periods_are_those_the_clause_gives(scores: dict[str, Score]) -> None:
    right = sum(score.right_period for score in scores.values())
    # One expected period is that of the plan a sentence quotes; the sentence itself names no year.
    assert right >= sum(score.expected for score in scores.values()) - 1


def test_the_yichang_clauses_keep_their_numbers() -> None:
    text = (_INPUT / "yichang-2021-opinions.txt").read_text("utf-8")
    body = text.split("附件")[0]
    targets = find_targets(body, TargetContext(year=2021, issuer_level="city"))
    numbers = [
        (t.comparator, t.quantity, t.upper, t.unit, t.level, t.and_above, t.scope, t.scope_basis)
        for t in targets
        if t.quantity
    ]
    assert numbers == [
        (Comparator.EXACT, 1, None, "个", "校", False, "each_specialty", "stated"),
        (Comparator.RANGE, 1, 3, "个", "市", True, "each_school", "stated"),
        (Comparator.MORE_THAN, 50, None, "%", None, False, "each_school", "inferred"),
    ]
    assert sum(target.comparator is Comparator.SOME for target in targets) >= 20
    assert {target.scope for target in targets if target.comparator is Comparator.SOME} == {"city"}


def test_annex_totals_are_national() -> None:
    annex = (_INPUT / "yichang-2021-opinions.txt").read_text("utf-8").split("一览表", 2)[2]
    context = TargetContext(issuer_level="city", national=True)
    cells = [cell for line in annex.splitlines() for cell in line.split("\t")]
    totals = [
        target
        for cell in cells
        for target in find_targets(cell, context)
        if target.comparator is Comparator.ABOUT
    ]
    assert [target.quantity for target in totals] == [
        10000,
        100,
        1000,
        10000,
        10000,
        200,
        2000,
        500,
        1000,
        500,
        300,
    ]
    assert {target.scope for target in totals} == {"national"}
