"""What a school answered in a return, taken into one of its registers: a list that is imported like any other, with its
columns chosen, its doubts asked, its preview, and its way back.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.rendering import excel
from luoshi.core.fields import ROW, Form, typed
from luoshi.core.fields.model import FILES, Field
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.permissions import can_fill_sheet
from luoshi.progress.returns.queries import sent_values
from luoshi.progress.returns.states import COUNTED
from luoshi.registers.models import Register
from luoshi.registers.queries import registers_visible_to

from .permissions import can_import

SINGLE = "_single"  # the fields outside of tables: one row
SINGLE_WORDS = "表格以外的各栏，作为一条"


@dataclass(frozen=True, slots=True)
class Part:
    """What can become rows of a register. `key`: of a table, or SINGLE."""

    key: str
    label: str
    columns: tuple[Field, ...]
    rows: int


def can_take_over(actor: Actor, sheet: ReturnSheet) -> bool:
    """The school's own people, of what it sent, into registers they keep."""
    return can_fill_sheet(actor, sheet) and actor.may("keep_registers")


def parts_of(sheet: ReturnSheet) -> list[Part]:
    """What was sent of it and holds something."""
    version = sheet.asked_in.form_version
    if version is None or sheet.state not in COUNTED:
        return []
    values = sent_values(sheet)
    single = tuple(each for each in version.form.fields if each.kind not in ("table", *FILES))
    filled = any(values.get(each.key) not in (None, "", []) for each in single)
    tables = [each for each in version.form.fields if each.kind == "table" and values.get(each.key)]
    found = [Part(each.key, each.label, each.columns, len(values[each.key])) for each in tables]
    return [*found, Part(SINGLE, SINGLE_WORDS, single, 1)] if single and filled else found


def registers_for(actor: Actor) -> list[Register]:
    return [row for row in registers_visible_to(actor) if can_import(actor, row)]


def as_workbook(sheet: ReturnSheet, part: Part) -> bytes:
    """The rows under their headings, as the school would keep them in a list."""
    assert sheet.asked_in.form_version is not None
    form, values = sheet.asked_in.form_version.form, sent_values(sheet)
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        looks, page = excel.styles(book), book.add_worksheet("名单")
        fixed = _fixed(form, part)
        heads = [*(["项目"] if fixed else []), *(_head(each) for each in part.columns)]
        for at, text in enumerate(heads):
            excel.write(page, 0, at, text, looks["head"])
        rows = [values] if part.key == SINGLE else values[part.key]
        for line, row in enumerate(rows, 1):
            said = [fixed.get(row.get(ROW), "")] if fixed else []
            said += [typed(each, row.get(each.key)) for each in part.columns]
            for at, text in enumerate(said):
                excel.write(page, line, at, text, looks["words"])
    return stream.getvalue()


def _fixed(form: Form, part: Part) -> dict[str, str]:
    """What the given rows of a table are called."""
    table = form.field(part.key) if part.key != SINGLE else None
    return {row.key: row.label for row in table.rows} if table is not None else {}


def _head(field: Field) -> str:
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def ways_on(sheet: ReturnSheet, actor: Actor) -> Iterator[tuple[str, str]]:
    """For the page of the sheet: words and address."""
    if sheet.state in COUNTED and can_take_over(actor, sheet):
        yield "导入台账", reverse("take-over-return-sheet", args=[sheet.public_id])
