"""Documents made for tests: a text with tab-separated lines becomes paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.core.reading.structure import Block, Cell, Paragraph, Place, SourceDocument, Table


def document_of(text: str, name: str = "样本.txt") -> SourceDocument:
    """Lines with tabs that follow each other are one table, other lines that are not blank are paragraphs."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    paragraphs = tables = 0
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            tables += 1
            blocks.append(table_of(rows, Place(name, table=tables)))
            rows = []
        if line.strip():
            paragraphs += 1
            blocks.append(Paragraph(line, Place(name, paragraph=paragraphs)))
    return SourceDocument(name, "txt", tuple(blocks))


def table_of(rows: Iterable[Iterable[str]], place: Place) -> Table:
    cells = [
        Cell(text, row, column)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    ]
    return Table(place, tuple(cells))


def paragraphs_of(*paragraphs: Paragraph | str, name: str = "样本.docx") -> SourceDocument:
    """Paragraphs as Word gives them; a plain string is a paragraph without label."""
    blocks = [
        Paragraph(given, Place(name, paragraph=position)) if isinstance(given, str) else given
        for position, given in enumerate(paragraphs, start=1)
    ]
    return SourceDocument(name, "docx", tuple(blocks))
