"""A form as a workbook, prefilled, and what came back as values: parsed in the child process, compared three ways.

The hidden signed sheet says which form, version, organisation, when, and every value as it was given out, so that what
changed on either side is known cell by cell. A sheet of another form or organisation, or one whose signature does not
fit, is refused in words.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from luoshi.common.actor import Actor
from luoshi.common.ids import new_public_id
from luoshi.common.workbooks import NotOurs, open_workbook
from luoshi.common.workbooks.issue import OPTIONS, sign
from luoshi.core.fields import KINDS, ROW, Form, Picked, Problem, problems_of, settle, typed
from luoshi.core.fields.merging import Difference, merge
from luoshi.core.fields.model import FILES, PICKED, Field
from luoshi.core.fields.sheets import (
    FIELDS_SHEET,
    KEY_HEAD,
    VALUE_HEAD,
    Read,
    Sheet,
    heading,
    read_back,
    sheet_names,
)

from .fields import ROW_ID
from .models import FormVersion
from .queries import opened_in, opened_words
from .sources import picks_for

Check = Callable[[dict[str, Any]], Iterable[Problem]]
SPARE_ROWS, MOST_LISTED, LARGEST = 100, 240, 5_000_000
NOT_IN_PLACE = {
    '"',
    ",",
}  # a list in place is one quoted text cut at commas; such words lie on the hidden sheet
NOTE = "白色格子填写，带 * 的必填；不要改动表头和隐藏的内容。填好后回到系统上传，确认差别后才保存。"
HINTS = {
    "date": "如 2026-11-25",
    "month": "如 2026-11",
    "year": "如 2026",
    "percent": "如 62.5",
    "yes_no": "填“是”或“否”",
    "choices": "可填多个，用顿号隔开",
    "evidence": "文件在网页上上传，这里只列名称",
}


def issue(
    version: FormVersion,
    *,
    organisation: str,
    organisation_name: str,
    values: Mapping[str, Any],
    actor: Actor,
    about: str = "",
    shown: Mapping[str, Any] | None = None,
) -> bytes:
    """The workbook of one organisation (public id) with these values.

    shown   what the cells show where sources know more than what stands: left as it is it comes back as a difference,
            and is kept once that is confirmed
    """
    stream = io.BytesIO()
    form, standing = version.form, values
    values = values if shown is None else shown
    title = f"{version.definition.title}（{organisation_name}）"
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        styles = _styles(book)
        picks = picks_for([each for _, each in form.walk()], actor)
        lists = _Lists(book, picks)
        note = f"{opened_words(opened_in(version).values())}{NOTE}"
        single = [each for each in form.fields if each.kind != "table"]
        if single:
            _fields_sheet(book, styles, title, single, values, lists, note)
        for key, name in sheet_names(form).items():
            table = form.field(key)
            if table is not None:
                _table_sheet(book, styles, name, title, table, values.get(key) or [], lists, note)
        lists.close()
        sign(book, _facts(version, organisation, about, standing))
    return stream.getvalue()


def _facts(version: FormVersion, organisation: str, about: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "form": form_name(version, about),
        "form_version": version.public_id,
        "organisation": organisation,
        "values": dict(values),
        "rows": {},
    }


def form_name(version: FormVersion, about: str) -> str:
    """What the signed sheet is for: this form, about this thing."""
    return f"dataform:{version.definition.public_id}:{about}"


def _styles(book: Any) -> dict[str, Any]:
    boxed = {
        "border": 1,
        "border_color": "#b8c0ca",
        "valign": "vcenter",
        "num_format": "@",
        "text_wrap": True,
    }
    return {
        "title": book.add_format({"bold": True, "font_size": 15, "valign": "vcenter"}),
        "note": book.add_format({"font_color": "#5b6875", "valign": "vcenter"}),
        "head": book.add_format({**boxed, "bold": True, "bg_color": "#e8eef6"}),
        "label": book.add_format({**boxed, "bg_color": "#f6f7f9"}),
        "box": book.add_format(boxed),
        "help": book.add_format({**boxed, "font_color": "#5b6875"}),
    }


class _Lists:
    """Drop-down lists: short plain ones in place, all others on a hidden sheet. They warn; the upload answers."""

    def __init__(self, book: Any, picks: Mapping[str, tuple[Picked, ...]]) -> None:
        self.book, self.picks = book, picks
        self.columns: list[list[str]] = []

    def add(self, sheet: Any, field: Field, first: int, last: int, column: int) -> None:
        options = self._options(field)
        if not options or field.kind == "choices":
            return
        source: Any = options
        if len(",".join(options)) > MOST_LISTED or any(NOT_IN_PLACE & set(text) for text in options):
            if options not in self.columns:
                self.columns.append(options)
            letter = xlsxwriter.utility.xl_col_to_name(self.columns.index(options))
            source = f"=_lists!${letter}$1:${letter}${len(options)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "请从列表中选择",
        }
        sheet.data_validation(first, column, last, column, rule)

    def _options(self, field: Field) -> list[str]:
        if field.kind == "yes_no":
            return ["是", "否"]
        if field.kind in PICKED:
            return [each.text for each in self.picks.get(field.pick_name, ())]
        return [each.label for each in field.choices]

    def close(self) -> None:
        if not self.columns:
            return
        sheet = self.book.add_worksheet("_lists")
        sheet.very_hidden()
        for column, options in enumerate(self.columns):
            for row, text in enumerate(options):
                sheet.write_string(row, column, text)


def _top(
    sheet: Any, styles: dict[str, Any], title: str, heads: list[str], widths: list[int], note: str
) -> None:
    sheet.set_row(0, 26)
    sheet.write_string(0, 1, title, styles["title"])
    sheet.write_string(1, 1, note, styles["note"])
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for at, (text, width) in enumerate(zip(heads, widths, strict=True)):
        if at:
            sheet.set_column(at, at, width)
        sheet.write_string(2, at, text, styles["head"])
    sheet.freeze_panes(3, 2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _fields_sheet(
    book: Any,
    styles: dict[str, Any],
    title: str,
    fields: list[Field],
    values: Mapping[str, Any],
    lists: _Lists,
    note: str,
) -> None:
    sheet = book.add_worksheet(FIELDS_SHEET)
    _top(sheet, styles, title, [KEY_HEAD, "项目", VALUE_HEAD, "单位", "说明"], [4, 28, 40, 8, 50], note)
    for row, each in enumerate(fields, 3):
        sheet.write_string(row, 0, each.key)
        sheet.write_string(row, 1, f"{each.label}{' *' if each.required else ''}", styles["label"])
        box = styles["help" if each.kind in FILES else "box"]
        sheet.write_string(row, 2, typed(each, values.get(each.key)), box)
        unit = heading(each).removeprefix(each.label).strip("（）")
        sheet.write_string(row, 3, unit, styles["help"])
        sheet.write_string(row, 4, each.help or _hint(each), styles["help"])
        lists.add(sheet, each, row, row, 2)


def _hint(each: Field) -> str:
    return HINTS.get(each.kind, "") or (KINDS[each.kind] if each.kind in ("integer", "decimal") else "")


def _table_sheet(
    book: Any,
    styles: dict[str, Any],
    name: str,
    title: str,
    table: Field,
    rows: list[Mapping[str, Any]],
    lists: _Lists,
    note: str,
) -> None:
    sheet = book.add_worksheet(name)
    fixed = [(each.key, each.label) for each in table.rows]
    heads = [f"{heading(column)}{' *' if column.required else ''}" for column in table.columns]
    lead = ["项目"] if fixed else []
    widths = [4, *([20] if fixed else []), *(max(12, min(30, 2 * len(text) + 2)) for text in heads)]
    _top(sheet, styles, f"{title} {table.label}", [KEY_HEAD, *lead, *heads], widths, note)
    given = {row[ROW]: row for row in rows}
    shown = [(key, label, given.get(key, {})) for key, label in fixed] or [
        (row[ROW], "", row) for row in rows
    ]
    spare = 0 if fixed else min(SPARE_ROWS, max(0, table.most - len(rows)))
    first = 1 + len(lead)
    for at, (key, label, row) in enumerate([*shown, *[("", "", {})] * spare], 3):
        sheet.write_string(at, 0, key)
        if fixed:
            sheet.write_string(at, 1, label, styles["label"])
        for column, each in enumerate(table.columns, first):
            sheet.write_string(at, column, typed(each, row.get(each.key)), styles["box"])
    for column, each in enumerate(table.columns, first):
        lists.add(sheet, each, 3, 2 + len(shown) + spare, column)


# ---- back


@dataclass(slots=True)
class Returned:
    """What a workbook would change. With `problems` nothing of it can be taken; `kept` is for who keeps the site's
    values where both sides changed something."""

    values: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # (place, message)
    remarks: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Difference]:
        return [each for each in self.differences if each.conflict]


def take_back(
    name: str,
    data: bytes,
    version: FormVersion,
    *,
    organisation: str,
    now: Mapping[str, Any],
    actor: Actor,
    about: str = "",
    check: Check | None = None,
) -> Returned:
    """Read a workbook somebody sent for this organisation. Raises Unreadable and NotOurs, both in words.

    check   what else is wrong with the values, in the stage's own eyes
    """
    if len(data) > LARGEST:
        raise NotOurs("文件超过 5 MB，不是本系统发出的表。请重新下载模板，填好后再上传。")
    opened = open_workbook(name, data, form=form_name(version, about), organisation=organisation)
    if opened.facts is None:
        raise NotOurs(
            "这份表里没有系统的隐藏内容，不知道它是哪张表。请在本页下载模板，把内容复制过去再上传。"
        )
    if opened.facts["form_version"] != version.public_id:
        raise NotOurs("这张表已经改版，您上传的是旧版。请在本页重新下载，把内容复制过去再上传。")
    form, given = version.form, opened.facts["values"]
    picks = picks_for([each for _, each in form.walk()], actor)
    sheets = [Sheet(each[0], each[1], _spans(opened, each[0])) for each in opened.sheets]
    back = read_back(form, sheets, picks, _known_rows(form, given, now))
    return compared(form, given, now, back, check)


def _spans(opened: Any, name: str) -> tuple[Any, ...]:
    return tuple((tuple(first), tuple(last)) for first, last in opened.merged.get(name, ()))


def _known_rows(form: Form, given: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, set[str]]:
    found = {}
    for each in form.fields:
        if each.kind == "table":
            rows = [*(given.get(each.key) or []), *(now.get(each.key) or [])]
            found[each.key] = {row[ROW] for row in rows} | {row.key for row in each.rows}
    return found


def compared(
    form: Form, given: Mapping[str, Any], now: Mapping[str, Any], back: Read, check: Check | None
) -> Returned:
    """What came back against what was given out and what stands now."""
    merged = merge(form, given, now, back)
    found = Returned(differences=merged.differences, problems=list(back.problems), remarks=list(back.remarks))
    for key, (place, text) in back.files.items():
        named = form.field(key)
        if named is not None and text != typed(named, given.get(key)):
            found.remarks.append(f"{place}“{named.label}”的文件要在网页上增减，这里改的没有读入。")
    found.values, found.kept = settle(form, merged.values), settle(form, merged.kept)
    own = check(found.values) if check is not None else ()
    found.problems += _judged(form, back, (*problems_of(form, found.values), *own))
    for values in (found.values, found.kept):
        _fresh_ids(form, values)
    return found


def _judged(form: Form, back: Read, problems: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    """Each cell once. Where cells could not be read, only what is wrong in other cells: rows and sums are judged once
    all of them can be."""
    unread, said = {place for place, _ in back.problems}, set()
    for problem in problems:
        place, words = _place_of(form, problem.path, back), _with_label(form, problem)
        is_cell = problem.path in back.places
        key = (place, "" if is_cell else words)
        if key not in said and (is_cell or not unread) and place not in unread:
            said.add(key)
            yield place, words


def _with_label(form: Form, problem: Problem) -> str:
    """Which column or field it is about, where the words do not say so."""
    table = form.field(problem.path[0]) if problem.path else None
    column = table.column(problem.path[2]) if table is not None and len(problem.path) > 2 else table
    named = column is None or column.kind == "table" or f"“{column.label}”" in problem.message
    return problem.message if named else f"“{column.label}”：{problem.message}"


def _place_of(form: Form, path: tuple[str, ...], back: Read) -> str:
    place = back.places.get(path) or back.places.get(path[:2]) or back.places.get(path[:1])
    return place or (form.label(path[0]) if path else "整张表")


def _fresh_ids(form: Form, values: dict[str, Any]) -> None:
    """Rows that are new in the workbook get an id of their own."""
    for each in form.fields:
        if each.kind == "table" and not each.is_fixed and each.key in values:
            values[each.key] = [
                {**row, ROW: new_public_id()[:ROW_ID]} if row[ROW].startswith("new-") else row
                for row in values[each.key]
            ]
