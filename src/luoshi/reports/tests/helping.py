"""Reports made in tests, and the files behind them."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl

from luoshi.common import clock, files, jobs
from luoshi.core.periods import period_of
from luoshi.registers import actions as registers
from luoshi.registers.actions.bulk import PutRow
from luoshi.reports import actions, making
from luoshi.reports.invariants import INVARIANTS
from luoshi.reports.models import Report


def quarter() -> Any:
    return period_of("quarter", clock.today())


def begun(
    by: Any, place: Any, kind: str = "circular", *, plan: Any = None, register: Any = None, **more: Any
) -> Report:
    asked = actions.Asked(kind, plan, register, more.pop("span", None) or quarter())
    made: Report = actions.begin_report(place=place, asked=asked, by=by)
    return made


def made(*arguments: Any, **more: Any) -> Report:
    row = begun(*arguments, **more)
    while jobs.run_next():
        pass
    return Report.objects.get(pk=row.pk)


def enter(there: Any, *rows: dict[str, Any]) -> list[Any]:
    """Teachers of the school, confirmed: their figures follow by themselves."""
    rows_put = [PutRow(None, row) for row in rows]
    put = registers.put_entries(
        register=there.people, organisation=there.school, rows=rows_put, by=there.office
    )
    registers.confirm_entries(register=there.people, entries=put.added, by=there.office)
    return list(put.added)


def words_of(report: Report) -> list[str]:
    document = docx.Document(io.BytesIO(files.read(report.stored)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def cells_of(report: Report) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(files.read(report.stored)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def single(report: Report, name: str) -> dict[str, Any]:
    return next(each for each in report.content["singles"] if each["name"] == name)


def template(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A Word file of these paragraphs and one table."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for line, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text
    document.add_paragraph("")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def faults() -> list[tuple[str, str]]:
    return [found for invariant in INVARIANTS for found in invariant.check()]


RATIO = "本级 双师占比示例"
OWN = template(
    f"{{{{单位}}}}双师占比{{{{{RATIO} 本期}}}}，上期{{{{{RATIO} 上期}}}}，"
    f"{{{{{RATIO} 变化}}}}，要求{{{{{RATIO} 目标}}}}。",
    "责任项{{责任项 总数}}，逾期{{责任项 逾期}}。全市{{全市 双师占比示例 本期}}。占地{{本级 占地面积示例 本期}}",
    rows=(("单位", "占比"), ("{{每一行：各校 单位}}", "{{每一行：各校 双师占比示例 本期}}")),
)


def take(
    by: Any, data: bytes = b"", kind: str = "circular", register: Any = None, name: str = "本局通报.docx"
) -> Any:
    data = data or OWN
    read_ = making.read_template(name, data)
    kept = actions.Template(files.put([data]), name, read_["kind"], making.names_in(read_), read_["texts"])
    return actions.keep_template(kind=kind, register=register, template=kept, by=by)


def press(act: Any, row: Any, by: Any) -> None:
    row.refresh_from_db()
    act(report=row, by=by, version=row.version)
    row.refresh_from_db()
