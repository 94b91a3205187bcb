"""Answers as the template takes them, and what else about the merged figures deserves a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Alias, Organisation
from luoshi.common.dataforms.answers import mask
from luoshi.core.fields import ROW, Form
from luoshi.core.fields.lookup import comparable
from luoshi.core.fields.model import MONEY_UNITS, NUMBERS, Field
from luoshi.core.fields.shown import shown
from luoshi.core.quoting import quoted
from luoshi.core.ranks import outliers
from luoshi.core.sheets.checking import checks_of
from luoshi.core.sheets.model import Check
from luoshi.core.sheets.written import answer_from_json, template_from_json

from .models import Return, ReturnSheet
from .queries import answers_of, sent_values
from .states import COUNTED

ODD = ("sum", "part", "percent", "duplicate")  # checks of `core.sheets` that concern one sheet by itself


def names_of(organisations: Iterable[Organisation]) -> list[dict[str, Any]]:
    """Schools with the other names a file may call them by."""
    rows = list(organisations)
    aliases: dict[int, list[str]] = {}
    found = Alias.objects.filter(organisation__in=rows).values_list("organisation_id", "name")
    for key, name in found:
        aliases.setdefault(key, []).append(name)
    return [
        {"name": row.name, "aliases": [row.short, *(n for n in aliases.get(row.pk, ()) if n != row.short)]}
        for row in rows
    ]


def answers_for(row: Return, sheets: list[ReturnSheet]) -> list[dict[str, Any]]:
    """What was sent, in the order of the schools, as `core.sheets` reads answers."""
    assert row.form_version is not None
    form, given = row.form_version.form, answers_of(sheets)
    names = names_of([sheet.organisation for sheet in sheets])
    return [
        {"school": name, **answer_of_school(form, sent_values(sheet, given.get(sheet.public_id)))}
        for sheet, name in zip(sheets, names, strict=True)
    ]


def office_of(row: Return, template: Mapping[str, Any]) -> dict[str, str]:
    """Single fields of the file that say who fills it in: where it is one for all, the asking office."""
    if template["arrangement"] not in ("rows", "lists"):
        return {}
    return {each["key"]: row.organisation.name for each in template["fields"] if each["role"] == "unit"}


def answer_of_school(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """{"values": {key: value}, "rows": {table: [row]}}"""
    single = {
        each.key: plain(each, values[each.key])
        for each in form.fields
        if each.kind != "table" and each.key in values
    }
    rows = {
        table.key: [_row(table, row) for row in values[table.key]]
        for table in form.fields
        if table.kind == "table" and values.get(table.key)
    }
    return {"values": single, "rows": rows}


def _row(table: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = {each.key: plain(each, row[each.key]) for each in table.columns if each.key in row}
    return {ROW: row[ROW], **columns} if table.is_fixed else columns


def plain(field: Field, value: Any) -> Any:
    """Choices by their words, references by their names; numbers and days as they are."""
    if field.kind == "choice":
        return field.choice_label(value)
    if field.kind == "choices":
        return "、".join(field.choice_label(each) for each in value)
    if field.kind == "money":
        return _in_unit(field, value)
    if isinstance(value, Mapping):
        return str(value.get("text", ""))
    if isinstance(value, list):
        return "、".join(str(each.get("text", "")) for each in value)
    return value


def _in_unit(field: Field, fen: int) -> str:
    """Fen as a plain decimal in the unit of the field, as the cell wants it."""
    number = Decimal(fen) / MONEY_UNITS.get(field.unit or "元", 100)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def odd_figures(row: Return, school: str, values: Mapping[str, Any]) -> list[str]:
    """What the merge would ask about one sheet (a sum that is not its parts, a part above its whole), while it can
    still be put right: told before it is sent and before it is received.
    """
    read = row.template_read.get("template") if row.mapping else None
    if not read or row.form_version is None:
        return []
    answer = {"school": {"name": school}, **answer_of_school(row.form_version.form, values)}
    template = template_from_json(read)
    found = checks_of(template, [answer_from_json(answer)])
    asked = {each.key: each.label for each in row.form_version.form.fields}
    printed = {column.key: column.label for table in template.tables for column in table.columns}
    return [_as_asked(each, school, asked, printed) for each in found if each.code in ODD]


def _as_asked(check: Check, school: str, asked: Mapping[str, str], printed: Mapping[str, str]) -> str:
    """By the question as the school reads it: several groups of a template have a 合计."""
    said = check.message.removeprefix(quoted(school))
    if check.key not in asked or check.key not in printed:
        return said
    return f"{quoted(asked[check.key])}{said.partition(quoted(printed[check.key]))[2]}"


def more_checks(row: Return, sheets: list[ReturnSheet]) -> list[dict[str, Any]]:
    """Organisations whose sheet is not in it, and single numbers far from all others."""
    there = {sheet.pk for sheet in sheets}
    missing = row.sheets.exclude(pk__in=there).exclude(state__in=COUNTED).select_related("organisation")
    by_state: dict[str, list[str]] = {}
    for each in missing.order_by("organisation__order", "organisation_id"):
        by_state.setdefault(each.get_state_display(), []).append(each.organisation.short)
    found = [
        _check("missing", f"{'、'.join(names)}没有送出（{state}），没有合并进来。")
        for state, names in by_state.items()
    ]
    return found + _nowhere(row) + _far_off(row, sheets)


def _nowhere(row: Return) -> list[dict[str, Any]]:
    """Questions added on the page after the template was checked: no cell of the template is theirs."""
    assert row.form_version is not None
    template = row.template_read["template"]
    here = {each["key"] for table in template["tables"] for each in (table, *table["columns"])}
    here |= {each["key"] for each in template["fields"]}
    columns = [each for table in row.form_version.form.fields for each in table.columns if table.key in here]
    return [
        _check(
            "not-written",
            f"{quoted(each.label)}是在页面上另加的，原表里没有它的格子，没有合并进去。",
            each.key,
        )
        for each in (*row.form_version.form.fields, *columns)
        if each.key not in here
    ]


def _far_off(row: Return, sheets: list[ReturnSheet]) -> list[dict[str, Any]]:
    assert row.form_version is not None
    form, given = row.form_version.form, answers_of(sheets)
    values = {sheet.pk: mask(form, sent_values(sheet, given.get(sheet.public_id))) for sheet in sheets}
    found = []
    for field in form.fields:
        if field.kind not in NUMBERS or field.personal:
            continue
        numbers = {
            key: Decimal(str(comparable(field, said[field.key])))
            for key, said in values.items()
            if field.key in said
        }
        bounds = outliers(list(numbers.values()))
        for sheet in sheets if bounds else ():
            number = numbers.get(sheet.pk)
            if bounds and number is not None and not bounds[0] <= number <= bounds[1]:
                words = shown(field, values[sheet.pk][field.key])
                message = (
                    f"{sheet.organisation.short}{quoted(field.label)}{words}，与其他单位相差很大，请核实。"
                )
                found.append(_check("far-off", message, field.key))
    return found


def _check(code: str, message: str, key: str = "") -> dict[str, Any]:
    return {"code": code, "message": message, "where": "", "school": "", "key": key}
