"""Values into the places of markers. Only parts with a marker are written; all others keep their compressed bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.core.sheets.grid import Grid, GridCell, address
from luoshi.core.sheets.model import Kind
from luoshi.core.sheets.package import Package
from luoshi.core.sheets.targets import Target, target_of
from luoshi.core.sheets.values import LONGEST, Wrong, clean

from .markers import markers_in
from .reading import Marked, Used, read, text_of

EMPTY = "无"  # a list without items
MOST_ROWS = 5_000  # of one list
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Put:
    """What stands in place of a marker. number: a plain decimal, for a cell of a workbook that holds nothing else."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list: by key of the column what stands there."""

    rows: Sequence[Mapping[str, Put]] = ()


@dataclass(frozen=True, slots=True)
class Values:
    """By key of the marker; columns: by key of the marker the list it is a column of."""

    singles: Mapping[str, Put] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Listed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """changed: parts that differ from the template's; notes: what could not be written, a sentence each."""

    data: bytes
    changed: tuple[str, ...]
    notes: tuple[str, ...]


def fill(name: str, data: bytes, values: Values) -> Filled:
    """Raises Unreadable. A marker that nothing is known of stays as it stands, and is told."""
    marked = read(name, data)
    return _Filling(marked, target_of(Package(name, data)), values).run()


class _Filling:
    def __init__(self, marked: Marked, target: Target, values: Values) -> None:
        self.marked, self.target, self.values = marked, target, values
        self.notes: list[str] = []
        self.in_lists = self._rows_with_lists()

    def _rows_with_lists(self) -> dict[tuple[str, int], str]:
        found: dict[tuple[str, int], str] = {}
        for used in self.marked.used:
            if used.is_row and used.key in self.values.columns:
                found.setdefault(used.row, self.values.columns[used.key])
        return found

    def run(self) -> Filled:
        """Rows come before anything is written, from the bottom up: addresses stay those of the template."""
        chosen = {row: self._items(name) for row, name in self.in_lists.items()}
        for (grid, row), items in sorted(chosen.items(), reverse=True):
            if len(items) > 1:
                self.target.add_rows(grid, row, len(items) - 1)
        for used in self.marked.used:
            if used.row not in self.in_lists:
                self._single(used)
        for (grid, row), items in chosen.items():
            self._row(self.target.grid(grid), row, items)
        data, changed = self.target.finish()
        return Filled(data, changed, tuple(dict.fromkeys(self.notes)))

    def _items(self, name: str) -> Sequence[Mapping[str, Put]]:
        listed = self.values.lists.get(name, Listed())
        if len(listed.rows) > MOST_ROWS:
            self.notes.append(f"“{name}”有 {len(listed.rows)} 行，只写了前 {MOST_ROWS} 行。")
        return listed.rows[:MOST_ROWS]

    def _single(self, used: Used) -> None:
        put = self.values.singles.get(used.key)
        if put is None:
            self.notes.append(f"{used.where}的“{used.name}”不认识，没有填写。")
        else:
            self._in_place(used, put)

    def _in_place(self, used: Used, put: Put) -> None:
        try:
            if used.whole and put.number and self.marked.kind == "xlsx":
                self.target.write(used.at, put.number, Kind.DECIMAL)
            else:
                self.target.write_in(used.at, used.span, one_line(put.text))
        except Wrong as wrong:
            self.notes.append(f"{used.where}的“{used.name}”：{wrong}没有填写。")

    def _row(self, grid: Grid, row: int, items: Sequence[Mapping[str, Put]]) -> None:
        """The first item into the row itself, every other into a copy of it."""
        here = [used for used in self.marked.used if used.row == (grid.key, row)]
        first: Mapping[str, Put] = items[0] if items else _none_of(here)
        for used in here:
            self._in_place(used, first.get(used.key) or self.values.singles.get(used.key) or Put(""))
        for cell in grid.own(row):
            text = text_of(grid, cell)
            if text.strip() and not cell.formula:
                for extra, item in enumerate(items[1:], 1):
                    self._below(grid, cell, self._said(text, item), extra)

    def _said(self, text: str, item: Mapping[str, Put]) -> Put:
        markers = list(markers_in(text))
        puts = [item.get(each.key) or self.values.singles.get(each.key) or Put("") for each in markers]
        if len(markers) == 1 and text.strip() == text[slice(*markers[0].span)]:
            return puts[0]
        for marker, put in reversed(list(zip(markers, puts, strict=True))):
            text = text[: marker.span[0]] + one_line(put.text) + text[marker.span[1] :]
        return Put(text)

    def _below(self, grid: Grid, cell: GridCell, put: Put, extra: int) -> None:
        if cell.is_number and _PLAIN.fullmatch(put.text):  # one of the template's own, the same in every row
            put = Put(put.text, put.text)
        at = address(grid.key, cell.row, cell.column)
        is_number = bool(put.number) and self.marked.kind == "xlsx"
        value = put.number if is_number else clean(put.text)[:LONGEST]
        try:
            if value:  # the copy of the row is empty already
                self.target.write(at, value, Kind.DECIMAL if is_number else Kind.TEXT, extra=extra)
        except Wrong as wrong:
            self.notes.append(f"{grid.name}第{cell.row}行：{wrong}没有填写。")


def _none_of(here: Sequence[Used]) -> dict[str, Put]:
    """A list without items says so in the first of its columns."""
    keys = [used.key for used in here if used.is_row]
    return {key: Put("" if place else EMPTY) for place, key in reversed(list(enumerate(dict.fromkeys(keys))))}


def one_line(text: str) -> str:
    """Within a text: without line breaks and signs that a file cannot hold."""
    return clean(text).replace("\n", "；")[:LONGEST]
