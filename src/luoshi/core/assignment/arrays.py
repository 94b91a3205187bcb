"""A problem as arrays, in an order drawn by its seed: what is equally good is settled by that order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .problem import MOST_DECIMALS, BadProblem, MixRule, Problem

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Arrays:
    """papers × reviewers. fit: whole numbers, `scale` of them make 1; allowed: no conflict; members: by mix rule."""

    papers: tuple[str, ...]
    reviewers: tuple[str, ...]
    need: Ints
    most: Ints
    least: Ints
    fit: Ints
    allowed: Bools
    scale: int
    mix: tuple[tuple[MixRule, Bools], ...]


def to_arrays(problem: Problem) -> Arrays:
    """Raises BadProblem where a fit has more decimals than can be kept exactly."""
    papers = _drawn([paper.id for paper in problem.papers], f"{problem.seed}/papers")
    reviewers = _drawn([reviewer.id for reviewer in problem.reviewers], f"{problem.seed}/reviewers")
    by_paper = {paper.id: paper for paper in problem.papers}
    by_reviewer = {reviewer.id: reviewer for reviewer in problem.reviewers}
    row, column = _places(papers), _places(reviewers)
    fit = np.zeros((len(papers), len(reviewers)))
    if problem.fit:
        at = np.array([(row[paper], column[reviewer]) for paper, reviewer in problem.fit])
        fit[at[:, 0], at[:, 1]] = list(problem.fit.values())
    whole, scale = _whole(fit)
    allowed = np.ones(fit.shape, bool)
    for place, name in enumerate(papers):
        allowed[place, [column[reviewer] for reviewer in by_paper[name].conflicts]] = False
    return Arrays(
        papers=tuple(papers),
        reviewers=tuple(reviewers),
        need=np.array([by_paper[name].need for name in papers], np.int64),
        most=np.array([by_reviewer[name].most for name in reviewers], np.int64),
        least=np.array([by_reviewer[name].least for name in reviewers], np.int64),
        fit=whole,
        allowed=allowed,
        scale=scale,
        mix=tuple(
            (rule, np.array([rule.group in by_reviewer[name].groups for name in reviewers]))
            for rule in problem.mix
        ),
    )


def _drawn(names: Sequence[str], seed: str) -> list[str]:
    """In an order that hangs on the seed and the names alone, not on the order they came in."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _whole(fit: NDArray[np.float64]) -> tuple[Ints, int]:
    """The same numbers as whole ones, and how many of them make 1."""
    for decimals in range(MOST_DECIMALS + 1):
        scaled = fit * 10**decimals
        near = np.rint(scaled)
        if np.all(np.abs(scaled - near) < 1e-8 * 10**decimals):
            return near.astype(np.int64), 10**decimals
    raise BadProblem(f"fit 的分数至多 {MOST_DECIMALS} 位小数，请先四舍五入。")
