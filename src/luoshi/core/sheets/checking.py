"""What does not fit in the answers: empty cells, parts above the whole, shares above 100, doubled rows, odd units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from luoshi.core.quoting import quoted

from .model import Check, Column, Kind, Row, SchoolAnswer, Shape, SingleField, Template, TemplateTable, Value

FAR = 1000  # times the middle value of the schools: most likely 元 where 万元 is asked
_COUNTED = (Kind.INTEGER, Kind.DECIMAL)


def checks_of(template: Template, answers: Sequence[SchoolAnswer]) -> list[Check]:
    """Everything to look at, school by school, then across the schools."""
    found: list[Check] = []
    for answer in answers:
        for table in template.tables:
            for number, row in enumerate(_rows_of(table, answer), start=1):
                place = f"第{number}行" if table.shape is Shape.LIST else table.title
                found += _of_row(table, row, answer.school.name, place)
            found += _doubled(table, answer)
        found += _of_fields(template.fields, answer)
    return found + list(_far_off(template, answers))


def _rows_of(table: TemplateTable, answer: SchoolAnswer) -> Sequence[Row]:
    if table.shape is Shape.SCHOOLS:
        return [answer.values] if any(column.key in answer.values for column in table.asked) else []
    return answer.rows.get(table.key, ())


def _of_row(table: TemplateTable, row: Row, school: str, place: str) -> Iterator[Check]:
    for column in table.asked:
        value = row.get(column.key)
        label = f"{quoted(school)}{place}{quoted(column.label)}"
        if value is None or value == "":
            if column.required:
                yield Check("empty", f"{label}必填，没有填。", table.where, school, column.key)
            continue
        yield from _of_value(column, value, label, table.where, school)
        yield from _of_whole(table, column, row, label, school)
        yield from _of_sum(table, column, row, label, school)


def _of_value(column: Column, value: Value, label: str, where: str, school: str) -> Iterator[Check]:
    number = as_number(value)
    if column.choices and column.kind is Kind.CHOICE and value not in column.choices:
        yield Check(
            "choice", f"{label}填了{quoted(str(value)[:20])}，不在模板的选项里。", where, school, column.key
        )
    if number is None:
        return
    if column.kind is Kind.PERCENT and not 0 <= number <= 100:
        yield Check("percent", f"{label}是 {value}%，不在 0 到 100 之间，请核对。", where, school, column.key)
    low, high = as_number(column.low), as_number(column.high)
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"{column.low or '不限'} 到 {column.high or '不限'}"
        yield Check("range", f"{label}是 {value}，模板只接受 {bounds}。", where, school, column.key)


def _of_whole(table: TemplateTable, column: Column, row: Row, label: str, school: str) -> Iterator[Check]:
    whole = table.column(column.part_of) if column.part_of else None
    if whole is None:
        return
    part, all_of_it = as_number(row.get(column.key)), as_number(row.get(whole.key))
    if part is not None and all_of_it is not None and part > all_of_it:
        message = f"{label}是 {part}，大于{quoted(whole.label)} {all_of_it}，请核对。"
        yield Check("part", message, table.where, school, column.key)


def _of_sum(table: TemplateTable, column: Column, row: Row, label: str, school: str) -> Iterator[Check]:
    given = as_number(row.get(column.key))
    parts = [as_number(row.get(key)) for key in column.sum_of]
    known = [part for part in parts if part is not None]
    if given is not None and known and sum(known) != given:
        message = f"{label}是 {given}，各项相加是 {sum(known)}，请核对。"
        yield Check("sum", message, table.where, school, column.key)


def _of_fields(fields: Iterable[SingleField], answer: SchoolAnswer) -> Iterator[Check]:
    for field in fields:
        value = answer.values.get(field.key)
        if field.required and (value is None or value == ""):
            yield Check(
                "empty",
                f"{quoted(answer.school.name)}{quoted(field.label)}必填，没有填。",
                "",
                answer.school.name,
                field.key,
            )
        number = as_number(value)
        if field.kind is Kind.PERCENT and number is not None and not 0 <= number <= 100:
            message = (
                f"{quoted(answer.school.name)}{quoted(field.label)}是 {value}%，不在 0 到 100 之间，请核对。"
            )
            yield Check("percent", message, "", answer.school.name, field.key)


def _doubled(table: TemplateTable, answer: SchoolAnswer) -> Iterator[Check]:
    """The same row twice in a list."""
    if table.shape is not Shape.LIST:
        return
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(answer.rows.get(table.key, ()), start=1):
        said = tuple(str(row.get(column.key) or "") for column in table.asked)
        if any(said) and said in seen:
            where = f"{quoted(answer.school.name)}{quoted(table.title)}"
            message = f"{where}第{number}行和第{seen[said]}行完全相同，请核对。"
            yield Check("duplicate", message, table.where, answer.school.name, table.key)
        seen.setdefault(said, number)


def _far_off(template: Template, answers: Sequence[SchoolAnswer]) -> Iterator[Check]:
    """A value a thousand times the schools' middle one: most likely in another unit."""
    for table in template.tables:
        for column in table.asked if table.shape is Shape.SCHOOLS else ():
            if column.kind not in _COUNTED:
                continue
            known = {
                a.school.name: n for a in answers if (n := as_number(a.values.get(column.key))) is not None
            }
            numbers = sorted(abs(number) for number in known.values() if number)
            middle = numbers[len(numbers) // 2] if len(numbers) >= 3 else None
            for school, number in known.items() if middle else ():
                if middle and abs(number) >= middle * FAR:
                    unit = f"（{column.unit}）" if column.unit else ""
                    message = f"{quoted(school)}{quoted(column.label)}{unit}是 {number}，比其他学校大得多，请核对单位。"
                    yield Check("unit", message, table.where, school, column.key)


def same_sum(table: TemplateTable, column: Column, answers: Sequence[SchoolAnswer]) -> str | None:
    """The sum of what all schools answer in a column; None where nobody does."""
    if column.kind not in _COUNTED or not column.fill:
        return None
    numbers = [
        number
        for answer in answers
        for row in _rows_of(table, answer)
        if (number := as_number(row.get(column.key))) is not None
    ]
    return format(sum(numbers, Decimal(0)), "f") if numbers else None


def as_number(value: Value | Mapping[str, object]) -> Decimal | None:
    if isinstance(value, bool) or value is None or value == "":
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
