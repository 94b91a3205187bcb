"""Printed totals and subtotals against the marks: by column, by group of columns, and over all."""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Finding, Severity
from ..structure import Place
from .drafts import Draft
from .grid import Grid, Slot
from .lines import Line, LineKind
from .marks import whole_number
from .parts import Part
from .words import is_subtotal


def check_totals(parts: Sequence[Part], drafts: Sequence[Draft]) -> list[Finding]:
    """A `count-mismatch` for every printed total that neither seen marks nor accepted proposals give."""
    findings: list[Finding] = []
    by_place = {draft.place: draft for draft in drafts}
    file = None
    before: list[Draft] = []
    for part in parts:
        if part.grid.place.file != file:
            file, before = part.grid.place.file, []
        since_total: list[Draft] = []
        here: list[Draft] = []
        for line in part.lines:
            if line.kind is LineKind.TOTAL:
                ranges = [since_total, here, [*before, *here]]
                findings += _total_row(part, line, ranges)
                since_total = []
            elif line.title and (draft := by_place.get(part.grid.place_of(line.title))):
                since_total.append(draft)
                here.append(draft)
                findings += _total_columns(part, line, draft)
        before += here
    return findings


def _total_row(part: Part, line: Line, ranges: list[list[Draft]]) -> list[Finding]:
    """Each unit's total, then the total of the counts."""
    findings = []
    if is_subtotal(line.title.text if line.title else ""):
        ranges = ranges[:1]
    for index, slot in line.cells.items():
        printed = whole_number(slot.text)
        name = part.header.units[index].name
        if printed is not None and not any(printed in _sums(drafts, [name]) for drafts in ranges):
            seen = sorted(_sums(ranges[-1], [name]))
            findings.append(_mismatch(part.grid, slot, f"“{name}”的合计为{printed}", seen))
    names = list(part.header.names)
    grand = [(line.count, line.declared), *((slot, whole_number(slot.text)) for slot in line.totals.values())]
    for cell, printed in grand:
        if cell is None or printed is None:
            continue
        wanted = [_sums(drafts, names) | {sum(d.declared or 0 for d in drafts)} for drafts in ranges]
        if not any(printed in sums for sums in wanted):
            findings.append(_mismatch(part.grid, cell, f"总计为{printed}", sorted(wanted[-1])))
    return findings


def _total_columns(part: Part, line: Line, draft: Draft) -> list[Finding]:
    """合计 and 小计 columns: over all units, those of the same county, or those since the last total."""
    findings = []
    for index, slot in line.totals.items():
        printed = whole_number(slot.text)
        if printed is None:
            continue
        wanted = [_sums([draft], names) for names in _column_ranges(part, index)]
        if not any(printed in sums for sums in wanted):
            heading = part.header.totals[index].name
            findings.append(
                _mismatch(part.grid, slot, f"“{draft.title}”的{heading}为{printed}", sorted(wanted[0]))
            )
    return findings


def _column_ranges(part: Part, index: int) -> list[list[str]]:
    total = part.header.totals[index]
    units = part.header.units
    if total.group:
        return [[unit.name for unit in units if unit.group == total.group]]
    before = max((other.column for other in part.header.totals if other.column < total.column), default=0)
    near = [unit.name for unit in units if before < unit.column < total.column]
    everything = list(part.header.names)
    return [near] if is_subtotal(total.name) and near else [everything, near]


def _sums(drafts: Sequence[Draft], names: list[str]) -> set[int]:
    """Marks and quantities of these units in these tasks, with and without what is proposed."""
    wanted = set(names)
    seen = quantity = proposed = 0
    for draft in drafts:
        undertaken = [name for name in draft.undertaken if name in wanted]
        seen += len(undertaken)
        quantity += sum(draft.seen[name].mark.number or 1 for name in undertaken)
        proposed += sum(name in wanted for name in draft.proposed)
    return {seen, quantity, seen + proposed, quantity + proposed}


def _mismatch(grid: Grid, slot: Slot, what: str, found: list[int]) -> Finding:
    place: Place = grid.place_of(slot)
    numbers = "或".join(str(number) for number in found)
    return Finding("count-mismatch", Severity.ASK, place, f"{what}，按标记计算为{numbers}，请核对。")
