"""From aligned lines to tasks: numbers, marks with their places, and the cells that print has lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from luoshi.core.matrix import LEADS, TAKES_PART

from ..structure import Place
from .grid import Slot, plain
from .lines import Line, LineKind
from .marks import Kind, Mark, read_mark
from .parts import Part
from .words import bare_number, split_number


class Counting(StrEnum):
    """What 承接数量 counts in a document whose cells hold numbers: the units, or the sum of the numbers."""

    MARKS = "marks"
    SUM = "sum"
    EITHER = "either"


@dataclass(slots=True)
class Seen:
    """A unit's cell in one task's row."""

    mark: Mark
    place: Place
    text: str
    merged: bool = False


@dataclass(slots=True)
class Draft:
    """A task while it is put together from the lines of one or several tables and files.

    units   every unit that has a column for this task
    seen    unit to its cell; a unit without a cell is blank, unless it is among `lost`
    expects_count  whether other rows of its page have a count
    continued     whether it is the first row of its page
    printed_code  whether the code stands in this row itself, not in a merged cell or a row above
    full_width    whether a moved row ends exactly where the moved heading would end
    lost    units whose cells were cut off in print
    """

    code: str | None
    title: str
    place: Place
    count_place: Place
    declared: int | None
    shared_count: bool
    expects_count: bool
    printed_code: bool
    continued: bool
    units: list[str]
    seen: dict[str, Seen]
    lost: list[str]
    shift: int
    no_count: bool
    gap: bool
    full_width: bool
    file: str
    outside: list[Place] = field(default_factory=list)
    sources: int = 1
    key: str = ""
    counting: Counting = Counting.EITHER
    proposed: list[str] = field(default_factory=list)

    @property
    def undertaken(self) -> list[str]:
        return [name for name in self.units if name in self.seen and self.seen[name].mark.counts]

    @property
    def quantity(self) -> int:
        return sum(self.seen[name].mark.number or 1 for name in self.undertaken)

    def of_kind(self, kind: Kind) -> list[str]:
        return [name for name in self.units if name in self.seen and self.seen[name].mark.kind is kind]

    @property
    def in_numbers(self) -> bool:
        """Whether the row's marks are digits, which look like its count."""
        return any(self.seen[name].text.strip()[:1].isdigit() for name in self.undertaken)

    @property
    def taking_part(self) -> int:
        """How many say 参与 in a row where somebody says 牵头: a joint task may be counted once, at who leads."""
        texts = [self.seen[name].text.strip() for name in self.undertaken]
        return sum(text.startswith(TAKES_PART) for text in texts) if LEADS in texts else 0

    def agrees(self, count: int, extra: int = 0) -> bool:
        """Whether a count fits the marks (or their sum, where that is what the document counts)."""
        marks = len(self.undertaken) + extra
        by_marks = count in (marks, marks - self.taking_part) and self.counting is not Counting.SUM
        by_sum = count == self.quantity + extra and self.counting is not Counting.MARKS
        return by_marks or by_sum


def drafts_of(parts: Iterable[Part]) -> list[Draft]:
    """The tasks of one document's parts in order; the number a line stands under is carried over pages."""
    drafts: list[Draft] = []
    under: str | None = None
    for part in parts:
        for index, line in enumerate(part.lines):
            if line.outer:
                under = bare_number(line.outer)
            if line.kind is LineKind.TASK and not _is_parent(part, index, under):
                drafts.append(_draft(part, line, under))
                under = _under_after(drafts[-1].code, under)
    return drafts


def _under_after(code: str | None, under: str | None) -> str | None:
    """`12.1` below 9 shows that 12 itself was not printed: the next lines stand under 12."""
    outer = code.split(".")[0] if code and "." in code else None
    return outer if outer and under and outer != under.split(".")[0] else under


