"""All rows of a round as a workbook (rows, budget by year, sums per task and school) and as comma-separated text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.common.rendering import text
from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles, write
from luoshi.core.fields.shown import typed

from .figures import exact
from .row_list import RowList
from .sent import last_of
from .standing import Line
from .states import ApplicationState

Cell = str | Decimal | int | None
HEAD = (
    "序号",
    "工作任务",
    "县市区",
    "申报单位",
    "申报状态",
    "承接方式",
    "申报数量",
    "核定数量",
    "市局意见",
    "意见说明",
)
COUNTED_ONCE = (
    "注：联合承接的，参与学校填写自己承担的部分；任务数只在牵头学校计一次。没有填写的为空，不按零计。"
    "各任务的数量单位不同，不相加；分年度的数量和经费是申报时填写的。"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a head, rows, a line of sums."""

    name: str
    head: Sequence[str]
    rows: list[list[Cell]]
    sums: list[Cell]


def pages_of(listed: RowList) -> list[Page]:
    """The sheets. Declined rows stand among the rows; sums are over what still counts."""
    return [_rows(listed), _years(listed), _tasks(listed), _schools(listed)]


def _numbers(listed: RowList, lines: Sequence[Line], year: str | None = None) -> list[Cell]:
    """Under all heads, for rows of one task."""
    figures = listed.figures
    sums = figures.sums(lines)
    counts = [column for column in figures.columns if column.kind != "money"]
    return [*(exact(each, sums.of([each.key], year)) for each in counts), *_budget(listed, lines, year)]


def _budget(listed: RowList, lines: Sequence[Line], year: str | None = None) -> list[Cell]:
    """Across tasks: money alone adds up."""
    figures = listed.figures
    sums = figures.sums(lines)
    found: list[Cell] = [exact(column, sums.of([column.key], year)) for column in figures.priced]
    if len(figures.priced) > 1:
        found.append(exact(figures.priced[0], sums.of(figures.money, year)))
    return found


def _across(listed: RowList, lines: Sequence[Line], year: str | None = None) -> list[Cell]:
    """A line of sums over several tasks, nothing under the heads of quantities."""
    empty: list[Cell] = [None] * (len(listed.figures.columns) - len(listed.figures.priced))
    return [*empty, *_budget(listed, lines, year)]


def _counting(listed: RowList) -> list[Line]:
    return [row.line for row in listed.rows if row.line.counts]


def _rows(listed: RowList) -> Page:
    words = _reasons(listed)
    flat = _flat(listed)
    head = [*HEAD, *listed.figures.heads(), "申报理由", *(each.label for each in flat), "不符合的条件和名额"]
    rows: list[list[Cell]] = []
    for number, row in enumerate(listed.rows, 1):
        line, wish = row.line, row.line.wish
        reason = words.get(wish.public_id, wish.reason)
        answers = listed.figures.values.get(wish.public_id, {})
        rows.append(
            [
                number, str(row.task.task), row.county.short if row.county else "", line.organisation.name,
                _state(line), row.how, line.quantity, wish.agreed, wish.get_verdict_display(), wish.verdict_words,
                *_numbers(listed, [line]), reason, *(_typed(each, answers) for each in flat),
                "；".join(row.breaks),
            ]
        )  # fmt: skip
    counting = _counting(listed)
    sums: list[Cell] = ["合计", f"{len(counting)} 项（不同意的除外）", *[""] * (len(HEAD) - 2),
                        *_across(listed, counting)]  # fmt: skip
    return Page("逐项", head, rows, sums)


def _flat(listed: RowList) -> list[Any]:
    version = listed.standing.round.form_version
    return [each for each in version.form.fields if each.kind != "table"] if version else []


def _typed(field: Any, answers: dict[str, Any]) -> str:
    value = answers.get(field.key)
    return value if isinstance(value, str) else typed(field, value)


def _state(line: Line) -> str:
    return str(ApplicationState(line.state).label)


