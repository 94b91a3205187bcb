"""Collects the blocks of one file and gives each its place."""

from __future__ import annotations

from collections.abc import Iterable

from ..structure import Block, Cell, Paragraph, Place, SourceDocument, Table


class Blocks:
    """Paragraphs and tables in their order; both are counted from 1."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.blocks: list[Block] = []
        self.remarks: list[str] = []
        self._paragraphs = 0
        self._tables = 0

    def paragraph(
        self,
        text: str,
        *,
        label: str = "",
        level: int | None = None,
        page: int | None = None,
        sheet: str | None = None,
    ) -> None:
        """Add a paragraph; one without any text is left out and not counted."""
        text = text.strip(" \t\r\n\f\v\u3000\ufeff")
        if not text and not label:
            return
        self._paragraphs += 1
        place = Place(self.file, page=page, sheet=sheet, paragraph=self._paragraphs)
        self.blocks.append(Paragraph(text, place, label=label, heading_level=level))

    def table(
        self,
        cells: Iterable[Cell],
        *,
        title: str = "",
        page: int | None = None,
        sheet: str | None = None,
        corner: tuple[int, int] | None = None,
    ) -> None:
        """Add a table unless it is all empty. `corner`: row and column of its first cell in the sheet."""
        kept = tuple(cells)
        if not any(cell.text for cell in kept):
            return
        self._tables += 1
        row, column = corner or (None, None)
        place = Place(self.file, page=page, sheet=sheet, table=self._tables, row=row, column=column)
        self.blocks.append(Table(place, kept, title=title))

    def remark(self, sentence: str) -> None:
        """Note, once, what could not be taken over whole."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def document(self, format_name: str) -> SourceDocument:
        return SourceDocument(self.file, format_name, tuple(self.blocks), tuple(self.remarks))
