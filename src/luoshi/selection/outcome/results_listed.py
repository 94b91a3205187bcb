"""The list of results narrowed for a page, and the whole of it as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from luoshi.common.rendering.excel import new_workbook, ready_to_print, styles, write

from .models import Result

OUT, EXCLUDED = "out", "excluded"  # beside the keys of the levels
WIDTHS = (6, 8, 36, 30, 18, 8, 10, 24)


def standing(row: Result) -> str:
    """Key of its level, or that it is out, or excluded; selected without a level is the empty level."""
    if row.excluded_at is not None:
        return EXCLUDED
    return f"in:{row.level}" if row.selected else OUT


def in_words(row: Result, levels: Mapping[str, str]) -> str:
    if row.excluded_at is not None:
        return f"取消资格：{row.excluded_reason}"
    if row.selected:
        return levels.get(row.level, "入选")
    if row.vetoed:
        return "被否决"
    if not row.score:
        return "没有得分"
    return "不入选" if row.passed else "未达合格线"


def choices(rows: Iterable[Result], levels: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Key, words and number of each standing that occurs, the levels in their order first."""
    counted: dict[str, int] = {}
    for row in rows:
        counted[standing(row)] = counted.get(standing(row), 0) + 1
    named = [*((f"in:{key}", title) for key, title in levels.items()), ("in:", "入选"), (OUT, "不入选")]
    named.append((EXCLUDED, "取消资格"))
    return [(key, words, counted[key]) for key, words in named if key in counted]


def narrowed(rows: Sequence[Result], wanted: str, words: str) -> list[Result]:
    """Of this standing, and with these words in title, code or school; empty asks for all."""
    found = [row for row in rows if not wanted or standing(row) == wanted]
    return [row for row in found if not words or words in _searched(row)]


def _searched(row: Result) -> str:
    school = row.application.organisation
    return f"{row.code} {row.application.title} {school.name} {school.short}"


def workbook(heading: str, rows: Sequence[Any], levels: Mapping[str, str]) -> bytes:
    """All of them, in their order, for the meeting's table. `rows` have their `within`."""
    head = ("序号", "编号", "申报", "单位", "组别", "名次", "得分", "结果")
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        style, sheet = styles(book), book.add_worksheet("结果")
        sheet.merge_range(0, 0, 0, len(head) - 1, heading, style["title"])
        for column, (title, width) in enumerate(zip(head, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            write(sheet, 1, column, title, style["head"])
        for line, row in enumerate(rows, 2):
            paper = row.application
            said = (
                row.order or "", row.code, paper.title, paper.organisation.name, row.group, row.within or "",
                "" if row.score is None else row.score, in_words(row, levels),
            )  # fmt: skip
            for column, text in enumerate(said):
                write(sheet, line, column, str(text), style["words"])
        ready_to_print(sheet, repeated=2)
    return stream.getvalue()
