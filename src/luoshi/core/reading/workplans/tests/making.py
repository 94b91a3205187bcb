"""Builds schools' plans as real .docx and .xlsx files, read through the real reader."""

from __future__ import annotations

import io

import openpyxl

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.formats.tests.word import docx, p, tbl
from luoshi.core.reading.structure import SourceDocument
from luoshi.core.reading.workplans import KnownTask, WorkplanReading, read_workplan

TASKS = (
    KnownTask("4.3", "4.3", "思想政治课教学创新团队"),
    KnownTask("4.4", "4.4", "思想政治课示范课堂"),
    KnownTask("6", "6", "中职学校教学条件基本达标"),
    KnownTask("18-1", "18", "社区教育示范基地"),
    KnownTask("18-2", "18", "老年大学示范校"),
    KnownTask("22", "22", "教师企业实践流动站"),
    KnownTask("23", "23", "示范性职业教育集团（联盟）"),
    KnownTask("25", "25", "产教融合实训基地"),
    KnownTask("36.2", "36.2", "专业教师中“双师型”教师占比超过50%"),
    KnownTask("46", "46", "信息化标杆校"),
)
PEOPLE = ("张文华", "李志强", "王丽娟", "陈明", "赵国庆", "周晓燕", "欧阳雪", "刘洋", "黄建军")
DEPARTMENTS = ("教务处", "学生处", "实训处", "总务处", "校企合作办公室", "项目办", "信息中心", "财务科")
PLAN = (2021, 2023)

Rows = list[list[str]]


def rows(text: str) -> Rows:
    """A table as it is printed: cells parted by |, ⏎ for a new line within a cell."""
    lines = text.strip("\n").splitlines()
    return [[cell.strip().replace("⏎", "\n") for cell in line.split("|")] for line in lines]


def heading(text: str, level: int = 1) -> str:
    return p(text, f'<w:outlineLvl w:val="{level - 1}"/>')


def table(rows: Rows) -> str:
    """A Word table. "^" goes on with the cell above, "<" with the cell at its left; lines are parted by a break."""
    return tbl(*(_row(row, rows[at + 1] if at + 1 < len(rows) else []) for at, row in enumerate(rows)))


def _row(row: list[str], below: list[str]) -> str:
    cells = []
    for at, text in enumerate(row):
        if text == "<":
            continue
        span = 1
        while at + span < len(row) and row[at + span] == "<":
            span += 1
        properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        if text == "^":
            properties += "<w:vMerge/>"
        elif at < len(below) and below[at] == "^":
            properties += '<w:vMerge w:val="restart"/>'
        lines = "".join(p(line) for line in ("" if text == "^" else text).split("\n"))
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>")
    return "".join(cells)


def word(*parts: str, name: str = "实施方案.docx") -> SourceDocument:
    return open_document(name, docx("".join(parts) + p("")))


def excel(name: str = "任务书.xlsx", **sheets: Rows) -> SourceDocument:
    """A workbook; "^" and "<" are merged cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value and value not in "^<":
                    sheet.cell(at, column, _typed(value))
        _merge(sheet, rows)
    stored = io.BytesIO()
    book.save(stored)
    return open_document(name, stored.getvalue())


def _typed(value: str) -> str | float | int:
    try:
        return int(value) if value.isdigit() else float(value)
    except ValueError:
        return value


def _merge(sheet: object, rows: Rows) -> None:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value in ("^", "<"):
                continue
            down, right = 1, 1
            while at + down < len(rows) and column < len(rows[at + down]) and rows[at + down][column] == "^":
                down += 1
            while column + right < len(row) and row[column + right] == "<":
                right += 1
            if down > 1 or right > 1:
                sheet.merge_cells(  # type: ignore[attr-defined]
                    start_row=at + 1, start_column=column + 1, end_row=at + down, end_column=column + right
                )


def read(*documents: SourceDocument, people: bool = True) -> WorkplanReading:
    return read_workplan(
        documents,
        tasks=TASKS,
        organisation="某某职业教育中心",
        people=PEOPLE if people else (),
        departments=DEPARTMENTS if people else (),
        period=PLAN,
    )
