"""From scores to places: passed or not, equal ones decided by rule, what still cannot be told apart shares a place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .combining import Result
from .method import Method, Tie

TIE_WORDS = {
    "item": "项目得分高者在前",
    "round": "该轮得分高者在前",
    "spread": "评审人分歧小者在前",
    "lot": "按公布的随机数抽签",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """place: 1.. among those that have a score, else None; decided: the rule that set it apart from its equals."""

    result: Result
    place: int | None
    passed: bool
    decided: str = ""


def ranking(method: Method, results: Sequence[Result], seed: str = "") -> list[Placed]:
    """Highest first; those without a score last, in their order."""
    scored = sorted(
        (each for each in results if each.score is not None),
        key=lambda each: (_key(method, each, seed), each.application),
        reverse=False,
    )
    placed: list[Placed] = []
    for at, each in enumerate(scored):
        before = placed[-1] if placed else None
        same = before is not None and _key(method, before.result, seed) == _key(method, each, seed)
        place = before.place if before is not None and same else at + 1
        neighbours = [scored[other] for other in (at - 1, at + 1) if 0 <= other < len(scored)]
        placed.append(Placed(each, place, _passes(method, each), _decided(method, each, neighbours, seed)))
    rest = [Placed(each, None, False) for each in results if each.score is None]
    return [*placed, *rest]


def _passes(method: Method, result: Result) -> bool:
    return result.score is not None and (method.pass_mark is None or result.score >= method.pass_mark)


def _key(method: Method, result: Result, seed: str) -> tuple[Fraction, ...]:
    """What is compared, in its order: smaller comes first."""
    return (-(result.score or Fraction(0)), *(_by(tie, result, seed) for tie in method.ties))


def _by(tie: Tie, result: Result, seed: str) -> Fraction:
    if tie.by == "lot":
        drawn = hashlib.sha256(f"{seed}/{result.application}".encode()).digest()
        return Fraction(int.from_bytes(drawn, "big"))
    if tie.by == "round":
        return -(result.rounds[tie.key].score or Fraction(0))
    reads = [
        read
        for each in result.rounds.values()
        for read in each.reads
        if read.used and not read.counted.vetoed
    ]
    if tie.by == "spread":
        scores = [read.score for read in reads]
        return max(scores) - min(scores)
    lines = [read.counted.lines.get(tie.key, Fraction(0)) for read in reads]
    return -sum(lines, Fraction(0)) / len(lines)


def _decided(method: Method, result: Result, neighbours: Sequence[Result], seed: str) -> str:
    """The rule by which it stands apart from a neighbour with the same score."""
    for other in neighbours:
        if other.score != result.score:
            continue
        for tie in method.ties:
            if _by(tie, result, seed) != _by(tie, other, seed):
                return TIE_WORDS[tie.by]
    return ""
