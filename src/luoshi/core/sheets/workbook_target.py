"""A workbook that values are written into."""

from __future__ import annotations

from luoshi.core.reading.formats.xlsx import cell_text

from .book import Workbook
from .cells import SheetCells
from .computing import Computing
from .grid import At, Grid, place_of
from .model import Kind, Value
from .moving import add_rows, move_formulas
from .package import Package, xml_bytes
from .pointers import Pointers
from .references import Added
from .values import Stored, Wrong, stored
from .word_target import MERGED, TICK


class WorkbookTarget:
    """Addresses are those of the template; rows that were added lie below their row by `extra`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.book = Workbook(package)
        self._cells: dict[str, SheetCells] = {}
        self._grids: dict[str, Grid] = {}
        self._written: dict[str, set[At]] = {}
        self._added: dict[str, list[Added]] = {}
        self._pointers = Pointers(package)
        self._changed: set[str] = set()
        self._texts: dict[tuple[str, int, int], str] = {}
        self._shifts: dict[tuple[str, int, int], list[tuple[int, int]]] = {}

    def grid(self, key: str) -> Grid:
        """As it was before anything was written."""
        if key not in self._grids:
            self._grids[key] = self.book.grid(key)
        return self._grids[key]

    def write(self, address: str, value: Value, kind: Kind, unit: str = "", extra: int = 0) -> None:
        """Write a value into its cell. Raises Wrong for a value that is none of its kind."""
        key, row, column = self._place_below(address) if extra else self._place(address)
        cell = self.grid(key).at(row, column)
        shown = cell.kind if cell else None
        made = stored(kind, value, shown=shown, unit=unit, from_1904=self.book.book.from_1904)
        self._put(key, row, column, made, extra)

    def write_in(self, address: str, span: tuple[int, int], text: str) -> None:
        """Into a blank within the text of a cell, in place of what lies there (places are the template's)."""
        spot = self._place(address)
        old = self._texts.get(spot, self.grid(spot[0]).text(spot[1], spot[2]))
        shifts = self._shifts.setdefault(spot, [])
        by = sum(length for place, length in shifts if place < span[0] or (place == span[0] and length > 0))
        self._texts[spot] = old[: span[0] + by] + text + old[span[1] + by :]
        shifts.append((span[0], len(text) - (span[1] - span[0])))
        self._put(*spot, Stored(self._texts[spot]))

    def tick(self, address: str, places: list[int]) -> None:
        """Tick the boxes at these places of the text."""
        for place in places:
            self.write_in(address, (place, place + 1), TICK)

    def add_rows(self, key: str, after: int, count: int) -> None:
        """Copies of a row below it, empty; add from the bottom up, and before anything is written."""
        self.cells(key)  # rows and cells without a number get theirs
        self.grid(key)
        del self._cells[key]
        added = Added(self.book.sheet(key).name, after, count)
        add_rows(self.book.tree(key), added)
        for part in self.book.sheets:
            if part.key != key and move_formulas(self.book.tree(part.key), part.name, added):
                self._changed.add(part.key)
        self._pointers.move(self.book.sheet(key).path, added)
        self._added.setdefault(key, []).append(added)
        self._changed.add(key)
        new_rows = range(after + 1, after + count + 1)
        self._written.setdefault(key, set()).update((row, 1) for row in new_rows)

    def _place(self, address: str) -> tuple[str, int, int]:
        key, row, column = place_of(address)
        return key, *self.grid(key).covered.get((row, column), (row, column))

    def _place_below(self, address: str) -> tuple[str, int, int]:
        """In an added row: merged across as the row above it; a cell merged down reaches over the added rows too."""
        key, row, column = place_of(address)
        cell = self.grid(key).at(row, column)
        if cell is not None and cell.rows > 1:
            raise Wrong(MERGED)
        return key, row, cell.column if cell is not None else column

    def _put(self, key: str, row: int, column: int, value: Stored, extra: int = 0) -> None:
        now = self._now(key, row) + extra
        self.cells(key).put(now, column, value)
        self._written.setdefault(key, set()).add((now, column))
        self._changed.add(key)

    def cells(self, key: str) -> SheetCells:
        if key not in self._cells:
            self._cells[key] = SheetCells(self.book.tree(key))
        return self._cells[key]

    def shown(self, key: str, row: int, column: int) -> str:
        """What a cell shows now, after `finish` also what its formula gives."""
        cell = self.cells(key).get(self._now(key, row), column)
        return "" if cell is None else cell_text(cell, self.book.book)

    def _now(self, key: str, row: int) -> int:
        return row + sum(each.count for each in self._added.get(key, []) if row > each.after)

    def finish(self) -> tuple[bytes, tuple[str, ...]]:
        """The file, and the parts that differ from the template's."""
        if self._changed:
            computed, left = Computing(self.book, self._written).run()
            self._changed |= computed
            if left:
                self._pointers.compute_on_opening()
        changed = dict(self._pointers.changed)
        changed |= {self.book.sheet(key).path: xml_bytes(self.book.tree(key)) for key in self._changed}
        dropped = frozenset(self._pointers.dropped)
        return self.package.rewritten(changed, dropped), tuple(sorted({*changed, *dropped}))
