"""The form of an entry: what its register asks for, and from when on it counts; what ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import ROW, Form, Values
from luoshi.core.fields.model import Field

from .facts import Carrying
from .models import Entry, Register
from .states import EndKind, Level, StageKind

SINCE = "since_"
KEPT = "已登记，不显示。不改就空着；要看请在条目页点“查看”并写明理由。"
ASKED = Field(
    SINCE, "date", "起算日期", section="登记", help="从哪天起算在内，例如到岗、设立的日期。不写就一直算在内。"
)


def entry_form(register: Register, entry: Entry | None, actor: Actor, **given: Any) -> DataForm:
    """Personal values that stand are not shown: left empty they stay."""
    version = register.definition.current
    if version is None:
        raise RuleBroken(f"“{register.title}”台账的内容还没有发布，请与归口单位联系。")
    stored = stored_personal(entry, version)
    fields = [*(_asked(field, stored) for field in version.form.fields), ASKED]
    asked = Form(tuple(fields), version.form.checks)
    shown = FormVersion.put_together(version.definition, asked, version.public_id)
    return make_form(shown, actor=actor, **given)


def _asked(field: Field, stored: Values) -> Field:
    """As the register declares it; personal ones that stand need not be typed again."""
    if field.kind == "table":
        inner = {key for row in stored.get(field.key) or [] for key in row}
        columns = tuple(
            replace(column, required=False, required_if=None)
            if column.personal and column.key in inner
            else column
            for column in field.columns
        )
        return replace(field, columns=columns)
    if not field.personal or field.key not in stored:
        return field
    return replace(field, required=False, required_if=None, help=f"{KEPT}{field.help}"[:500])


def stored_personal(entry: Entry | None, version: FormVersion) -> Values:
    """What stands of personal fields, and of personal columns by row."""
    if entry is None or entry.answer is None:
        return {}
    values = Carrying(version).values(entry.answer)
    found: Values = {}
    for field in version.form.fields:
        hidden = {column.key for column in field.columns if column.personal}
        if field.personal and field.key in values:
            found[field.key] = values[field.key]
        elif hidden:
            rows = [
                {k: v for k, v in row.items() if k in hidden or k == ROW} for row in values.get(field.key, [])
            ]
            found[field.key] = [row for row in rows if len(row) > 1]
    return found


def stored_open(entry: Entry) -> Values:
    """What the form begins with: everything that is not personal, and the day."""
    version = entry.register.definition.current
    assert version is not None
    values = Carrying(version, open_only=True).values(entry.answer) if entry.answer is not None else {}
    hidden = {field.key for field in version.form.fields if field.personal}
    since = {SINCE: entry.since.isoformat()} if entry.since else {}
    return {key: value for key, value in values.items() if key not in hidden} | since


def with_personal(entry: Entry | None, version: FormVersion, typed: Mapping[str, Any]) -> Values:
    """What was typed, with the personal values that stand and were left empty."""
    values = {key: value for key, value in typed.items() if key != SINCE}
    for key, stood in stored_personal(entry, version).items():
        field = version.form.field(key)
        if field is None or field.kind != "table":
            values.setdefault(key, stood)
            continue
        rows = {row[ROW]: row for row in stood}
        values[key] = [{**rows.get(row[ROW], {}), **row} for row in values.get(key) or []]
    return values


def since_of(typed: Mapping[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(typed[SINCE]) if typed.get(SINCE) else None


def all_values(entry: Entry) -> Values:
    return values_of(entry.answer) if entry.answer is not None else {}


class EndForm(forms.Form):
    """An entry leaves the register."""

    kind = forms.ChoiceField(
        label="原因", choices=EndKind.choices, error_messages={"required": "请选择原因。"}
    )
    on = forms.DateField(
        label="日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="从这天起不再算在内。登错的哪天都不算，但已经过去的统计期，数不再改。",
        error_messages={"required": "请填写日期。", "invalid": "日期的写法不对，例如 2026-09-01。"},
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="上级核对过的，作废要写明理由；作废以后上级仍看得到。",
        error_messages={"max_length": "说明太长，最多 300 个字。"},
    )


class StageForm(forms.Form):
    """What became of a project."""

    kind = forms.ChoiceField(label="阶段", choices=StageKind.choices)
    level = forms.ChoiceField(label="级别", choices=[("", "不分级别"), *Level.choices], required=False)
    on = forms.DateField(
        label="日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写文件上的日期。", "invalid": "日期的写法不对，例如 2026-09-01。"},
    )
    by_whom = forms.CharField(
        label="由谁决定", required=False, max_length=80, help_text="例如：湖北省教育厅。",
        error_messages={"max_length": "最多 80 个字。"},
    )  # fmt: skip
    document_number = forms.CharField(
        label="文号", required=False, max_length=80, error_messages={"max_length": "最多 80 个字。"}
    )
    valid_until = forms.DateField(
        label="有效期至",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="到期前系统提醒复核。长期有效的不写。",
        error_messages={"invalid": "日期的写法不对，例如 2026-09-01。"},
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "说明太长，最多 300 个字。"},
    )
