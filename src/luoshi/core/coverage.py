"""Where a plan has holes, both ways: tasks nobody carries, clauses nothing was made of, targets without a number.

A hole is shown to people, never filled by a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEEDS_NO_NUMBER = frozenset({"all", "by_date"})


@dataclass(frozen=True, slots=True)
class TaskFact:
    """basis: undertaken, required, cultivated or own; carried: organisations bound today, or the leading section
    of a cultivated task; clauses: keys of the clauses it comes from; number: the bureau has set one."""

    key: str
    basis: str
    carried: int
    clauses: frozenset[str] = frozenset()
    number: bool = False


@dataclass(frozen=True, slots=True)
class ClauseFact:
    """parent: the key of the clause it stands under, None at the top."""

    key: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class TargetFact:
    """task and clause: keys or None; scope: national totals are context and need no number of ours."""

    key: str
    comparator: str
    has_quantity: bool
    scope: str = ""
    task: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Keys in the order they were given."""

    untaken: tuple[str, ...]  # tasks nobody carries
    unfounded: tuple[str, ...]  # tasks without a clause
    unused: tuple[str, ...]  # clauses without a task
    unnumbered: tuple[str, ...]  # targets without a number

    @property
    def count(self) -> int:
        return len(self.untaken) + len(self.unfounded) + len(self.unused) + len(self.unnumbered)

    @property
    def to_settle(self) -> int:
        """Those a person has to act on; a clause without a task may well be right as it is."""
        return len(self.untaken) + len(self.unnumbered)


def find_gaps(
    tasks: Iterable[TaskFact], clauses: Iterable[ClauseFact], targets: Iterable[TargetFact]
) -> Gaps:
    """The holes of one plan. Clauses are those of the plan's own documents, not of the documents above."""
    tasks, clauses, targets = list(tasks), list(clauses), list(targets)
    numbered = {task.key for task in tasks if task.number}
    used = {key for task in tasks for key in task.clauses}
    return Gaps(
        untaken=tuple(task.key for task in tasks if not task.carried),
        unfounded=tuple(task.key for task in tasks if not task.clauses),
        unused=unused_clauses(clauses, used),
        unnumbered=tuple(
            target.key for target in targets if lacks_number(target) and target.task not in numbered
        ),
    )


def lacks_number(target: TargetFact) -> bool:
    """一批, or a number unspoken: a person has to set it. 全部 and 按期完成 need none, nor do national totals."""
    return not target.has_quantity and target.comparator not in NEEDS_NO_NUMBER and target.scope != "national"


def unused_clauses(clauses: Iterable[ClauseFact], used: Iterable[str]) -> tuple[str, ...]:
    """The lowest clauses of which no task was made; a task made of a clause as a whole covers its parts too."""
    clauses = list(clauses)
    parents = {clause.key: clause.parent for clause in clauses}
    with_children = {clause.parent for clause in clauses if clause.parent is not None}
    direct = frozenset(used)
    return tuple(
        clause.key
        for clause in clauses
        if clause.key not in with_children and not direct.intersection(_line(clause.key, parents))
    )


def _line(start: str, parents: Mapping[str, str | None]) -> list[str]:
    """The clause and those above it; a circle in damaged data ends the walk."""
    line: list[str] = []
    key: str | None = start
    while key is not None and key not in line:
        line.append(key)
        key = parents.get(key)
    return line
