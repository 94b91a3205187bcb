"""A workbook that values are written into."""

from __future__ import annotations

import hashlib

from luoshi.core.reading.formats.xlsx import S

from .book import Workbook
from .cells import SheetCells
from .grid import Grid, place_of
from .model import Kind, Value
from .package import Package, xml_bytes
from .values import stored


class WorkbookTarget:
    """Values go into cells; `finish` gives the bytes and the names of the parts that differ."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.book = Workbook(package)
        self._cells: dict[str, SheetCells] = {}
        self._grids: dict[str, Grid] = {}
        self._written: set[str] = set()

    def grid(self, key: str) -> Grid:
        """As it was before anything was written."""
        if key not in self._grids:
            self._grids[key] = self.book.grid(key)
        return self._grids[key]

    def write(self, address: str, value: Value, kind: Kind, unit: str = "") -> None:
        """Write a value into its cell. Raises Wrong for a value that is none of its kind."""
        key, row, column = place_of(address)
        grid = self.grid(key)
        row, column = grid.covered.get((row, column), (row, column))
        cell = grid.at(row, column)
        shown = cell.kind if cell else None
        value_stored = stored(kind, value, shown=shown, unit=unit, from_1904=self.book.book.from_1904)
        self.cells(key).put(row, column, value_stored)
        self._written.add(key)

    def cells(self, key: str) -> SheetCells:
        if key not in self._cells:
            self._cells[key] = SheetCells(self.book.tree(key))
        return self._cells[key]

    def finish(self) -> tuple[bytes, tuple[str, ...]]:
        """The file, and the parts that differ from the template's."""
        changed = {self.book.sheet(key).path: xml_bytes(self.book.tree(key)) for key in self._written}
        if changed and any(
            self.book.tree(part.key).find(f".//{S}f") is not None for part in self.book.sheets
        ):
            changed["xl/workbook.xml"] = self._computed_on_opening()
        return self.package.rewritten(changed), tuple(sorted(changed))

    def _computed_on_opening(self) -> bytes:
        root = self.package.tree("xl/workbook.xml")
        settings = root.find(f"{S}calcPr")
        if settings is None:
            settings = root.makeelement(f"{S}calcPr", {})
            root.append(settings)
        settings.set("fullCalcOnLoad", "1")
        return xml_bytes(root)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
