"""Reading a school's plan in the child process: files in, a dictionary fit for JSON out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from luoshi.core.timetable import MOST_TEXT

from ..formats import open_document
from ..structure import Place
from ..targets import FoundTarget
from .model import KnownTask, PlanGoal, Step, WorkplanReading
from .reader import read_workplan
from .texts import TaskText


def read_plan(files: Sequence[tuple[str, bytes]], options: Mapping[str, Any]) -> dict[str, Any]:
    """options: `shown_as` names of the files; `tasks` [{key, code, title}], `people`, `departments`, `period`."""
    names = options["shown_as"]
    documents = [
        open_document(name, data, shown_as=shown) for (name, data), shown in zip(files, names, strict=True)
    ]
    period = options.get("period")
    reading = read_workplan(
        documents,
        tasks=[KnownTask(each["key"], each["code"] or None, each["title"]) for each in options["tasks"]],
        organisation=options.get("organisation", ""),
        people=options.get("people", ()),
        departments=options.get("departments", ()),
        period=(period[0], period[1]) if period else None,
    )
    remarks = [remark for document in documents for remark in document.remarks]
    return to_json(reading) | {"remarks": remarks}


def to_json(reading: WorkplanReading) -> dict[str, Any]:
    """Places in words beside places in numbers, days as YYYY-MM-DD, amounts as decimal text."""
    return {
        "steps": [_step(step) for step in reading.steps],
        "money": [
            {
                "task": row.task_key,
                "task_text": row.task_text,
                "source": row.source,
                "year": row.year,
                "amount": str(row.amount),
                "place": _place(row.place),
            }
            for row in reading.money
        ],
        "indicators": [
            {
                "name": f"{line.number} {line.name}".strip(),
                "unit": line.unit,
                "comparator": line.comparator,
                "quantity": None if line.quantity is None else str(line.quantity),
                "upper": None if line.upper is None else str(line.upper),
                "words": line.words,
                "year": line.year,
                "place": _place(line.place),
            }
            for line in reading.indicators
        ],
        "goals": [_goal(goal) for goal in reading.goals],
        "texts": {
            kind: "\n".join(paragraph.printed for paragraph in paragraphs)[:MOST_TEXT]
            for kind, paragraphs in reading.texts.items()
        },
        "task_texts": [_text(each) for each in reading.of_tasks],
        "doubts": [doubt.to_json() | {"where": _place(doubt.place)} for doubt in reading.doubts],
    }


def _text(each: TaskText) -> dict[str, Any]:
    return {
        "task": each.task_key,
        "task_text": each.task_text,
        "kind": each.kind,
        "text": each.paragraph.printed[:MOST_TEXT],
        "place": _place(each.paragraph.place),
    }


def _goal(goal: PlanGoal) -> dict[str, Any]:
    """An aim of a sentence, by the names that a line of the indicators has; `said`: as it is written there."""
    target = goal.target
    year = target.period[-4:] if target.period else (target.due or "")[:4]
    return {
        "name": _named(target),
        "unit": target.unit or "",
        "comparator": target.comparator.value,
        "quantity": None if target.quantity is None else _number(target.quantity),
        "upper": None if target.upper is None else _number(target.upper),
        "words": "",
        "year": int(year) if year.isdigit() else None,
        "place": _place(goal.place),
        "said": target.text,
    }


def _named(target: FoundTarget) -> str:
    """With its level, without which 校级 and 市级及以上 would be one aim."""
    if not target.subject:
        return target.text
    above = "及以上" if target.and_above else ""
    return f"{target.level}级{above}{target.subject}" if target.level else target.subject


def _number(value: float) -> str:
    """50 and 12.5, never 50.0 or 1e6."""
    return f"{Decimal(str(value)).normalize():f}"


def _step(step: Step) -> dict[str, Any]:
    due = step.due
    said = {
        field.name: list(value) if isinstance(value := getattr(step, field.name), tuple) else value
        for field in dataclasses.fields(step)
        if field.name not in ("due", "place", "due_place", "owner_place", "task_key")
    }
    return said | {
        "task": step.task_key,
        "start": due.start.isoformat() if due.start else "",
        "due": due.due.isoformat() if due.due else "",
        "recurrence": due.recurrence,
        "due_text": due.text,
        "certain": due.certain,
        "place": _place(step.place),
    }


def _place(place: Place) -> str:
    """The file is named too: a plan may come in several."""
    words = place.in_words()
    return words if words == place.file else f"{place.file}：{words}"
