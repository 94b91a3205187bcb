"""The steps of an assignment: the best sum, then the best worst-off, then the best sum above that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .arrays import Arrays, Bools, to_arrays
from .explaining import explain
from .problem import Problem
from .program import NO_HURRY, Aim, Floats, NoSolution, OutOfTime, Solved, Watch, first_pairs, run, solve
from .result import Assignment, Objective

NEAR = 1e-6


def assign(problem: Problem, *, fair: bool = True, watch: Watch = NO_HURRY) -> Assignment:
    """An assignment that keeps every bound and no conflict. `fair`: first the worst-served paper's total as large as
    can be proved in time, then the sum above that; else the largest sum alone.

    Equal inputs have equal outputs as long as the time does not run out. Raises Impossible, BadProblem, OutOfTime
    (nothing was found in the time).
    """
    arrays = to_arrays(problem)
    best = _largest_sum(arrays, watch)
    gap = {"sum": _gap(best.bound, best.value)}
    floor = None
    if fair:
        floor, top, best = _fairest(arrays, best, watch)
        gap = {"worst_off": _gap(top, floor), "sum": _gap(best.bound, best.value)}
    return _written(arrays, best.x > 0.5, floor, gap)


def _gap(bound: float, value: float) -> float:
    """How far below the bound, relative to it; what lies within the accuracy of the reckoning is nothing."""
    apart = (bound - value) / max(1.0, abs(bound))
    return 0.0 if apart < 1e-9 else apart


def _largest_sum(arrays: Arrays, watch: Watch) -> Solved:
    try:
        relaxed = solve(arrays, first_pairs(arrays), Aim(), watch)
    except NoSolution:
        fewest = solve(arrays, first_pairs(arrays), Aim(missing=True), watch)
        if fewest.value < -NEAR:
            raise explain(arrays, fewest) from None
        relaxed = solve(arrays, fewest.taken, Aim(), watch)
    try:
        return _whole(arrays, relaxed, Aim(), watch)
    except NoSolution:  # whole numbers fail only where mix rules stand
        raise explain(arrays, relaxed) from None


def _fairest(arrays: Arrays, best: Solved, watch: Watch) -> tuple[int, int, Solved]:
    """The floor that is kept, a floor that none can pass, and the best assignment found that keeps the first."""
    kept, top = _worst_off(arrays, best), _highest_floor(arrays)
    probe = hoped = top
    while kept < hoped and watch.left():
        try:
            relaxed = _above_floor(arrays, best.taken, probe, watch)
            if relaxed is None:
                top = hoped = probe - 1
            else:
                best = _whole(arrays, relaxed, Aim(floor=probe), watch)
                kept = _worst_off(arrays, best)
        except (NoSolution, OutOfTime):
            hoped = probe - 1
        probe = (kept + hoped + 1) // 2
    return kept, top, best


def _worst_off(arrays: Arrays, found: Solved) -> int:
    return int((arrays.fit * (found.x > 0.5)).sum(axis=1).min())


def _highest_floor(arrays: Arrays) -> int:
    """No paper can be served better than by the best of those who may read it."""
    best_first = -np.sort(-np.where(arrays.allowed, arrays.fit, np.iinfo(np.int64).min // 100), axis=1)
    counted = np.arange(best_first.shape[1])[None, :] < arrays.need[:, None]
    return int((best_first * counted).sum(axis=1).min())


def _above_floor(arrays: Arrays, taken: Bools, floor: int, watch: Watch) -> Solved | None:
    """The relaxed optimum in which every paper's total reaches the floor; None where there is none."""
    try:
        return solve(arrays, taken, Aim(floor=floor), watch)
    except NoSolution:
        fewest = solve(arrays, taken, Aim(floor=floor, missing=True), watch)
    return None if fewest.value < -NEAR else solve(arrays, fewest.taken, Aim(floor=floor), watch)


def _whole(arrays: Arrays, relaxed: Solved, aim: Aim, watch: Watch) -> Solved:
    """A whole solution near the relaxed one: what is whole there stays, the rest and ever more of it is decided anew;
    at last, as far as the time allows, everything. Raises NoSolution, OutOfTime.
    """
    if relaxed.is_whole:
        return replace(relaxed, x=np.rint(relaxed.x))
    found = None
    for free in _ever_more(relaxed.x):
        if found is None or free.all():
            found = _better(found, _decided_anew(arrays, relaxed, free, aim, watch))
    if found is None:
        raise NoSolution if watch.left() else OutOfTime
    return found


def _better(one: Solved | None, other: Solved | None) -> Solved | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda found: (found.value, -found.bound))


def _ever_more(x: Floats) -> Iterator[Bools]:
    """Papers to be decided anew: those that are not whole, then four times as many, in the end all."""
    broken = np.any((x > NEAR) & (x < 1 - NEAR), axis=1)
    order, count = np.argsort(~broken, kind="stable"), int(broken.sum())
    while count < len(x):
        free = np.zeros(len(x), bool)
        free[order[:count]] = True
        yield free
        count *= 4
    yield np.ones(len(x), bool)


def _decided_anew(arrays: Arrays, relaxed: Solved, free: Bools, aim: Aim, watch: Watch) -> Solved | None:
    """The best in which the papers that are not free keep their reviewers; None where none was found in a third of
    the time that is left.
    """
    held = np.rint(relaxed.x[~free]).astype(np.int64).sum(axis=0)
    if (held > arrays.most).any():
        return None
    part = replace(
        arrays,
        need=arrays.need[free],
        fit=arrays.fit[free],
        allowed=arrays.allowed[free],
        most=arrays.most - held,
        least=np.maximum(arrays.least - held, 0),
    )
    try:
        found = run(part, relaxed.taken[free], replace(aim, whole=True), watch.third())
    except (NoSolution, OutOfTime):
        return None
    x = np.rint(relaxed.x)
    x[free] = found.x
    bound = relaxed.bound
    if free.all() and relaxed.taken.sum() == arrays.allowed.sum():
        bound = min(bound, found.bound)  # nothing was left out: what bounds these pairs bounds all
    return Solved(x, float((x * arrays.fit).sum()), bound, relaxed.taken)


def _written(arrays: Arrays, chosen: Bools, floor: int | None, gap: dict[str, float]) -> Assignment:
    """By the names, in their order; fits as they came."""
    pairs = sorted(
        (arrays.papers[paper], arrays.reviewers[reviewer], arrays.fit[paper, reviewer].item() / arrays.scale)
        for paper, reviewer in zip(*np.nonzero(chosen), strict=True)
    )
    totals = (arrays.fit * chosen).sum(axis=1)
    objective = Objective(
        total=totals.sum().item() / arrays.scale,
        worst_off=totals.min().item() / arrays.scale,
        floor=None if floor is None else floor / arrays.scale,
    )
    loads = dict(sorted(zip(arrays.reviewers, chosen.sum(axis=0).tolist(), strict=True)))
    return Assignment(tuple(pairs), objective, loads, gap)
