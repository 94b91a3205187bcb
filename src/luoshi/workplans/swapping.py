"""A milestone whose title was swapped for another: it is asked whether what was said of the old one holds of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.common.errors import RuleBroken
from luoshi.core.timetable import Line, is_another

from .models import Workplan
from .queries import states_of
from .states import StepState

SAME, ANEW = "same", "new"


@dataclass(frozen=True, slots=True)
class Swap:
    """One such row of a task. `state`: how far the old one has come, in words; `decided`: SAME, ANEW or not yet."""

    key: str
    before: str
    after: str
    state: str
    decided: str = ""
    task: str = ""


def swaps_in(workplan: Workplan, lines: Iterable[Line], decided: Mapping[str, str]) -> list[Swap]:
    """Those of which something was told already, against what stands in this version now."""
    titles = dict(workplan.milestones.values_list("key", "title"))
    rows = {line.key: line.cells for line in lines if line.key in titles}
    typed = {key: cells.get("title", "") for key, cells in rows.items()}
    keys = [key for key, title in typed.items() if is_another(titles[key], title)]
    told = {key: row for key, row in states_of(keys).items() if row.state != StepState.OPEN}
    return [
        Swap(
            key,
            titles[key],
            typed[key],
            told[key].get_state_display(),
            decided.get(key, ""),
            rows[key].get("part", ""),
        )
        for key in keys
        if key in told
    ]


def keep_or_begin(workplan: Workplan, lines: Iterable[Line], decided: Mapping[str, str]) -> set[str]:
    """Keys of the rows that begin anew. Raises RuleBroken as long as one of them is not decided."""
    swaps = swaps_in(workplan, lines, decided)
    for swap in swaps:
        if swap.decided not in (SAME, ANEW):
            raise RuleBroken(
                f"里程碑“{swap.before}”改成了“{swap.after}”，原来的进展是“{swap.state}”。"
                "请先选是同一件事（进展照旧），还是新的里程碑（从未开始算起）。"
            )
    return {swap.key for swap in swaps if swap.decided == ANEW}
