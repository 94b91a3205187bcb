"""A register as a workbook: the list as it is narrowed, and an empty one to fill in, with choices and notes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from luoshi.common import clock
from luoshi.common.dataforms.many import Carrying
from luoshi.common.rendering import excel
from luoshi.core.fields import shown
from luoshi.core.fields.model import FILES, Field

from .facts import stages_of
from .identity import form_of
from .listing import stage_words
from .models import Entry, Register

MOST = 20_000
AT_ONCE = 500
LONGEST_LIST = 255  # characters a drop-down may have in a workbook
FREE_ROWS = 500


def listed(register: Register, rows: Any, *, several: bool) -> bytes:
    """The entries, every field that is not personal; tables and files as how many there are."""
    stream = io.BytesIO()
    fields = [field for field in form_of(register).fields if not field.personal]
    heads = ["学校"] * several + [field.label for field in fields]
    heads += ["建设阶段"] * register.has_stages + ["状态", "起算日期", "结束日期"]
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("清单"), excel.styles(book)
        sheet.set_column(0, len(heads) - 1, 16)
        for column, label in enumerate(heads):
            excel.write(sheet, 0, column, label, styles["head"])
        for at, cells in enumerate(_lines(register, fields, rows, several), 1):
            for column, text in enumerate(cells):
                excel.write(sheet, at, column, text, styles["words"])
        excel.ready_to_print(sheet, repeated=1, frozen=1)
    return stream.getvalue()


def _lines(register: Register, fields: list[Field], rows: Any, several: bool) -> Iterable[list[str]]:
    current = register.definition.current
    if current is None:
        return
    carrying, every = Carrying(current, open_only=True), list(rows[:MOST])
    for start in range(0, len(every), AT_ONCE):
        batch = every[start : start + AT_ONCE]
        stages = stages_of(batch, clock.today()) if register.has_stages else {}
        for entry in batch:
            yield _cells(entry, fields, carrying, stage_words(stages.get(entry.pk)), several)


def _cells(entry: Entry, fields: list[Field], carrying: Carrying, stage: str, several: bool) -> list[str]:
    values = carrying.values(entry.answer) if entry.answer is not None else {}
    said = [shown(field, values.get(field.key)) for field in fields]
    days = [f"{day:%Y-%m-%d}" if day else "" for day in (entry.since, entry.ended_on)]
    return [
        *([entry.organisation.name] if several else []),
        *said,
        *([stage] if entry.register.has_stages else []),
        entry.get_state_display(),
        *days,
    ]


def empty(register: Register) -> bytes:
    """A workbook to fill in and import: a column a field, what is required marked, choices as drop-downs, and a sheet
    that says how each is filled in.
    """
    stream = io.BytesIO()
    fields = [each for each in form_of(register).fields if each.kind != "table" and each.kind not in FILES]
    with excel.new_workbook(stream) as book:
        sheet, styles = book.add_worksheet("登记"), excel.styles(book)
        notes = book.add_worksheet("填写说明")
        for column, field in enumerate(fields):
            sheet.set_column(column, column, max(12, min(30, 2 * len(field.label))))
            excel.write(sheet, 0, column, field.label, styles["head"])
            _choices(sheet, column, field)
            for place, text in enumerate((field.label, "必填" if field.required else "", how(field))):
                excel.write(notes, column + 1, place, text, styles["words"])
        for place, (label, width) in enumerate((("项目", 20), ("要求", 10), ("怎么填", 70))):
            notes.set_column(place, place, width)
            excel.write(notes, 0, place, label, styles["head"])
        excel.ready_to_print(sheet, repeated=1)
    return stream.getvalue()


def _choices(sheet: Any, column: int, field: Field) -> None:
    labels = ["是", "否"] if field.kind == "yes_no" else [each.label for each in field.choices]
    if field.kind != "choices" and labels and len(",".join(labels)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": labels, "error_type": "warning"}
        sheet.data_validation(1, column, FREE_ROWS, column, rule)


def how(field: Field) -> str:
    """In words how a field is filled in."""
    said = {
        "date": "日期，例如 2026-09-01。",
        "month": "年月，例如 2026-09。",
        "year": "年份，例如 2026。",
        "yes_no": "填是或否。",
        "integer": "整数。",
        "decimal": "数字。",
        "money": "金额。",
        "percent": "百分比，例如 62.5。",
    }.get(field.kind, "")
    if field.choices:
        many = "可以选几个，用顿号隔开：" if field.kind == "choices" else "选一个："
        said = f"{many}{'、'.join(each.label for each in field.choices)}。"
    unit = f"单位：{field.unit}。" if field.unit else ""
    personal = "个人信息，导入后加密保存，清单里不显示。" if field.personal else ""
    return f"{said}{unit}{personal}{field.help}"
