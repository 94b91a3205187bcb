"""Which of the pieces there are may be what an item asks for: by the words both have, rarer words counting more.

A proposal, never a decision: it says which words it goes by.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.core.searching import CHINESE, folded

LEAST, MOST, STRONG = 0.34, 6, 0.6
MOST_STRONG = 40  # of what fits well so many are named, of the rest no more than MOST in all
MOST_SIGNS = 400  # of one text that is asked for; what comes later in a long line does not choose a piece
_EMPTY = re.compile(
    "有关|相关|关于|材料|资料|文件|情况|工作|佐证|支撑|提供|学校|本校|以及|或者|等等|复印件|扫描件|原件|电子版|近三年|年度|的|和|与|及|等"
)
_RUNS = re.compile(rf"[{CHINESE}]+|[a-z0-9]+")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """key: of the piece; title: what it is called; more: source, note, what it is cited for."""

    key: str
    title: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    key: str
    score: float
    why: str

    @property
    def strong(self) -> bool:
        return self.score >= STRONG


def match(wanted: Sequence[str], candidates: Iterable[Candidate]) -> list[list[Match]]:
    """For each text that is asked for, what fits best, the best first."""
    known = [(each, _pairs(each.title), _pairs(each.more)) for each in candidates]
    weight = _weights([title | more for _, title, more in known])
    rare = max(weight.values(), default=1.0)
    titles, besides = (
        _where([title for _, title, _ in known]),
        _where([more - title for _, title, more in known]),
    )
    named = [sum(weight.get(pair, rare) for pair in title) or 1.0 for _, title, _ in known]
    found = []
    for text in (each[:MOST_SIGNS] for each in wanted):
        pairs = _pairs(text)
        asked = sum(weight.get(pair, rare) for pair in pairs) or 1.0
        in_title, in_more = _shared(pairs, titles, weight, rare), _shared(pairs, besides, weight, rare)
        scored = []
        for at in in_title.keys() | in_more.keys():
            # How much of what is asked the title says, and of the title was asked; what is said besides counts half.
            shared = in_title.get(at, 0.0)
            score = 0.6 * shared / asked + 0.4 * shared / named[at] + 0.3 * in_more.get(at, 0.0) / asked
            score = _by_year(text, known[at][0].title, score) if score >= LEAST else 0.0
            if score >= LEAST:
                scored.append((-round(min(score, 1.0), 3), _in_order(known[at][0]), at))
        ranked = sorted(scored)
        strong = sum(-score >= STRONG for score, _, _ in ranked)
        best = ranked[: max(MOST, min(strong, MOST_STRONG))]
        found.append([Match(known[at][0].key, -score, _why(text, known[at][0])) for score, _, at in best])
    return found


def _in_order(candidate: Candidate) -> tuple[list[str | int], str]:
    """As people number titles: 第2次 before 第10次."""
    parts = re.split(r"([0-9]+)", candidate.title)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], candidate.key


def _where(all_: Sequence[set[str]]) -> Mapping[str, list[int]]:
    """By pair in which of these it stands."""
    found: dict[str, list[int]] = {}
    for at, pairs in enumerate(all_):
        for pair in pairs:
            found.setdefault(pair, []).append(at)
    return found


def _shared(
    pairs: set[str], where: Mapping[str, list[int]], weight: Mapping[str, float], rare: float
) -> dict[int, float]:
    """By place how much of these pairs stands there."""
    found: dict[int, float] = {}
    for pair in sorted(pairs):
        heavy = weight.get(pair, rare)
        for at in where.get(pair, ()):
            found[at] = found.get(at, 0.0) + heavy
    return found


def _by_year(text: str, title: str, score: float) -> float:
    """What names another year is half as good."""
    years, own = set(_YEAR.findall(text)), set(_YEAR.findall(title))
    return score * 0.5 if years and own and not years & own else score


def _weights(all_: Sequence[set[str]]) -> Mapping[str, float]:
    count: dict[str, int] = {}
    for pairs in all_:
        for pair in pairs:
            count[pair] = count.get(pair, 0) + 1
    return {pair: math.log(1 + (len(all_) + 1) / seen) for pair, seen in count.items()}


def _pairs(text: str) -> set[str]:
    """Overlapping pairs of the words that say something; letters and numbers whole."""
    found: set[str] = set()
    for run in _RUNS.findall(_EMPTY.sub(" ", folded(text))):
        if run[0].isascii():
            found.add(run)
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return found


def _why(text: str, candidate: Candidate) -> str:
    words = common_words(text, f"{candidate.title}\n{candidate.more}")
    return f"都有{''.join(f'“{word}”' for word in words[:4])}" if words else "用词相近"


def common_words(one: str, other: str) -> list[str]:
    """The longest runs that both have, none inside another, the longest first."""
    one, other = (_EMPTY.sub(" ", folded(text)) for text in (one, other))
    found: list[str] = []
    for run in _RUNS.findall(one):
        at = 0
        while at < len(run):
            size = 1
            while (
                at + size < len(run) and run[at : at + size + 1] in other
            ):  # a longer run holds the shorter ones
                size += 1
            if size > 1:
                found.append(run[at : at + size])
            at += size
    return sorted(dict.fromkeys(found), key=lambda word: -len(word))
