"""The head of a table in the mess around it, and its rows, each cell with the place a person can find.

Titles above, notes below, blank rows between, heads of two rows, columns in another order or under another word:
people send all of it. What is not understood is said, never guessed at silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import tidy

SEARCHED = 30  # rows in which a head is looked for
_NOTE = re.compile(r"^(注|说明|备注|填表说明|填表人|合计|总计|小计|审核人|单位负责人|制表)[:：]?")


@dataclass(frozen=True, slots=True)
class Column:
    """key: in code; label: as we print it; also: other words for it; needed: a table without it is not ours."""

    key: str
    label: str
    also: tuple[str, ...] = ()
    needed: bool = False

    def is_called(self, text: str) -> bool:
        return text in {tidy.label(word) for word in (self.label, *self.also)}


@dataclass(frozen=True, slots=True)
class Row:
    """number: of the row in the sheet (from 1); cells: text by column key, as typed."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """What was found in one sheet. `letters`: column letter by key; `unknown`: headings that are not ours."""

    sheet: str
    letters: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)  # rows that are titles, notes, repeated heads

    def place(self, row: Row, key: str) -> str:
        """第5行 C列 (as Excel counts)."""
        return f"第{row.number}行 {self.letters[key]}列" if key in self.letters else f"第{row.number}行"


def letter_of(column: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_table(sheet: str, rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> Table | None:
    """The table with these columns, or None when no row carries all the needed headings."""
    best: tuple[int, int, dict[int, str]] | None = None
    for at, row in enumerate(rows[:SEARCHED]):
        named = _named(row, columns)
        complete = all(column.key in named.values() for column in columns if column.needed)
        if complete and (best is None or len(named) > best[0]):
            best = (len(named), at, named)
    if best is None:
        return None
    _, head, named = best
    table = Table(sheet, {key: letter_of(at) for at, key in named.items()})
    table.unknown = [
        f"{letter_of(at)}列“{tidy.plain(text)}”"
        for at, text in enumerate(rows[head])
        if tidy.label(text) and at not in named
    ]
    _collect(table, rows, head, named, columns)
    return table


def _named(row: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Column index → key; the first of two same headings counts."""
    found: dict[int, str] = {}
    for at, text in enumerate(row):
        heading = tidy.label(text)
        for column in columns:
            if heading and column.is_called(heading) and column.key not in found.values():
                found[at] = column.key
                break
    return found


def _collect(
    table: Table,
    rows: Sequence[Sequence[str]],
    head: int,
    named: dict[int, str],
    columns: Sequence[Column],
) -> None:
    needed = {column.key for column in columns if column.needed}
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {key: row[at] for at, key in named.items() if at < len(row)}
        filled = {key for key, text in cells.items() if tidy.plain(text)}
        everything = [tidy.plain(text) for text in row if tidy.plain(text)]
        if not everything:
            continue
        if (
            not filled
            or _is_note(everything, filled, needed)
            or len(_named(row, columns)) >= max(2, len(needed))
        ):
            table.skipped.append(number)
            continue
        table.rows.append(Row(number, {column.key: cells.get(column.key, "") for column in columns}))


def _is_note(everything: Sequence[str], filled: set[str], needed: set[str]) -> bool:
    """A note fills one cell with a sentence or begins like one; a row with some of what is needed is no note."""
    if len(filled & needed) > 1:
        return False
    return bool(_NOTE.match(everything[0])) or (len(everything) == 1 and len(everything[0]) > 20)


def repeated(rows: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """(row number, what identifies it) → what stands in more than one row, with the rows."""
    places: dict[str, list[int]] = {}
    for number, key in rows:
        if key:
            places.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in places.items() if len(numbers) > 1}