def _reasons(listed: RowList) -> dict[str, str]:
    """Of what was returned the reasons as they were sent: what is being written is not the bureau's to read."""
    found: dict[str, str] = {}
    for school in listed.standing.schools:
        application = school.application
        if school.lines and application is not None and application.state == ApplicationState.RETURNED:
            last = last_of(application)
            found |= {row["wish"]: row["reason"] for row in last.content.values["rows"]} if last else {}
    return found


def _years(listed: RowList) -> Page:
    rows: list[list[Cell]] = []
    for row in listed.rows:
        for year in listed.figures.sums([row.line]).years:
            named: list[Cell] = [
                str(row.task.task),
                row.line.organisation.name,
                row.line.wish.get_verdict_display(),
            ]
            rows.append([*named, year, *_numbers(listed, [row.line], year)])
    head = ["工作任务", "申报单位", "市局意见", "年度", *listed.figures.heads()]
    counting = _counting(listed)
    for year in listed.figures.sums(counting).years:
        rows.append(["各任务", "各单位（不同意的除外）", "", year, *_across(listed, counting, year)])
    return Page("分年度", head, rows, ["合计", "", "", "", *_across(listed, counting)])


def _tasks(listed: RowList) -> Page:
    head = [
        "工作任务",
        "申报单位数（联合计一次）",
        "已同意",
        "数量合计（核定的按核定）",
        *listed.figures.heads(),
    ]
    rows: list[list[Cell]] = []
    for task in listed.standing.tasks:
        lines = [line for line in task.lines if line.counts]
        rows.append([str(task.row.task), task.applied, task.accepted, task.amount, *_numbers(listed, lines)])
    tasks, counting = listed.standing.tasks, _counting(listed)
    counts: list[Cell] = [sum(task.applied for task in tasks), sum(task.accepted for task in tasks)]
    return Page("按任务", head, rows, ["合计", *counts, None, *_across(listed, counting)])


def _schools(listed: RowList) -> Page:
    head = ["申报单位", "申报项数", "已同意", *listed.figures.heads(False)]
    rows: list[list[Cell]] = []
    for school in listed.standing.schools:
        lines = [line for line in school.lines if line.counts]
        rows.append([school.organisation.name, school.load, school.accepted, *_budget(listed, lines)])
    schools = listed.standing.schools
    counts: list[Cell] = [sum(each.load for each in schools), sum(each.accepted for each in schools)]
    return Page("按学校", head, rows, ["合计", *counts, *_budget(listed, _counting(listed))])


# ---- bytes


def csv_bytes(listed: RowList) -> bytes:
    return text.csv_bytes(_texts(_rows(listed)))


def _texts(page: Page) -> Iterator[Sequence[str]]:
    yield page.head
    for row in (*page.rows, page.sums):
        yield [_plain(cell) for cell in row]


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def xlsx_bytes(listed: RowList) -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        look = styles(book)
        for page in pages_of(listed):
            _sheet(book, look, page, f"{listed.standing.round.name}申报情况（{page.name}）")
    return stream.getvalue()


def _sheet(book: Any, look: dict[str, Any], page: Page, title: str) -> None:
    sheet = book.add_worksheet(page.name)
    ready_to_print(sheet, repeated=2, frozen=2)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 15}))
    sheet.set_row(0, 28)
    for column, head in enumerate(page.head):
        sheet.set_column(
            column,
            column,
            30 if head in ("工作任务", "申报理由", "申报单位") else max(8, min(26, 2 * len(head))),
        )
        write(sheet, 1, column, head, look["head"])
    for line, row in enumerate((*page.rows, page.sums), 2):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, column, float(cell), look["words"])
            else:
                write(sheet, line, column, "" if cell is None else str(cell), look["words"])
    sheet.autofilter(1, 0, 1 + len(page.rows), len(page.head) - 1)
    sheet.write_string(3 + len(page.rows), 0, COUNTED_ONCE, look["note"])
