"""From the matrix as read to the table as printed."""

from __future__ import annotations

from luoshi.core.matrix import COUNTED_ONCE, LEADS, PrintedRow, PrintedTable, joint_mark, number_parts
from luoshi.plans.models import Basis, Plan
from luoshi.policies.models import PolicyDocument
from luoshi.policies.pack import documents_of

from .shapes import Mark, Matrix, Row


def annex_title(plan: Plan) -> str:
    """The title of the plan's own annex; without one a title of the same kind."""
    annexes = documents_of(plan.key).filter(kind=PolicyDocument.Kind.ANNEX, withdrawn_at__isnull=True)
    found = annexes.order_by("id").values_list("title", flat=True).first()
    return found or f"{plan.short}任务承接情况一览表"


def printed_table(matrix: Matrix) -> PrintedTable:
    """What a file shows: the same rows, columns and marks as the page under the same filters."""
    rows = tuple(_row(matrix, row) for row in matrix.rows)
    joint = (COUNTED_ONCE,) if any(LEADS in row.marks for row in rows) else ()
    return PrintedTable(
        title=annex_title(matrix.plan),
        organisations=tuple(column.short for column in matrix.columns),
        rows=rows,
        notes=(*joint, *_notes(matrix)),
    )


def _row(matrix: Matrix, row: Row) -> PrintedRow:
    leaders = {
        column.key: column.short
        for column in matrix.columns
        for mark in matrix.cells.get((row.key, column.key), ())
        if mark.led_by == column.key
    }
    marks = tuple(
        _mark(column.key, matrix.cells.get((row.key, column.key)), leaders) for column in matrix.columns
    )
    return PrintedRow(*number_parts(row.code), row.title, _count(matrix, row), marks)


def _mark(organisation: int, marks: list[Mark] | None, leaders: dict[int, str]) -> str:
    """Of two marks in a cell the one of what was undertaken says how it is carried."""
    if not marks:
        return ""
    joint = next((mark.led_by for mark in marks if mark.led_by is not None), None)
    return joint_mark(organisation, joint, leaders)


def _count(matrix: Matrix, row: Row) -> str:
    """How many carry the task today; a note below says where the document had another number."""
    if row.basis == Basis.CULTIVATED:
        return row.number
    counts = matrix.row_counts[row.key]
    return str(counts[Basis.UNDERTAKEN] if row.basis == Basis.UNDERTAKEN else sum(counts.values()))


def _notes(matrix: Matrix) -> list[str]:
    notes = [
        f"注：{row.code} {row.title}，文件承接数量为 {row.declared}，现为 {now}。"
        for row in matrix.rows
        if row.basis == Basis.UNDERTAKEN and row.declared is not None
        for now in (matrix.row_counts[row.key][Basis.UNDERTAKEN],)
        if now != row.declared
    ]
    wanted = matrix.wanted
    if wanted["county"] or wanted["school"] or wanted.by_standing:
        notes.append("注：本表只列出部分单位或部分责任项，承接数量按全部单位计算。")
    return notes
