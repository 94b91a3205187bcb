"""How well found targets agree with annotated ones."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass, field, replace

from ruamel.yaml import YAML

from luoshi.core.reading.targets import FoundTarget, TargetContext, find_targets, report_by_title

DATA = pathlib.Path(__file__).parent / "data"
CONTEXT = TargetContext(year=2022, issuer_level="city")
_WITHOUT_NUMBER = ("some", "all", "by_date")


@dataclass(frozen=True)
class Expected:
    """One annotated target: what a careful reader takes from a sentence."""

    phrase: str
    number: str
    unit: str
    comparator: str
    others: dict[str, str]


@dataclass
class Score:
    expected: int = 0
    found: int = 0
    right: int = 0
    notes: list[str] = field(default_factory=list)
    spurious: int = 0
    wrong_fields: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.expected

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.spurious)

    @property
    def comparators(self) -> float:
        return self.right / self.found

    def __str__(self) -> str:
        figures = f"recall {self.recall:.3f} ({self.found}/{self.expected}), precision {self.precision:.3f}"
        figures += f", comparators {self.comparators:.3f}, other fields wrong {self.wrong_fields}"
        return "\n".join([figures, *self.notes])


@dataclass(frozen=True)
class Sentence:
    """A sentence or cell, what is known before it is read, and what a careful reader takes from it."""

    text: str
    context: TargetContext
    targets: list[Expected]


def read_sentences(name: str) -> list[Sentence]:
    """The annotated sentences of one file in tests/data; a title says of what kind the document below it is."""
    entries = YAML(typ="safe", pure=True).load(DATA / name)
    sentences, report = [], report_by_title("")
    for entry in entries:
        if "title" in entry:
            report = report_by_title(entry["title"])
            continue
        context = replace(_context(entry), reported=bool(report), report=report)
        sentences.append(Sentence(entry["text"], context, [_expected(line) for line in entry["targets"]]))
    return sentences


def _context(entry: dict[str, object]) -> TargetContext:
    plan = entry.get("plan")
    period = (plan[0], plan[1]) if isinstance(plan, list) else None
    return replace(CONTEXT, header=str(entry.get("header", "")), plan_period=period)


def _expected(line: str) -> Expected:
    phrase, number, comparator, others = (part.strip() for part in (line + " | | |").split("|")[:4])
    value, _, unit = number.partition(" ")
    return Expected(phrase, value, unit, comparator, dict(pair.split("=") for pair in others.split()))


def score(sentences: list[Sentence]) -> Score:
    """Match what is found with what was annotated, sentence by sentence."""
    total = Score()
    for sentence in sentences:
        left = find_targets(sentence.text, sentence.context)
        total.expected += len(sentence.targets)
        for one in sentence.targets:
            _match(one, left, total)
        total.spurious += len(left)
        total.notes += [f"  not a target: {target.text} [{target.comparator}]" for target in left]
    return total


def _match(one: Expected, left: list[FoundTarget], total: Score) -> None:
    match = next((target for target in left if _is_same(one, target)), None)
    if match is None:
        total.notes.append(f"  missed: {one.phrase}")
        return
    left.remove(match)
    total.found += 1
    total.right += match.comparator == one.comparator
    if match.comparator != one.comparator:
        total.notes.append(f"  comparator {match.comparator}, not {one.comparator}: {one.phrase}")
    wanted = one.others | ({"unit": one.unit} if one.unit else {})
    wrong = {name: getattr(match, name) for name, value in wanted.items() if getattr(match, name) != value}
    total.wrong_fields += len(wrong)
    total.notes += [f"  {name} is {value}, not {wanted[name]}: {one.phrase}" for name, value in wrong.items()]


def _is_same(one: Expected, target: FoundTarget) -> bool:
    if not one.number:
        return target.comparator == one.comparator and _overlap(one.phrase, target.text)
    if target.quantity is None:
        return False
    low, _, high = one.number.partition("..")
    numbers = (float(low), float(high) if high else None)
    return (target.quantity, target.upper) == numbers and _overlap(one.phrase, target.text)


def _overlap(phrase: str, text: str) -> bool:
    """Both name the same place of the sentence: they share at least half of the shorter one."""
    shorter, longer = sorted((phrase, text), key=len)
    size = max(2, len(shorter) // 2)
    return any(shorter[i : i + size] in longer for i in range(len(shorter) - size + 1))
