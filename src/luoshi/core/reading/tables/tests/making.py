"""Small helpers to make tables by hand in tests."""

from __future__ import annotations

from luoshi.core.reading.structure import Cell, Paragraph, Place, SourceDocument, Table
from luoshi.core.reading.tables import read_tables


def table_of(rows: list[list[str]], number: int = 1, file: str = "t.txt", title: str = "") -> Table:
    """A table from rows of texts, every row as long as it is, without merged cells."""
    cells = [Cell(t, r, c) for r, row in enumerate(rows, 1) for c, t in enumerate(row, 1)]
    return Table(Place(file, table=number), tuple(cells), title)


def text_table(lines: list[str], number: int = 1, file: str = "t.txt", title: str = "") -> Table:
    """A table as a text file has it: cells between tabs."""
    return table_of([line.split("\t") for line in lines], number, file, title)


def document_of(*blocks: Table | str, name: str = "t.txt") -> SourceDocument:
    """A document of tables and paragraphs."""
    made = tuple(
        Paragraph(block, Place(name, paragraph=index)) if isinstance(block, str) else block
        for index, block in enumerate(blocks, 1)
    )
    return SourceDocument(name, "txt", made)


def piped(text: str, number: int = 1, file: str = "t.txt", title: str = "") -> Table:
    """A table drawn with bars, one row a line; blanks around the texts do not count."""
    rows = [[cell.strip() for cell in line.strip().split("|")] for line in text.strip("\n").split("\n")]
    return table_of(rows, number, file, title)


def marks_in(*blocks: Table | str) -> dict[str, str]:
    """What a reading of these blocks says, short: key to the names of the units, proposals after a plus."""
    tasks = read_tables([document_of(*blocks)]).tasks
    return {
        task.key: " ".join([*task.undertaken_by, *(f"+{name}" for name in task.proposed_by)])
        for task in tasks
    }


def codes_in(*blocks: Table | str) -> list[str]:
    """The codes of all findings of a reading of these blocks."""
    return [finding.code for finding in read_tables([document_of(*blocks)]).findings]
