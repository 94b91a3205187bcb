"""What a report says of one work by itself: from its steps and from what was said of them. Pure; today is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .standing import BLOCKED, DONE, OPEN, percent_done
from .standing import Step as Stood

DAY = dt.timedelta(days=1)
DOWN = ("at_most", "less_than")  # comparators of targets that are reached from above


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the workplan in force has it."""

    key: str
    title: str
    due: dt.date | None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """One update that was not taken back. `proofs`: ids of the valid pieces it cites."""

    key: str
    state: str
    on: dt.date
    words: str = ""
    proofs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """`before`, `now`: percent done by weight at the beginning and at the end; late: (title, days); said: (title,
    state, words), the last of each milestone within the period; proofs: pieces cited by what was said in it."""

    before: int | None
    now: int | None
    done: tuple[str, ...]
    late: tuple[tuple[str, int], ...]
    blocked: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str, str], ...]
    proofs: int
    unexplained: bool  # late, and nothing was said since it was due
    under_way: bool  # something was to be done in the period: due in or before it, or begun and not done

    @property
    def is_silent(self) -> bool:
        return not self.said


def row_of(
    steps: Sequence[Step], said: Iterable[Said], starts: dt.date, ends: dt.date, today: dt.date
) -> Row:
    """`said` in the order it was said. What was said after the period's end is the next report's."""
    cut = min(ends, today)
    known = [each for each in said if each.on <= cut]
    before = {each.key: each for each in known if each.on < starts}
    now = {each.key: each for each in known}
    within = {each.key: each for each in known if each.on >= starts}
    late, unexplained = [], False
    for step in steps:
        state = now[step.key].state if step.key in now else OPEN
        if step.due is None or state == DONE or step.due >= min(today, ends + DAY):
            continue
        late.append((step.title, (min(today, ends + DAY) - step.due).days))
        unexplained = unexplained or step.key not in now or now[step.key].on <= step.due
    return Row(
        before=_percent(steps, before),
        now=_percent(steps, now),
        done=tuple(
            step.title for step in steps if _state(step, now) == DONE and _state(step, before) != DONE
        ),
        late=tuple(late),
        blocked=tuple((step.title, now[step.key].words) for step in steps if _state(step, now) == BLOCKED),
        said=tuple(
            (step.title, within[step.key].state, within[step.key].words)
            for step in steps
            if step.key in within
        ),
        proofs=len({proof for each in known if each.on >= starts for proof in each.proofs}),
        unexplained=unexplained,
        under_way=_under_way(steps, before, ends),
    )


def _under_way(steps: Sequence[Step], before: dict[str, Said], ends: dt.date) -> bool:
    """Of work without steps nobody can tell that it has not begun."""
    left = [step for step in steps if _state(step, before) != DONE]
    begun = any(_state(step, before) != OPEN for step in steps)
    return not steps or any(begun or (step.due is not None and step.due <= ends) for step in left)


def _state(step: Step, said: dict[str, Said]) -> str:
    return said[step.key].state if step.key in said else OPEN


def _percent(steps: Sequence[Step], said: dict[str, Said]) -> int | None:
    return percent_done([Stood(state=_state(step, said), weight=step.weight) for step in steps])


def falls_short(goal: Decimal | None, actual: Decimal | None, comparator: str) -> bool:
    """Whether what was reached is behind the goal, so that a sentence is due."""
    if goal is None or actual is None:
        return False
    return actual > goal if comparator in DOWN else actual < goal
