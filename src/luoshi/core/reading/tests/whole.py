"""How well the targets read from whole documents agree with those a careful reader noted beforehand.

A document is a text and a table beside it: phrase, value, comparator, unit; `doubtful` phrases count neither way.
"""

from __future__ import annotations

import csv
import pathlib
from dataclasses import dataclass, field

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import read
from luoshi.core.reading.targets import FoundTarget

DATA = pathlib.Path(__file__).parent / "data" / "whole"
_WITHOUT_NUMBER = ("some", "all", "by_date")
_LIKE = ({"reach", "at_least"}, {"reach", "exact"})  # 达到 may be read as either


@dataclass
class Score:
    expected: int = 0
    found: int = 0
    right: int = 0
    spurious: int = 0
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        figures = f"found {self.found}/{self.expected}, spurious {self.spurious}, comparators {self.right}"
        return "\n".join([figures, *self.notes])

    @property
    def recall(self) -> float:
        return self.found / self.expected

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.spurious)

    @property
    def comparators(self) -> float:
        return self.right / self.found


def score(names: list[str]) -> Score:
    """Read each document whole, as the wizard does, and compare."""
    total = Score()
    for name in names:
        document = open_document(f"{name}.txt", (DATA / f"{name}.txt").read_bytes())
        left = [target.found for target in read([document]).targets]
        with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        for row in rows:
            if row["comparator"] != "doubtful":
                _match(row, left, total, name)
        doubtful = [row["phrase"] for row in rows if row["comparator"] == "doubtful"]
        wrong = [t for t in left if not any(_overlap(phrase, t.text) for phrase in doubtful)]
        total.spurious += len(wrong)
        total.notes += [f"  {name} not a target: {target.text} [{target.comparator}]" for target in wrong]
    return total


def _match(row: dict[str, str], left: list[FoundTarget], total: Score, name: str) -> None:
    total.expected += 1
    alike = [target for target in left if _is_same(row, target)]
    if not alike:
        total.notes.append(f"  {name} missed: {row['phrase']}")
        return
    match = next((target for target in alike if target.comparator == row["comparator"]), alike[0])
    left.remove(match)
    total.found += 1
    right = match.comparator == row["comparator"] or {match.comparator.value, row["comparator"]} in _LIKE
    total.right += right
    if not right:
        total.notes.append(f"  {name} {match.comparator}, not {row['comparator']}: {row['phrase']}")


def _is_same(row: dict[str, str], target: FoundTarget) -> bool:
    if not _overlap(row["phrase"], target.text):
        return False
    if row["value"] == "none":
        return target.comparator in _WITHOUT_NUMBER
    low, _, high = row["value"].partition("..")
    if target.quantity is None or abs(target.quantity - float(low)) > 0.1:
        return False
    return target.upper == (float(high) if high else None)


def _overlap(phrase: str, text: str) -> bool:
    """Both name the same place: they share at least half of the shorter one."""
    shorter, longer = sorted((phrase, text), key=len)
    size = max(min(2, len(shorter)), len(shorter) // 2)
    return any(shorter[i : i + size] in longer for i in range(len(shorter) - size + 1))
