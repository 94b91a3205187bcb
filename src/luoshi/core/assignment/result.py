"""What came of an assignment, and how it is written as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from .problem import Problem

SOLVER = f"HiGHS {version('highspy')}"


@dataclass(frozen=True, slots=True)
class Objective:
    """worst_off: of the paper that is served worst; total: over all pairs; floor: what was promised to each paper."""

    total: float
    worst_off: float
    floor: float | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """pairs: (paper, reviewer, fit), ordered. loads: reviewer → papers.

    gap: by step (worst_off, sum) how far at most it is from the best possible, relative to the bound; 0 is proved best.
    """

    pairs: tuple[tuple[str, str, float], ...]
    objective: Objective
    loads: dict[str, int]
    gap: dict[str, float]


@dataclass(frozen=True, slots=True)
class Clash:
    """Papers that cannot all be read: they need `needed` reads, those who may have room for `room`."""

    papers: tuple[str, ...]
    reviewers: tuple[str, ...]
    needed: int
    room: int
    words: str


class Impossible(Exception):
    """There is no assignment. clashes say why, remedies what would help (Chinese)."""

    def __init__(self, clashes: tuple[Clash, ...], remedies: tuple[str, ...]) -> None:
        super().__init__("；".join(clash.words for clash in clashes))
        self.clashes, self.remedies = clashes, remedies


def problem_hash(problem: Problem) -> str:
    """SHA-256 of the problem in one fixed writing: whatever order it came in, the same problem has the same."""
    written = {
        "papers": sorted([p.id, p.need, sorted(p.conflicts)] for p in problem.papers),
        "reviewers": sorted([r.id, r.most, r.least, sorted(r.groups)] for r in problem.reviewers),
        "fit": sorted([p, r, float(score)] for (p, r), score in problem.fit.items() if score),
        "mix": sorted([m.group, m.at_least, -1 if m.at_most is None else m.at_most] for m in problem.mix),
        "seed": problem.seed,
    }
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(problem: Problem, found: Assignment) -> dict[str, Any]:
    """As the contract of `luoshi assign` has it (design, section 5)."""
    return {
        "pairs": [list(pair) for pair in found.pairs],
        "objective": found.objective.total,
        "worst_off": found.objective.worst_off,
        "floor": found.objective.floor,
        "loads": found.loads,
        "gap": found.gap,
        "input_hash": problem_hash(problem),
        "solver": SOLVER,
    }


def clashes_to_json(problem: Problem, found: Impossible) -> dict[str, Any]:
    return {
        "clashes": [
            {
                "papers": list(clash.papers),
                "reviewers": list(clash.reviewers),
                "needed": clash.needed,
                "room": clash.room,
                "words": clash.words,
            }
            for clash in found.clashes
        ],
        "remedies": list(found.remedies),
        "input_hash": problem_hash(problem),
        "solver": SOLVER,
    }
