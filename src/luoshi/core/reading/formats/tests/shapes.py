"""What tests say about tables: their texts as lists, and the merged cells."""

from luoshi.core.reading.structure import Table


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def joined(table: Table) -> dict[str, tuple[int, int]]:
    """Spans (rows, columns) of the merged cells by text."""
    return {
        cell.text: (cell.row_span, cell.column_span)
        for cell in table.cells
        if (cell.row_span, cell.column_span) != (1, 1)
    }
