"""What no single field of a definition can tell: doubles, ranges, choices, conditions that look at nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from luoshi.core.conditions import Condition, fields_of

from .model import CHOSEN, DAYS, FILES, MONEY_UNITS, NUMBERS, Field, Form, Problem
from .parsing import SEPARATORS, alike

MOST_BOXES = 50_000  # of the whole form: some seconds to make a page of


def wrong_in(form: Form) -> Iterator[Problem]:
    yield from _twice(form.fields, ())
    for field in form.fields:
        yield from _field_wrong(field, (field.key,))
        yield from _twice(field.columns, (field.key,))
        for column in field.columns:
            yield from _field_wrong(column, (field.key, column.key))
            yield from _column_wrong(column, (field.key, column.key))
    yield from _conditions_wrong(form)
    if message := too_large(form):
        yield Problem((), message)


def size_of(field: Field) -> int:
    """How many boxes and options a page of this field may hold: each cell of a choice repeats all its options."""
    if field.kind != "table":
        return 1 + len(field.choices)
    rows = len(field.rows) or field.most
    return rows * sum(size_of(column) for column in field.columns)


def too_large(form: Form) -> str:
    """What to say of a form nobody could open; "" of all others."""
    total = sum(size_of(field) for field in form.fields)
    if total <= MOST_BOXES:
        return ""
    largest = max(form.fields, key=size_of)
    return (
        f"这张表太大，填的人打不开：格子和选项最多 {MOST_BOXES:,} 个，现在是 {total:,} 个（每格都列出全部选项），"
        f"其中“{largest.label[:20]}”占 {size_of(largest):,} 个。请减少它的行、列或选项，或拆成几张表。"
    )


def _twice(fields: tuple[Field, ...], path: tuple[str, ...]) -> Iterator[Problem]:
    keys: set[str] = set()
    labels: set[str] = set()
    for field in fields:
        if field.key in keys:
            yield Problem((*path, field.key), f"代号“{field.key}”用了不止一次，请改一个。")
        if alike(field.label) in labels:
            yield Problem((*path, field.key), f"名称“{field.label[:20]}”用了不止一次，填表的人会分不清。")
        keys.add(field.key)
        labels.add(alike(field.label))


def _field_wrong(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if field.kind in CHOSEN:
        yield from _choices_wrong(field, path)
    if field.kind == "money" and field.unit not in ("", *MONEY_UNITS):
        yield Problem(path, "金额的单位只能是元、万元、亿元。")
    if field.kind == "percent" and field.unit not in ("", "%"):
        yield Problem(path, "百分比不用写单位。")
    if field.kind in ("integer", "decimal") and re.match(r"[\d万亿,.%％+-]", field.unit):
        yield Problem(path, "单位不能以数字、万、亿或符号开头。")
    if (
        field.low is not None
        and field.high is not None
        and _order(field, field.low) > _order(field, field.high)
    ):
        yield Problem(path, "范围的下限比上限大，请核对。")
    if field.kind == "table":
        yield from _table_wrong(field, path)
    if field.personal and (field.sums or field.kind == "table"):
        yield Problem(path, "个人信息不能合计；表格里的个人信息请设在列上。")
    if field.personal and field.kind in FILES:
        yield Problem(path, "文件不能设为个人信息：文件不加密保存。请在说明里写清不要上传含个人信息的材料。")


def _choices_wrong(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if not field.choices:
        yield Problem(path, "还没有选项，请至少写一个。")
    if len({each.key for each in field.choices}) < len(field.choices):
        yield Problem(path, "选项的代号有重复。")
    if len({alike(each.label) for each in field.choices}) < len(field.choices):
        yield Problem(path, "选项的名称有重复。")
    keys = {alike(each.key): each.key for each in field.choices}
    for each in field.choices:
        if keys.get(alike(each.label), each.key) != each.key:
            yield Problem(path, f"选项“{each.label[:20]}”与另一个选项的代号相同，请改一个。")
        if field.kind == "choices" and SEPARATORS.search(each.label):
            yield Problem(path, f"多选的选项里不能有顿号、逗号、斜线：“{each.label[:20]}”。")


def _table_wrong(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if field.least > field.most:
        yield Problem(path, "最少行数比最多行数大，请核对。")
    if len({each.key for each in field.rows}) < len(field.rows):
        yield Problem(path, "固定行的代号有重复。")
    if field.rows and not field.columns:
        yield Problem(path, "固定行的表格还没有列。")


def _column_wrong(column: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if column.shown_if is not None:
        yield Problem(path, "表格的列不能按条件显示，可以改用“在什么情况下必填”。")
    if column.kind in FILES:
        yield Problem(path, "表格里不能上传文件，请放到表格外面，用单独的一项。")
    if column.sums and column.kind not in NUMBERS:
        yield Problem(path, "只有数字列可以合计。")


def _order(field: Field, value: Any) -> Any:
    return value if field.kind in DAYS else Decimal(value)


def _conditions_wrong(form: Form) -> Iterator[Problem]:
    for field in form.fields:
        for condition in (field.shown_if, field.required_if):
            yield from _names_wrong(form, condition, (field.key,), "", field.key)
        for column in field.columns:
            yield from _names_wrong(form, column.required_if, (field.key, column.key), field.key, column.key)
    for check in form.checks:
        table = form.field(check.table) if check.table else None
        if check.table and (table is None or table.kind != "table"):
            yield Problem((), "核对规则所指的表格不存在。")
        else:
            yield from _names_wrong(form, check.must, (), check.table, "")
    yield from _circles(form)


def _names_wrong(
    form: Form, condition: Condition | None, path: tuple[str, ...], table: str, own: str
) -> Iterator[Problem]:
    for name in sorted(fields_of(condition)) if condition is not None else ():
        if name == own and path:
            yield Problem(path, "条件不能看它自己。")
        elif not _is_known(form, name, table):
            yield Problem(path, f"条件里的“{name[:40]}”不在这张表里，请重新选择。")


def _is_known(form: Form, name: str, table: str) -> bool:
    inner = form.field(table) if table else None
    if inner is not None and inner.column(name) is not None:
        return True
    head, _, column_key = name.partition(".")
    field = form.field(head)
    if field is None or not column_key:
        return field is not None
    column = field.column(column_key)
    return field.kind == "table" and (
        column_key == "count" or (column is not None and column.kind in NUMBERS)
    )


def _circles(form: Form) -> Iterator[Problem]:
    """Fields whose being shown depends, by whatever way, on themselves."""
    looks = {
        field.key: {name.partition(".")[0] for name in fields_of(field.shown_if)}
        for field in form.fields
        if field.shown_if is not None
    }
    for start in looks:
        seen: set[str] = set()
        ahead = set(looks[start])
        while ahead:
            key = ahead.pop()
            if key == start:
                yield Problem((start,), "显示的条件绕成了圈：它最后取决于它自己。")
                break
            if key not in seen:
                seen.add(key)
                ahead |= looks.get(key, set())
