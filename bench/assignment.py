"""Assigning reviewers to applications

Fits of invented fields (eight traits each), 3 of 100 pairs in conflict, loads within a fifth of the mean. Yardstick:
one plain HiGHS model of all allowed pairs in the same run, where it ends within ten minutes; its optimum must be the
same. A second run asks for the worst-served application first; its gap is the proved one.
"""

from __future__ import annotations

import math
import time

import numpy as np

from bench.rows import Row
from luoshi.core.assignment import Assignment, Paper, Problem, Reviewer
from luoshi.core.assignment.arrays import to_arrays
from luoshi.core.assignment.program import Aim, OutOfTime, Watch
from luoshi.core.assignment.program import run as solve_over
from luoshi.core.assignment.solving import assign

SIZES = ((600, 160, 3), (3000, 800, 5))
PLAIN_SECONDS = 600


def run() -> list[Row]:
    rows: list[Row] = []
    for papers, reviewers, need in SIZES:
        problem = invented(papers, reviewers, need)
        size = f"{papers} × {reviewers} × {need}"
        begun = time.perf_counter()
        found = assign(problem, fair=False)
        taken = time.perf_counter() - begun
        plain, total = _plain(problem)
        same = (
            "the same optimum"
            if total is None or total == found.objective.total
            else f"OTHER OPTIMUM {total}"
        )
        beside = f"{taken / plain:.2f} × the plain model's {plain:.1f} s" + ("" if total else " (not ended)")
        rows.append(
            Row(f"{size}, sum", f"{taken:.1f} s, {beside}, {same}, {_faults(problem, found)}", "≤ 1.5 ×")
        )
        begun = time.perf_counter()
        fair = assign(problem, watch=_watch(60))
        taken = time.perf_counter() - begun
        figure = (
            f"{taken:.1f} s, worst served {fair.objective.worst_off:g} (sum alone {found.objective.worst_off:g}),"
            f" gap {fair.gap['worst_off']:.2%} and {fair.gap['sum']:.4%}, {_faults(problem, fair)}"
        )
        rows.append(Row(f"{size}, fairness first", figure, "≤ 60 s, gap shown"))
    return rows


def _watch(seconds: float) -> Watch:
    return Watch(time.monotonic, time.monotonic() + seconds)


def invented(papers: int, reviewers: int, need: int, seed: int = 1) -> Problem:
    rng = np.random.default_rng(seed)
    alike = rng.normal(size=(papers, 8)) @ rng.normal(size=(reviewers, 8)).T
    fit = np.rint((alike - alike.min()) / np.ptp(alike) * 100).astype(int)
    conflict = rng.random((papers, reviewers)) < 0.03
    mean = papers * need / reviewers
    return Problem(
        tuple(
            Paper(f"p{at}", need, frozenset(f"r{other}" for other in np.nonzero(conflict[at])[0]))
            for at in range(papers)
        ),
        tuple(Reviewer(f"r{at}", math.ceil(mean * 1.2), int(mean * 0.8)) for at in range(reviewers)),
        {
            (f"p{at}", f"r{other}"): int(fit[at, other])
            for at in range(papers)
            for other in range(reviewers)
            if not conflict[at, other]
        },
        "1",
    )


def _plain(problem: Problem) -> tuple[float, float | None]:
    """Seconds of the plain model and its optimum, None where it did not end."""
    arrays = to_arrays(problem)
    begun = time.perf_counter()
    try:
        solved = solve_over(arrays, arrays.allowed, Aim(), _watch(PLAIN_SECONDS))
    except OutOfTime:
        return time.perf_counter() - begun, None
    return time.perf_counter() - begun, solved.value / arrays.scale


def _faults(problem: Problem, found: Assignment) -> str:
    """Bounds and conflicts that are not kept, counted anew from the pairs alone."""
    conflicts = {paper.id: paper.conflicts for paper in problem.papers}
    reads = dict.fromkeys(conflicts, 0)
    loads = dict.fromkeys((reviewer.id for reviewer in problem.reviewers), 0)
    faults = len(found.pairs) - len({pair[:2] for pair in found.pairs})
    for paper, reviewer, _ in found.pairs:
        reads[paper] += 1
        loads[reviewer] += 1
        faults += reviewer in conflicts[paper]
    faults += sum(reads[paper.id] != paper.need for paper in problem.papers)
    faults += sum(not r.least <= loads[r.id] <= r.most for r in problem.reviewers)
    return f"{faults} violations"
