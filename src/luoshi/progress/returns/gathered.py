"""What was sent, all organisations in one table: on a page and as a workbook. Personal values are masked."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from luoshi.common.dataforms.answers import mask as masked
from luoshi.common.dataforms.showing import in_words
from luoshi.common.rendering import excel
from luoshi.core.fields import ROW, Form, is_asked
from luoshi.core.fields.blanks import is_wanted
from luoshi.core.fields.lookup import number_in
from luoshi.core.fields.model import MONEY_UNITS, NUMBERS, Field
from luoshi.core.sums import may_be_added

from .cells import columns_of
from .models import Return, ReturnSheet
from .queries import answers_of, sent_values
from .states import ARRIVED, SheetState

EMPTY = "空"
ADDED = NUMBERS - {"percent"}  # what may be summed


def gathered(
    form: Form, sheets: list[ReturnSheet], most: int
) -> list[tuple[ReturnSheet, list[tuple[str, bool]]]]:
    """Per organisation its single fields in words, and whether each is a number; 空 where what is wanted is empty."""
    given, columns = answers_of(sheets), columns_of(form)[:most]
    rows = []
    for sheet in sheets:
        values = masked(form, sent_values(sheet, given.get(sheet.public_id)))
        cells = [(_shown(form, each, values), each.kind in NUMBERS) for each in columns]
        rows.append((sheet, cells))
    return rows


def _shown(form: Form, field: Field, values: Mapping[str, Any]) -> str:
    words = in_words(field, values.get(field.key))
    return words or (EMPTY if is_wanted(field) and is_asked(form, field, values) else "")


def workbook(row: Return, sheets: list[ReturnSheet], mask: Callable[..., dict[str, Any]]) -> bytes:
    """One line an organisation, with its state; tables on sheets of their own, one line a row."""
    assert row.form_version is not None
    form, given = row.form_version.form, answers_of(sheets)
    came = {
        sheet.pk: mask(form, sent_values(sheet, given.get(sheet.public_id)))
        for sheet in sheets
        if sheet.state in ARRIVED
    }
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        looks = excel.styles(book)
        _single(book, looks, row, form, sheets, came)
        for number, table in enumerate(each for each in form.fields if each.kind == "table"):
            _table(book, looks, f"表{number + 1}", table, sheets, came)
    return stream.getvalue()


def _head(sheet: Any, looks: Mapping[str, Any], title: str, heads: list[str]) -> None:
    sheet.merge_range(0, 0, 0, max(len(heads) - 1, 1), title, looks["title"])
    sheet.set_row(0, 30)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(len(heads) - 1, 1), 14)
    for at, text in enumerate(heads):
        excel.write(sheet, 1, at, text, looks["head"])
    excel.ready_to_print(sheet, repeated=2, frozen=1)


def _single(
    book: Any,
    looks: Mapping[str, Any],
    row: Return,
    form: Form,
    sheets: list[ReturnSheet],
    came: Mapping[int, dict[str, Any]],
) -> None:
    sheet, columns = book.add_worksheet("各单位"), columns_of(form)
    units = [f"{each.label}（{each.unit}）" if each.unit else each.label for each in columns]
    _head(sheet, looks, row.title, ["单位", "状态", *units])
    for line, each in enumerate(sheets, 2):
        excel.write(sheet, line, 0, each.organisation.name, looks["words"])
        excel.write(sheet, line, 1, each.get_state_display(), looks["middle"])
        for at, column in enumerate(columns, 2):
            _cell(sheet, line, at, column, came.get(each.pk, {}).get(column.key), looks)
    foot = len(sheets) + 2
    doubted = {each.pk for each in sheets if each.state == SheetState.DOUBTFUL and each.pk in came}
    sure = {key: said for key, said in came.items() if key not in doubted}
    _sums(sheet, foot, f"合计（不含存疑的 {len(doubted)} 份）" if doubted else "合计", columns, sure, looks)
    if doubted:
        _sums(sheet, foot + 1, "连同存疑的合计", columns, came, looks)


def _sums(
    sheet: Any,
    line: int,
    words: str,
    columns: Sequence[Field],
    came: Mapping[int, dict[str, Any]],
    looks: Mapping[str, Any],
) -> None:
    excel.write(sheet, line, 0, words, looks["words"])
    for at, column in enumerate(columns, 2):
        numbers = [number_in(said[column.key]) for said in came.values() if column.key in said]
        adds = column.kind in ADDED and may_be_added(column.label, column.unit)
        if adds and any(number is not None for number in numbers):
            total = sum((number for number in numbers if number is not None), Decimal(0))
            _number(sheet, line, at, column, total, looks)


def _table(
    book: Any,
    looks: Mapping[str, Any],
    name: str,
    table: Field,
    sheets: list[ReturnSheet],
    came: Mapping[int, dict[str, Any]],
) -> None:
    sheet, labels = book.add_worksheet(name), {each.key: each.label for each in table.rows}
    _head(sheet, looks, table.label, ["单位", "行", *(column.label for column in table.columns)])
    line = 2
    for each in sheets:
        for number, given in enumerate(came.get(each.pk, {}).get(table.key) or [], 1):
            excel.write(sheet, line, 0, each.organisation.name, looks["words"])
            excel.write(sheet, line, 1, labels.get(given[ROW], str(number)), looks["middle"])
            for at, column in enumerate(table.columns, 2):
                _cell(sheet, line, at, column, given.get(column.key), looks)
            line += 1


def _cell(sheet: Any, line: int, at: int, field: Field, value: Any, looks: Mapping[str, Any]) -> None:
    number = number_in(value) if field.kind in NUMBERS and not isinstance(value, bool) else None
    if number is not None:
        _number(sheet, line, at, field, number, looks)
    else:
        excel.write(sheet, line, at, in_words(field, value), looks["words"])


def _number(sheet: Any, line: int, at: int, field: Field, number: Decimal, looks: Mapping[str, Any]) -> None:
    """As a number people can go on counting with; money in its unit of the form."""
    if field.kind == "money":
        number = number / MONEY_UNITS.get(field.unit or "元", 100)
    sheet.write_number(line, at, float(number), looks["middle"])
