"""The linear programme of an assignment, over few of the pairs at first; what could still help is taken in later.

One variable per pair taken in (read or not); one row per paper (need), per reviewer (least..most), per floor of a paper
and per mix rule and paper. Without floors and mix rules this is a transport problem, whose corners are whole numbers.
A pair left out whose price at the optimum is positive could help: it is taken in and the programme solved again, until
there is none. So the optimum over the few is the optimum over all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays, Bools

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
INFINITE = highspy.kHighsInf
FEW = 20_000  # pairs: all of them are taken in at once
FIRST_BEST = 30  # pairs of each paper taken in at first
MORE_EACH = 15  # pairs of each paper taken in per round of pricing
NEAR = 1e-6


class NoSolution(Exception):
    """Over the pairs taken in there is no assignment."""


class OutOfTime(Exception):
    """The time was over before there was an answer."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How much time is left: `seconds` tells those of any clock, `until` the second of it at which there is none."""

    seconds: Callable[[], float]
    until: float

    def left(self) -> float:
        return max(0.0, self.until - self.seconds())

    def third(self) -> Watch:
        """A third of what is left."""
        return Watch(self.seconds, self.seconds() + self.left() / 3)


NO_HURRY = Watch(lambda: 0.0, 86_400)


@dataclass(frozen=True, slots=True)
class Aim:
    """floor: what each paper's total must reach, None for no floors. missing: the fewest missing reads instead of the
    largest sum. whole: whole numbers only.
    """

    floor: int | None = None
    missing: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """Of the rows at a relaxed optimum: need of the papers, load of the reviewers, floors, mix (rules × papers)."""

    paper: Floats
    reviewer: Floats
    floor: Floats
    mix: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """x: papers × reviewers, 0..1; value: of the aim; bound: no whole solution over these pairs has more."""

    x: Floats
    value: float
    bound: float
    taken: Bools
    prices: Prices | None = None  # of a relaxed optimum

    @property
    def is_whole(self) -> bool:
        return bool(np.all((self.x < NEAR) | (self.x > 1 - NEAR)))


