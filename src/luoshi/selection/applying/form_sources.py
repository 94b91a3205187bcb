"""What the form of an application takes from the register entry applied with, and from the evidence it cites; nothing
personal, and nothing where no entry was chosen or it is not the actor's to see.
"""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import in_version
from luoshi.common.stages import Asked, Prefill
from luoshi.core.fields import Field, is_blank
from luoshi.core.fields.model import DAYS, FILES, NUMBERS, PICKED, TEXTS
from luoshi.core.fields.shown import shown
from luoshi.evidence.queries import uses_about
from luoshi.registers.models import Entry
from luoshi.registers.queries import entries_visible_to

from .models import Application

MOST_WORDS = 1800  # of the entry in words; the rest stands in the register
MOST_PIECES = 20


def _entry(actor: Actor, asked: Asked) -> Entry | None:
    """The entry applied with, looked up once for all fields of a form."""
    if "applied_with" not in asked.memo:
        about = asked.about
        key = about.entry_id if isinstance(about, Application) else None
        rows = entries_visible_to(actor).select_related("answer", "register__definition__current")
        asked.memo["applied_with"] = rows.filter(pk=key).first() if key else None
    found: Entry | None = asked.memo["applied_with"]
    return found


def _held(entry: Entry) -> list[tuple[Field, Any]]:
    """What stands in the entry, by field of the register's form of today; personal values are left out."""
    version = entry.register.definition.current
    if entry.answer is None or version is None:
        return []
    values, _ = in_version(entry.answer, version, masked=True)
    fields = [
        field
        for field in version.form.fields
        if not field.personal and not any(column.personal for column in field.columns)
    ]
    return [(field, values[field.key]) for field in fields if not is_blank(values.get(field.key))]


def _same_name(actor: Actor, asked: Asked) -> Any:
    """The value of the field of that label and kind."""
    entry, wanted = _entry(actor, asked), asked.wanted
    if entry is None or wanted is None:
        return None
    rows = (
        value for field, value in _held(entry) if (field.label, field.kind) == (wanted.label, wanted.kind)
    )
    return next(rows, None)


def _in_words(actor: Actor, asked: Asked) -> str | None:
    """The entry field by field, then what proves it, as far as the field holds it."""
    entry = _entry(actor, asked)
    if entry is None:
        return None
    lines = [f"{entry.register.title}：{entry.label}"]
    for field, value in _held(entry):
        if field.kind == "table":
            lines.append(f"{field.label}：{len(value)}项")
        elif field.kind not in FILES:
            lines.append(f"{field.label}：{shown(field, value)}")
    pieces = [
        use.evidence.title for use in uses_about(entry)[:MOST_PIECES] if use.evidence.withdrawn_at is None
    ]
    lines += [f"佐证：{'、'.join(pieces)}"] if pieces else []
    words = "\n".join(lines)
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}……（其余见台账）"


PREFILL = {
    "applying.entry": Prefill(
        "申报依据的台账条目（同名的栏）", TEXTS | NUMBERS | DAYS | PICKED | {"yes_no"}, _same_name
    ),
    "applying.entry_words": Prefill("申报依据的台账条目和佐证", frozenset({"long_text"}), _in_words),
}
