"""The matrix as a Word document in the annex's layout: A4 landscape, the heading repeated on each page."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.rendering.word import (
    A4,
    BODY_FONT,
    TITLE_FONT,
    TWIPS,
    add_paragraph,
    add_table,
    as_bytes,
    cell_xml,
    joined_down,
    new_document,
    row_xml,
)
from luoshi.core.matrix import LEAD, PrintedTable, parts_of

MOST_COLUMNS = 40  # Word takes at most 63; wider tables come in parts
MARGIN = 12  # millimetres
WIDTHS = (11, 12, 66, 13)  # of the first columns, millimetres


def docx_bytes(table: PrintedTable) -> bytes:
    """The document; a matrix of more columns than a page can hold comes in several tables."""
    document = new_document(landscape=True, margins=(MARGIN, MARGIN, MARGIN, MARGIN))
    for number, part in enumerate(parts_of(len(table.organisations), MOST_COLUMNS)):
        if number:
            document.add_page_break()
        add_paragraph(document, table.title, TITLE_FONT, 18, centred=True)
        widths = _widths(len(part))
        add_table(document, widths, _rows(table, part, widths))
    for note in table.notes:
        add_paragraph(document, note, BODY_FONT, 10)
    return as_bytes(document)


def _widths(columns: int) -> list[int]:
    rest = A4[1] - 2 * MARGIN - sum(WIDTHS)
    return [int(width * TWIPS) for width in (*WIDTHS, *[rest / max(1, columns)] * columns)]


def _rows(table: PrintedTable, part: range, widths: list[int]) -> Iterator[str]:
    words = widths[1] + widths[2]
    head = [
        cell_xml(LEAD[0], widths[0], head=True),
        cell_xml(LEAD[1], words, head=True, joined=2),
        cell_xml(LEAD[3], widths[3], head=True),
        *(cell_xml(table.organisations[place], widths[-1], head=True) for place in part),
    ]
    yield row_xml(head, head=True)
    for row, span in zip(table.rows, table.numbers, strict=True):
        inner = (
            cell_xml(row.inner, widths[1]) + cell_xml(row.title, widths[2], left=True)
            if row.inner
            else cell_xml(row.title, words, left=True, joined=2)
        )
        yield row_xml(
            [
                cell_xml(row.outer if span.size else "", widths[0], down=joined_down(span.size)),
                inner,
                cell_xml(row.count, widths[3]),
                *(cell_xml(row.marks[place], widths[-1]) for place in part),
            ]
        )