def first_pairs(arrays: Arrays) -> Bools:
    """The best of each paper, and of each reviewer who has to read some."""
    papers, reviewers = arrays.fit.shape
    if arrays.fit.size <= FEW:
        return arrays.allowed
    score = np.where(arrays.allowed, arrays.fit, np.iinfo(np.int64).min // 2)
    taken = np.zeros(score.shape, bool)
    best = min(reviewers, max(FIRST_BEST, 3 * int(arrays.need.max())))
    taken[np.arange(papers)[:, None], np.argpartition(-score, best - 1, axis=1)[:, :best]] = True
    each = min(papers, 2 * int(arrays.least.max()))
    if each:
        taken[np.argpartition(-score, each - 1, axis=0)[:each], np.arange(reviewers)[None, :]] = True
    return taken & arrays.allowed


def solve(arrays: Arrays, taken: Bools, aim: Aim, watch: Watch) -> Solved:
    """The relaxed optimum over all allowed pairs. Raises NoSolution (over those taken in), OutOfTime."""
    programme = _Programme(arrays, taken, aim)
    while True:
        solved = programme.solved(watch)
        assert solved.prices is not None
        more = _worth_taking(arrays, solved.prices, solved.taken, aim)
        if not more.any():
            return solved
        programme.take(more)


def run(arrays: Arrays, taken: Bools, aim: Aim, watch: Watch) -> Solved:
    """The optimum over the pairs taken in alone. Raises NoSolution, OutOfTime."""
    return _Programme(arrays, taken, aim).solved(watch)


def _worth_taking(arrays: Arrays, prices: Prices, taken: Bools, aim: Aim) -> Bools:
    gain = np.zeros(arrays.fit.shape) if aim.missing else arrays.fit.astype(float)
    if aim.floor is not None:
        gain -= arrays.fit * prices.floor[:, None]
    gain -= prices.paper[:, None] + prices.reviewer[None, :]
    for of_papers, (_, members) in zip(prices.mix, arrays.mix, strict=True):
        gain -= np.outer(of_papers, members)
    gain[~arrays.allowed | taken] = -INFINITE
    each = min(MORE_EACH, gain.shape[1])
    best = np.zeros(gain.shape, bool)
    best[np.arange(gain.shape[0])[:, None], np.argpartition(-gain, each - 1, axis=1)[:, :each]] = True
    return best & (gain > NEAR * max(1.0, float(np.abs(arrays.fit).max())))


class _Programme:
    """One programme and the solver that keeps its last solution: after more pairs it goes on from there."""

    def __init__(self, arrays: Arrays, taken: Bools, aim: Aim) -> None:
        self.arrays, self.aim, self.taken = arrays, aim, taken
        self.paper, self.reviewer = np.nonzero(taken)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 0)
        self.solver.passModel(self._whole_model())

    def take(self, more: Bools) -> None:
        """Pairs that were not there yet."""
        paper, reviewer = np.nonzero(more)
        starts, index, value = self._entries(paper, reviewer)
        count = len(paper)
        gain = np.zeros(count) if self.aim.missing else self.arrays.fit[paper, reviewer].astype(float)
        self.solver.addCols(
            count, gain, np.zeros(count), np.ones(count), len(index), starts[:-1], index, value
        )
        self.taken = self.taken | more
        self.paper, self.reviewer = np.append(self.paper, paper), np.append(self.reviewer, reviewer)

    def solved(self, watch: Watch) -> Solved:
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(0.01, watch.left()))
        self.solver.run()
        status, info = self.solver.getModelStatus(), self.solver.getInfo()
        nothing_to_ask = status == highspy.HighsModelStatus.kModelEmpty  # not one pair is allowed
        if status == highspy.HighsModelStatus.kInfeasible or (nothing_to_ask and self._rows()[0].any()):
            raise NoSolution
        has_some = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        done = nothing_to_ask or status == highspy.HighsModelStatus.kOptimal
        if not done and not (self.aim.whole and has_some):
            raise OutOfTime
        solution = self.solver.getSolution()
        x = np.zeros(self.arrays.fit.shape)
        x[self.paper, self.reviewer] = self._of_pairs(np.array(solution.col_value))
        value = float(info.objective_function_value)
        if self.aim.whole:
            return Solved(np.rint(x), value, float(info.mip_dual_bound), self.taken)
        return Solved(
            x, value, value, self.taken, _prices(self.arrays, np.array(solution.row_dual), self.aim)
        )

    def _of_pairs(self, columns: Floats) -> Floats:
        """Without what is missing, whose columns come first."""
        return columns[len(columns) - len(self.paper) :]

    def _rows(self) -> tuple[Floats, Floats]:
        """The bounds of the rows."""
        arrays, papers = self.arrays, len(self.arrays.papers)
        low, high = [arrays.need, arrays.least], [arrays.need, arrays.most]
        if self.aim.floor is not None:
            low, high = [*low, np.full(papers, self.aim.floor)], [*high, np.full(papers, INFINITE)]
        for rule, _ in arrays.mix:
            most = INFINITE if rule.at_most is None else rule.at_most
            low, high = [*low, np.full(papers, rule.at_least)], [*high, np.full(papers, most)]
        return np.concatenate(low).astype(float), np.concatenate(high).astype(float)

    def _entries(
        self, paper: Places, reviewer: Places
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Where each pair counts: its paper's need, its reviewer's load, its paper's floor, the mix rules."""
        papers, reviewers = self.arrays.fit.shape
        ones, rows = np.ones(len(paper)), papers + reviewers
        entries = [(paper, ones), (papers + reviewer, ones)]
        if self.aim.floor is not None:
            entries.append((rows + paper, self.arrays.fit[paper, reviewer].astype(float)))
            rows += papers
        for _, members in self.arrays.mix:
            entries.append((rows + paper, members[reviewer].astype(float)))
            rows += papers
        index = np.column_stack([row for row, _ in entries]).astype(np.int32)
        value = np.column_stack([number for _, number in entries])
        kept = value != 0
        starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
        return starts, index[kept], value[kept]

    def _whole_model(self) -> highspy.HighsLp:
        """Columns: where missing reads are counted one for what lacks in each row; then the pairs."""
        low, high = self._rows()
        starts, index, value = self._entries(self.paper, self.reviewer)
        lacking, pairs = len(low) if self.aim.missing else 0, len(self.paper)
        gain = (
            np.zeros(pairs) if self.aim.missing else self.arrays.fit[self.paper, self.reviewer].astype(float)
        )
        made = highspy.HighsLp()
        made.sense_ = highspy.ObjSense.kMaximize
        made.num_col_, made.num_row_ = lacking + pairs, len(low)
        made.col_cost_ = np.concatenate([-np.ones(lacking), gain])
        made.col_lower_ = np.zeros(lacking + pairs)
        made.col_upper_ = np.concatenate([np.full(lacking, INFINITE), np.ones(pairs)])
        made.row_lower_, made.row_upper_ = low, high
        made.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        made.a_matrix_.start_ = np.concatenate([np.arange(lacking), lacking + starts]).astype(np.int32)
        made.a_matrix_.index_ = np.concatenate([np.arange(lacking), index]).astype(np.int32)
        made.a_matrix_.value_ = np.concatenate([np.ones(lacking), value])
        if self.aim.whole:
            made.integrality_ = [highspy.HighsVarType.kInteger] * (lacking + pairs)
        return made


def _prices(arrays: Arrays, duals: Floats, aim: Aim) -> Prices:
    papers, reviewers = arrays.fit.shape
    ends = np.cumsum([papers, reviewers, papers if aim.floor is not None else 0])
    paper, reviewer, floor, mix = np.split(duals, ends)
    return Prices(paper, reviewer, floor, mix.reshape(len(arrays.mix), papers))
