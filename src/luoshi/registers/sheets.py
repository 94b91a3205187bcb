"""A register as a workbook: the list as it is narrowed, and the school's own one to change and fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.dataforms.many import Carrying
from luoshi.common.rendering import excel
from luoshi.common.workbooks import Field as Column
from luoshi.common.workbooks import Workbook, given_row, written
from luoshi.core.fields import shown, typed
from luoshi.core.fields.model import FILES, Field

from .facts import stages_of
from .identity import form_of
from .listing import stage_words
from .models import Entry, Register
from .states import EntryState

MOST = 20_000
AT_ONCE = 500
PERSONAL = "已登记的不写在表里，空着就不改。"


def listed(register: Register, rows: Any, *, several: bool) -> tuple[bytes, int]:
    """The entries, every field that is not personal; tables and files as how many there are. And how many entries."""
    stream, at = io.BytesIO(), 0
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
    return stream.getvalue(), at


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


def to_fill_in(register: Register, organisation: Organisation) -> tuple[bytes, int]:
    """The school's own workbook: its open entries to change, blank rows for new ones, choices as drop-downs, a sheet
    that says how each column is filled in. It comes back by `importing` without a question about columns. Personal
    values never leave: their columns are empty, and what is left empty stays. And how many entries are in it.
    """
    current = register.definition.current
    fields = fields_to_fill_in(register)
    rows = Entry.objects.filter(register=register, organisation=organisation).exclude(state=EntryState.ENDED)
    rows = rows.select_related("answer__form_version").order_by("pk")
    carrying = Carrying(current, open_only=True) if current is not None else None
    given = [given_row(row.public_id, row.version, **texts_of(fields, row, carrying)) for row in rows]
    notes = (
        "改哪一格就填哪一格，没有动过的格子不会改动台账。新登记的写在下面的空行里。",
        "删去的行不会从台账里消失：离开的、撤销的要在台账里办理结束。表格和附件在条目页上填。",
    )
    book = Workbook(
        form_of_book(register),
        current.public_id if current is not None else "",
        organisation.public_id,
        f"{register.title}台账（{organisation.name}）",
        [_column(field, at == 0) for at, field in enumerate(fields)],
        given,
        notes,
        "登记",
        pages=[("填写说明", [("项目", "要求", "怎么填"), *_explained(fields)])],
    )
    return written(book), len(given)


def form_of_book(register: Register) -> str:
    """What the hidden sheet says the workbook is."""
    return f"register:{register.public_id}"


def fields_to_fill_in(register: Register) -> list[Field]:
    return [each for each in form_of(register).fields if each.kind != "table" and each.kind not in FILES]


def texts_of(fields: Iterable[Field], entry: Entry, carrying: Carrying | None) -> dict[str, str]:
    """What stands in the cells of an entry; personal ones are left empty."""
    values = carrying.values(entry.answer) if carrying is not None and entry.answer is not None else {}
    return {f.key: "" if f.personal else typed(f, values.get(f.key)) for f in fields}


def _column(field: Field, first: bool) -> Column:
    labels = ("是", "否") if field.kind == "yes_no" else tuple(each.label for each in field.choices)
    return Column(
        field.key,
        field.label,
        max(12, min(30, 2 * len(field.label))),
        () if field.kind == "choices" else labels,
        needed=first,
        must=field.required,
        note=f"{PERSONAL}{how(field)}" if field.personal else how(field),
    )


def _explained(fields: Iterable[Field]) -> Iterable[tuple[str, str, str]]:
    for field in fields:
        yield field.label, "必填" if field.required else "", how(field)


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
