"""Bytes of a template to what it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from luoshi.core.reading.findings import Finding
from luoshi.core.reading.structure import Unreadable

from . import doubts, labels
from .arranging import Sheets, arranged, of_the_office
from .fields import fields_in
from .grid import Grid
from .lines import gaps_in
from .model import SchoolName, SingleField, Template, TemplateTable
from .opened import grids_of, kind_of
from .package import Package
from .recognise import tables_in
from .relations import related

MOST_ASKED = 400  # columns and single fields of one template: each is a row on the page where it is checked


def read_template(name: str, data: bytes, schools: Sequence[SchoolName] = ()) -> Template:
    """What a template asks, and how the schools' answers come together in it.

    `schools` are the schools that will be asked, with their other names: rows and sheets are matched by them only.
    Raises Unreadable with one Chinese sentence for what cannot be a template.
    """
    package = Package(name, data)
    kind = kind_of(package)
    grids = grids_of(package)
    sheets = Sheets(grids, schools)
    reading = _Reading(schools)
    for grid in sheets.to_read:
        reading.add(grid)
    asked = sum(len(table.columns) for table in reading.tables) + len(reading.fields)
    if asked > MOST_ASKED:
        raise Unreadable(
            f"“{name}”要填的有 {asked} 栏，一次收表最多 {MOST_ASKED} 栏。请删去不用填的列，或拆成几个文件分几次收。"
        )
    arrangement, certainty = arranged(reading.tables, reading.fields, sheets)
    template = Template(
        name=name,
        kind=kind,
        title=title_of(grids),
        arrangement=arrangement,
        certainty=certainty,
        tables=tuple(of_the_office(reading.tables, arrangement)),
        fields=tuple(reading.fields),
        notes=tuple(notes_of(grids)),
        copies=tuple(sheets.copies),
        digest=hashlib.sha256(data).hexdigest(),
    )
    findings: list[Finding] = list(doubts.of(template, grids, schools))
    return replace(template, findings=tuple(findings))


@dataclass
class _Reading:
    """Tables and fields as they are found, numbered through the whole file."""

    schools: Sequence[SchoolName]
    tables: list[TemplateTable] = field(default_factory=list)
    fields: list[SingleField] = field(default_factory=list)

    def add(self, grid: Grid) -> None:
        taken: set[int] = set()
        for found in tables_in(grid, self.schools, len(self.tables) + 1):
            taken |= set(range(found.first, found.last + 1))
            table = found.table
            if table.asked:
                title = table.title or title_above(grid, found.first)
                self.tables.append(related(replace(table, title=title), grid))
        said = set(note_rows(grid, taken))
        rows = [row for row in range(1, grid.bottom + 1) if row not in taken and row not in said]
        self.fields += fields_in(grid, rows, len(self.fields) + 1)


def title_above(grid: Grid, row: int) -> str:
    """The nearest line above the headings that is a title: one text, no line to be completed."""
    for above in range(row - 1, max(row - 6, 0), -1):
        texts = [cell.text for cell in grid.own(above) if cell.text]
        if len(texts) == 1 and 2 < len(texts[0]) <= 80 and not any(sign in texts[0] for sign in ":：_＿"):
            return texts[0]
    return grid.above or grid.name


def title_of(grids: Sequence[Grid]) -> str:
    for grid in grids:
        for row in range(1, min(grid.bottom, 6) + 1):
            texts = [cell.text for cell in grid.own(row) if cell.text]
            if (
                len(texts) == 1
                and len(labels.plain(texts[0])) > 6
                and not any(sign in texts[0] for sign in ":：_＿")
            ):
                return texts[0]
    return next((grid.above for grid in grids if grid.above), "")


def note_rows(grid: Grid, taken: set[int]) -> list[int]:
    """Rows of notes: one begins with 注 or 说明, long lines below go on."""
    found: list[int] = []
    going_on = False
    for row in range(1, grid.bottom + 1):
        texts = [cell.text for cell in grid.own(row) if cell.text]
        if row in taken or not texts:
            going_on = going_on and row not in taken and not texts
            continue
        starts = len(texts) == 1 and bool(labels.NOTE.match(labels.plain(texts[0])))
        going_on = starts or (going_on and len(texts) == 1 and not any(gaps_in(texts[0])))
        if going_on or (len(texts) == 1 and len(texts[0]) > 80):
            found.append(row)
    return found


def notes_of(grids: Sequence[Grid]) -> list[str]:
    notes = []
    for grid in grids:
        rows = range(1, grid.bottom + 1) if labels.INSTRUCTIONS.search(grid.name) else note_rows(grid, set())
        notes += [cell.text for row in rows for cell in grid.own(row) if len(cell.text) > 4]
    return notes[:100]
