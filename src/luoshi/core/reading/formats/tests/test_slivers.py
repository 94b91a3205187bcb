"""Columns that exist only as edges are left out."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.formats.slivers import without_slivers
from luoshi.core.reading.structure import Cell


def shown(cells: list[Cell]) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.column, cell.column_span) for cell in without_slivers(cells)]


def test_marks_come_to_stand_under_their_heading():
    cells = [
        Cell("数量", 1, 1),
        Cell("甲", 1, 2),
        Cell("乙", 1, 3, column_span=2),
        Cell("丙", 1, 5),
        Cell("2", 2, 1),
        Cell("√甲", 2, 2, column_span=2),
        Cell("√乙", 2, 4),
        Cell("√丙", 2, 5),
    ]
    assert shown(cells) == [
        ("数量", 1, 1), ("甲", 2, 1), ("乙", 3, 1), ("丙", 4, 1),
        ("2", 1, 1), ("√甲", 2, 1), ("√乙", 3, 1), ("√丙", 4, 1),
    ]  # fmt: skip


def test_a_heading_over_columns_that_are_filled_stays_as_wide():
    cells = [Cell("甲县", 1, 1, column_span=2), Cell("一中", 2, 1), Cell("二中", 2, 2)]
    assert shown(cells) == [("甲县", 1, 2), ("一中", 1, 1), ("二中", 2, 1)]


def test_cells_that_are_all_twice_as_wide_become_plain_ones():
    cells = [Cell("甲", 1, 1, column_span=2), Cell("乙", 1, 3, column_span=2)]
    assert shown(cells) == [("甲", 1, 1), ("乙", 2, 1)]


@given(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=6), min_size=1, max_size=5))
def test_no_cell_is_lost_and_none_overlaps_another(rows):
    cells = []
    for row, widths in enumerate(rows, start=1):
        for at, width in enumerate(widths):
            cells.append(Cell(f"{row}.{at}", row, 1 + sum(widths[:at]), column_span=width))
    kept = without_slivers(cells)
    assert [cell.text for cell in kept] == [cell.text for cell in cells]
    for row in range(1, len(rows) + 1):
        places = [
            c for cell in kept if cell.row == row for c in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(places) == len(set(places))
        assert places == sorted(places)
