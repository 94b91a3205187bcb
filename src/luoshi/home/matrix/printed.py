"""From the matrix as read to the table as printed."""

from __future__ import annotations

from luoshi.core.matrix import MARK, TAKES_PART, PrintedRow, PrintedTable, number_parts
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
    return PrintedTable(
        title=annex_title(matrix.plan),
        organisations=tuple(column.short for column in matrix.columns),
        rows=tuple(_row(matrix, row) for row in matrix.rows),
        notes=tuple(_notes(matrix)),
    )


def _row(matrix: Matrix, row: Row) -> PrintedRow:
    marks = tuple(_mark(matrix.cells.get((row.key, column.key))) for column in matrix.columns)
    return PrintedRow(*number_parts(row.code), row.title, _count(matrix, row), marks)


def _mark(marks: list[Mark] | None) -> str:
    if not marks:
        return ""
    return TAKES_PART if all(mark.takes_part for mark in marks) else MARK


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
