"""Bytes of a template to what it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from luoshi.core.reading.structure import Unreadable

from .book import Workbook
from .grid import Grid
from .model import Arrangement, Certainty, SchoolName, Shape, Template, TemplateTable
from .package import Package
from .recognise import tables_in


def read_template(name: str, data: bytes, schools: Sequence[SchoolName] = ()) -> Template:
    """What a template asks, and how the schools' answers come together in it.

    `schools` are the schools that will be asked, with their other names: rows and sheets are matched by them only.
    Raises Unreadable with one Chinese sentence for what cannot be a template.
    """
    package = Package(name, data)
    grids = grids_of(package)
    tables: list[TemplateTable] = []
    for grid in grids:
        if grid.visible:
            tables += [found.table for found in tables_in(grid, schools, len(tables) + 1)]
    arrangement, certainty = _arrangement(tables)
    return Template(
        name=name,
        kind=kind_of(package),
        title=_title(grids),
        arrangement=arrangement,
        certainty=certainty,
        tables=tuple(tables),
        digest=hashlib.sha256(data).hexdigest(),
    )


def kind_of(package: Package) -> str:
    if "xl/workbook.xml" in package.archive:
        return "xlsx"
    raise Unreadable(f"“{package.name}”不是可以填报的模板。请上传 .xlsx 或 .docx 文件。")


def grids_of(package: Package) -> list[Grid]:
    kind_of(package)
    book = Workbook(package)
    return [book.grid(part.key) for part in book.sheets]


def _title(grids: Sequence[Grid]) -> str:
    for grid in grids:
        for row in range(1, min(grid.bottom, 6) + 1):
            texts = [cell.text for cell in grid.own(row) if cell.text]
            if len(texts) == 1 and len(texts[0]) > 4:
                return texts[0]
    return ""


def _arrangement(tables: Sequence[TemplateTable]) -> tuple[Arrangement, Certainty]:
    for table in tables:
        if table.shape is Shape.SCHOOLS:
            return Arrangement.ROWS, table.certainty
    if tables and all(table.shape is Shape.LIST for table in tables):
        return Arrangement.LISTS, Certainty.LIKELY
    return Arrangement.FORM, Certainty.LIKELY
