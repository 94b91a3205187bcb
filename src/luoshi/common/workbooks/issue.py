"""Writing a workbook: every text as text (never a formula), drop-down lists, hidden ids, a hidden signed sheet."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from luoshi.common import clock, crypto
from luoshi.common.rendering.excel import OPTIONS

SIGNED_SHEET = "_luoshi"
ID_HEADING = "系统编号（请勿改动）"
CONTEXT = "workbook"
PIECE = 30_000  # characters of one cell; Excel holds 32,767
BLANK_ROWS = 200  # below the rows given out, formatted and with the same lists
LONGEST_LIST = 240  # characters Excel takes as a list in place; others lie on a hidden sheet


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `choices` become a drop-down list; `locked` is grey, for reading only."""

    key: str
    label: str
    width: int = 14
    choices: tuple[str, ...] = ()
    needed: bool = False  # a table without it is not ours
    must: bool = False  # marked, and asked for where a row is new
    note: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A row as given out: its public id, its version, its values by field key (texts as shown)."""

    id: str
    version: int
    values: dict[str, str]


def given_row(id: str, version: int, **values: Any) -> Given:
    return Given(id, version, {key: "" if value is None else str(value) for key, value in values.items()})


@dataclass(frozen=True, slots=True)
class Workbook:
    """What is given out: `form` and `form_version` say what it is, `organisation` (public id) for whom."""

    form: str
    form_version: str
    organisation: str
    title: str
    fields: Sequence[Field]
    rows: Sequence[Given] = ()
    notes: Sequence[str] = ()  # how to fill it, line by line
    sheet: str = "填报"
    pages: Sequence[
        tuple[str, Sequence[Sequence[str]]]
    ] = ()  # sheets of words behind it: name, rows, the first a head
    facts: dict[str, Any] = field(default_factory=dict)  # more for the signed sheet


def written(book: Workbook) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as file:
        sheet = file.add_worksheet(book.sheet)
        styles = _styles(file)
        head = _top(sheet, styles, book)
        _rows(sheet, styles, book, head)
        for name, rows in book.pages:
            _page(file, styles, name, rows)
        _lists(file, sheet, book, head)
        _signed(file, book)
    return stream.getvalue()


def _styles(file: Any) -> dict[str, Any]:
    boxed = {"border": 1, "border_color": "#b8c0ca", "valign": "vcenter", "num_format": "@"}
    return {
        "title": file.add_format({"bold": True, "font_size": 15, "valign": "vcenter"}),
        "note": file.add_format({"font_color": "#5b6875", "text_wrap": True, "valign": "top"}),
        "head": file.add_format({**boxed, "bold": True, "bg_color": "#e8eef6", "text_wrap": True}),
        "text": file.add_format(boxed),
        "locked": file.add_format({**boxed, "bg_color": "#f1f3f5", "font_color": "#5b6875"}),
    }


def _top(sheet: Any, styles: dict[str, Any], book: Workbook) -> int:
    """Title, notes, headings; returns the row of the headings (from 0). Column A holds the hidden ids."""
    last = max(len(book.fields), 2)
    sheet.set_row(0, 26)
    sheet.write_string(0, 1, book.title, styles["title"])
    notes = "\n".join(book.notes)
    head = 2 if notes else 1
    if notes:
        sheet.merge_range(1, 1, 1, last, "", styles["note"])
        sheet.write_string(1, 1, notes, styles["note"])
        sheet.set_row(1, 16 * len(book.notes) + 4)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.write_string(head, 0, ID_HEADING, styles["head"])
    for at, each in enumerate(book.fields, 1):
        sheet.set_column(at, at, each.width)
        sheet.write_string(
            head, at, f"{each.label}{' *' if each.needed or each.must else ''}", styles["head"]
        )
        if each.note:
            sheet.write_comment(head, at, each.note)
    sheet.freeze_panes(head + 1, 2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    return head


def _rows(sheet: Any, styles: dict[str, Any], book: Workbook, head: int) -> None:
    for at, row in enumerate(book.rows, head + 1):
        sheet.write_string(at, 0, row.id)
        for column, each in enumerate(book.fields, 1):
            style = styles["locked" if each.locked else "text"]
            sheet.write_string(at, column, row.values.get(each.key, ""), style)
    first = head + 1 + len(book.rows)
    for at in range(first, first + BLANK_ROWS):
        for column, each in enumerate(book.fields, 1):
            sheet.write_blank(at, column, None, styles["locked" if each.locked else "text"])


def _page(file: Any, styles: dict[str, Any], name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = file.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text, styles["text" if at else "head"])
    for column in range(max(map(len, rows), default=0)):
        longest = max((2 * len(row[column]) for row in rows if column < len(row)), default=10)
        sheet.set_column(column, column, max(10, min(70, longest)))


def _lists(file: Any, sheet: Any, book: Workbook, head: int) -> None:
    """Drop-down lists. They warn, they do not refuse: what is not in the list gets its answer at the upload."""
    last = head + len(book.rows) + BLANK_ROWS
    hidden = None
    for column, each in enumerate(book.fields, 1):
        if not each.choices:
            continue
        source: Any = list(each.choices)
        if len(",".join(each.choices)) > LONGEST_LIST or any({'"', ","} & set(text) for text in each.choices):
            if hidden is None:
                hidden = file.add_worksheet("_lists")
                hidden.very_hidden()
            for at, choice in enumerate(each.choices):
                hidden.write_string(at, column, choice)
            hidden_column = xlsxwriter.utility.xl_col_to_name(column)
            source = f"=_lists!${hidden_column}$1:${hidden_column}${len(each.choices)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "请从列表中选择",
        }
        sheet.data_validation(head + 1, column, last, column, rule)


def _signed(file: Any, book: Workbook) -> None:
    facts = {
        **book.facts,
        "form": book.form,
        "form_version": book.form_version,
        "organisation": book.organisation,
        "rows": {row.id: [row.version, row.values] for row in book.rows},
    }
    sign(file, facts)


def sign(file: Any, facts: dict[str, Any]) -> None:
    """The hidden sheet: the facts, when they were given out, and the signature over both."""
    facts = {**facts, "exported_at": clock.now().isoformat()}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    packed = base64.b85encode(zlib.compress(text.encode(), 9)).decode()
    sheet = file.add_worksheet(SIGNED_SHEET)
    sheet.very_hidden()
    sheet.write_string(0, 0, crypto.blind_index(packed, context=CONTEXT))
    for at, start in enumerate(range(0, len(packed), PIECE), 1):
        sheet.write_string(at, 0, "'" + packed[start : start + PIECE])