def _is_parent(part: Part, index: int, under: str | None) -> bool:
    """A line without marks that only names the task whose parts follow: 「4 思政教育」 above 4.1, 4.2 …"""
    line = part.lines[index]
    if line.declared is not None or not line.outer or index + 1 >= len(part.lines) or not under:
        return False
    if any(read_mark(slot.text, part.legend).kind is not Kind.BLANK for slot in line.cells.values()):
        return False
    if line.title is None or code_and_title(line, under, True)[0] != under:
        return False
    following = part.lines[index + 1]
    numbers = [bare_number(number) for number in following.numbers]
    inside, _ = split_number(following.title.text, under, True) if following.title else (None, "")
    return any((number or "").startswith(under + ".") for number in [*numbers, inside])


def _draft(part: Part, line: Line, under: str | None) -> Draft:
    assert line.title is not None
    code, title = code_and_title(line, under, bool(part.header.numbers))
    grid = part.grid
    count_place = grid.place_of(line.count) if line.count else grid.place_of(line.title)
    shared = bool(line.count) and _is_shared(part, line)
    return Draft(
        code=code,
        title=title,
        place=grid.place_of(line.title),
        count_place=count_place,
        declared=None if shared else line.declared,
        shared_count=shared,
        expects_count=any(other.declared is not None for other in part.lines),
        printed_code=code != under or line.own_number,
        continued=line.row == part.lines[0].row,
        units=list(dict.fromkeys(part.header.names)),
        seen=_seen(part, line),
        lost=_lost(part, line),
        shift=line.shift,
        no_count=line.no_count,
        gap=line.gap,
        full_width=line.end == part.header.end + line.shift,
        file=grid.place.file,
        outside=[grid.place_of(slot) for slot in line.outside],
    )


def _is_shared(part: Part, line: Line) -> bool:
    """One count cell merged over several tasks."""
    same = [
        other
        for other in part.lines
        if other.count and line.count and other.count.cell is line.count.cell and other.kind is LineKind.TASK
    ]
    return len(same) > 1


def code_and_title(line: Line, under: str | None, numbered: bool) -> tuple[str | None, str]:
    """The task's number: printed in its own cell, inside the text, or the one it stands under."""
    assert line.title is not None
    title = line.title.text
    inner = [bare_number(number) for number in line.numbers if number != line.outer]
    dotted = [number for number in inner if re.search(r"[.\-—–]", number) or not under]
    if dotted:
        return dotted[-1], title
    printed, rest = split_number(title, under, numbered)
    return (printed, rest) if printed else (under, title)


def _seen(part: Part, line: Line) -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    for index, slot in line.cells.items():
        name = part.header.units[index].name
        cell = Seen(read_mark(slot.text, part.legend), part.grid.place_of(slot), slot.text, _is_merged(slot))
        if name not in seen or not seen[name].mark.counts:
            seen[name] = cell
    return seen


def _is_merged(slot: Slot) -> bool:
    return bool(slot.text) and (slot.cell.row_span > 1 or slot.cell.column_span > 1)


def _lost(part: Part, line: Line) -> list[str]:
    """Units whose cell lies where print was cut off: beyond the heading's last column in a row moved right,
    or in a last column that no row reaches."""
    header = part.header
    if line.shift > 0 and part.reach <= header.end:
        return [unit.name for unit in header.units if unit.column + line.shift > header.end]
    if line.shift > 0:
        return []
    reach = max((other.end - other.shift for other in part.lines), default=0)
    return [unit.name for unit in header.units if unit.column > reach]


def number_keys(drafts: list[Draft]) -> None:
    """Keys: the code where it is alone, with a counter where lines share it, `0-1` … without any code."""
    sharing: dict[str | None, list[Draft]] = {}
    for draft in drafts:
        sharing.setdefault(draft.code, []).append(draft)
    taken = {str(code) for code, group in sharing.items() if code and len(group) == 1}
    for code, group in sharing.items():
        if code and len(group) == 1:
            group[0].key = code
            continue
        counter = 0
        for draft in group:
            counter += 1
            while f"{code or 0}-{counter}" in taken:
                counter += 1
            draft.key = f"{code or 0}-{counter}"
            taken.add(draft.key)


def sameness(draft: Draft) -> tuple[str | None, str]:
    """By what the same task is known again in another table or file."""
    return draft.code, re.sub(r"[\W_]", "", plain(draft.title))
