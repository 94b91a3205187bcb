"""Texts of a school's own plan for the fields of its draft: each task its own, and what is said of the whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.workplans.completeness import answers_of, values_of
from luoshi.workplans.models import WorkplanPart

if TYPE_CHECKING:
    from .sheet import Sheet

TEXTS = {
    "baseline": "建设基础",
    "measures": "主要举措",
    "mechanism": "推进机制与领导小组",
    "deliverables": "预期成果",
    "risks": "风险与应对",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """What one field of a part would hold. `own`: the file says it of this task, not of the whole plan."""

    part: WorkplanPart
    label: str
    text: str
    own: bool


def look_for_texts(sheet: Sheet) -> None:
    """Parts whose field of this kind is still empty, where the file says something about it."""
    rows = [part for part, _ in sheet.names.parts.values() if part.pk not in sheet.closed]
    if sheet.workplan.form_version is None:
        return
    fields = {each.key for each in sheet.workplan.form_version.form.fields}
    given = answers_of(sheet.workplan, rows)
    values = {part.pk: values_of(sheet.workplan, given.get(part.public_id)) for part in rows}
    said = {row["kind"] for row in _of_tasks(sheet)}
    for kind in TEXTS:
        if kind in fields and (sheet.read["texts"].get(kind) or kind in said):
            empty = [part for part in rows if not values[part.pk].get(kind)]
            if empty:
                sheet.empty_texts[kind] = empty


def text_lines(sheet: Sheet, kind: str, cleaned: Mapping[str, Any]) -> list[TextLine]:
    """As answered so far: what stands below the heading of a task goes there, the rest what is said of all."""
    own: dict[int, list[str]] = {}
    for row in _of_tasks(sheet):
        part = sheet.answered_part(row, cleaned)
        if row["kind"] == kind and part is not None:
            own.setdefault(part.pk, []).append(row["text"])
    whole = sheet.read["texts"].get(kind, "")
    found = []
    for part in sheet.empty_texts.get(kind, []):
        text = "\n".join(own[part.pk]) if part.pk in own else whole
        if text:
            found.append(TextLine(part, sheet.names.part_label(part.pk), text, part.pk in own))
    return found


def unplaced(sheet: Sheet) -> list[dict[str, str]]:
    """Texts below a heading that names no task of the school and of which nothing is asked: told with their place."""
    found: dict[tuple[str, str], str] = {}
    for row in _of_tasks(sheet):
        if row["kind"] in TEXTS and not sheet.answered_part(row, {}) and not _asked(sheet, row):
            found.setdefault((row["task_text"], TEXTS[row["kind"]]), row["place"])
    return [
        {
            "message": f"“{heading}”下面的{label}没有对上本校的任务，没有读入，需要的请在任务里填写。",
            "where": place,
        }
        for (heading, label), place in found.items()
    ]


def _of_tasks(sheet: Sheet) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = sheet.read.get(
        "task_texts", []
    )  # not in what was read before there were such
    return rows


def _asked(sheet: Sheet, row: Mapping[str, Any]) -> bool:
    return sheet.question(sheet.tasks, row["task_text"]) is not None
