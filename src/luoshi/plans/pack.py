"""A plan pack's plan, areas, tasks, targets, calendar and the numbers the bureau sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.models import PackOwned, SiteState
from luoshi.common.packs import (
    Fields,
    PackLoad,
    PackSection,
    new_values,
    note_load,
    number,
    put_row,
    split,
    withdraw,
)
from luoshi.core.packs.difference import Kind, ObjectDifference
from luoshi.policies.pack import clauses_by_key

from .models import Area, Plan, PlanDate, Target, Task

PLAN_COLUMNS = {"title": "title", "short": "short", "number": "number", "start": "start", "end": "end"}
AREA_COLUMNS = {"title": "name", "order": "order"}
TASK_COLUMNS = {
    "code": "code",
    "title": "title",
    "source": "source",
    "basis": "basis",
    "declared": "declared",
    "order": "order",
}
TARGET_TEXT = (
    "subject",
    "unit",
    "comparator",
    "level",
    "scope",
    "scope_basis",
    "due",
    "period",
    "recurrence",
)
TARGET_COLUMNS = {
    **{name: name for name in TARGET_TEXT},
    "quantity": "quantity",
    "upper": "upper",
    "and_above": "and_above",
    "measure": "measure",
    "words": "words",
}
DATE_COLUMNS = {"title": "title", "rule": "rule", "date": "day"}
EMPTY_STAYS = {"declared", "quantity", "upper", "day", "order", "and_above"}


def plan_now(key: str) -> dict[str, Fields]:
    plan = Plan.objects.filter(key=key, withdrawn_at__isnull=True).select_related("issuer").first()
    if plan is None:
        return {}
    columns = {name: getattr(plan, column) or None for name, column in PLAN_COLUMNS.items()}
    site = SiteState.objects.values_list("key", flat=True).first() or ""
    stated = {
        "site": site,
        "period_basis": "stated",
    }  # what a plan of this site says unless its pack said otherwise
    return {key: {"key": key, "issuer": plan.issuer.key, **stated, **columns, **plan.extra}}


def apply_plan(load: PackLoad, entries: list[ObjectDifference]) -> None:
    """Leaves the plan in `load.plan`, changed or not."""
    row = Plan.objects.filter(key=load.key).first()
    for entry in entries:
        columns, extra = _columns(new_values(entry), PLAN_COLUMNS)
        if "issuer" in extra:
            columns["issuer"] = Organisation.objects.get(key=extra.pop("issuer"))
        row = put_row(load, Plan, entry, row, columns, extra)
    load.plan = row
    note_load(load, "plan", entries)


def _columns(values: Fields, names: Mapping[str, str]) -> tuple[Fields, Fields]:
    values.pop("key", None)
    columns, extra = split(values, names)
    return {name: value if name in EMPTY_STAYS else value or "" for name, value in columns.items()}, extra


def _rows(model: type[PackOwned], plan_key: str) -> Any:
    return model._base_manager.filter(plan__key=plan_key, withdrawn_at__isnull=True).order_by("order", "id")


def areas_now(key: str) -> dict[str, Fields]:
    return {
        row.key: {
            "key": row.key,
            "title": row.name,
            "clause": row.clause.key if row.clause else None,
            "order": row.order,
            **row.extra,
        }
        for row in _rows(Area, key).select_related("clause")
    }


def tasks_now(key: str) -> dict[str, Fields]:
    found = {}
    for row in _rows(Task, key).select_related("area").prefetch_related("clauses"):
        found[row.key] = {
            "key": row.key,
            "area": row.area.key if row.area else None,
            "clauses": [clause.key for clause in sorted(row.clauses.all(), key=lambda clause: clause.order)],
            **{name: getattr(row, column) for name, column in TASK_COLUMNS.items()},
            **row.extra,
        }
        found[row.key]["code"] = row.code or None
    return found


def targets_now(key: str) -> dict[str, Fields]:
    found = {}
    for row in _rows(Target, key).select_related("task", "clause"):
        found[row.key] = {
            "key": row.key,
            "task": row.task.key if row.task else None,
            "clause": row.clause.key if row.clause else None,
            **{name: getattr(row, name) or None for name in TARGET_TEXT},
            "quantity": number(row.quantity),
            "upper": number(row.upper),
            "and_above": row.and_above,
            "measure": row.measure,
            "words": row.words,
            **row.extra,
        }
    return found


def dates_now(key: str) -> dict[str, Fields]:
    return {
        row.key: {
            "key": row.key,
            "title": row.title,
            "date": row.day.isoformat() if row.day else row.extra.get("date"),
            "rule": row.rule or None,
            "clause": row.clause.key if row.clause else None,
            "recurrence": None,
            **{name: value for name, value in row.extra.items() if name != "date"},
        }
        for row in _rows(PlanDate, key).select_related("clause")
    }


def _apply_parts(
    load: PackLoad, model: type[PackOwned], entries: list[ObjectDifference], columns_of: Any
) -> None:
    """Make, change or withdraw the rows of one model; `columns_of(values, clauses)` → (columns, extra, clauses)."""
    clauses = clauses_by_key(load.key)
    known = {row.key: row for row in model._base_manager.filter(plan=load.plan)}
    order = max((row.order for row in known.values()), default=0)
    for entry in entries:
        row = known.get(entry.key)
        if entry.kind is Kind.WITHDRAWN:
            withdraw(row)
            continue
        columns, extra, many = columns_of(new_values(entry), clauses)
        if row is None:
            order += 10
            columns.setdefault("order", order)
            columns["plan"] = load.plan
        row = put_row(load, model, entry, row, columns, extra)
        if many is not None:
            row.clauses.set(many)


def apply_areas(load: PackLoad, entries: list[ObjectDifference]) -> None:
    def columns_of(values: Fields, clauses: dict[str, Any]) -> tuple[Fields, Fields, None]:
        columns, extra = _columns(values, AREA_COLUMNS)
        return columns | _clause(extra, clauses), extra, None

    _apply_parts(load, Area, entries, columns_of)
    note_load(load, "areas", entries)


def _clause(extra: Fields, clauses: dict[str, Any]) -> Fields:
    if "clause" not in extra:
        return {}
    key = extra.pop("clause")
    return {"clause": clauses[key] if key else None}


def apply_tasks(load: PackLoad, entries: list[ObjectDifference]) -> None:
    areas = {row.key: row for row in Area.objects.filter(plan=load.plan)}

    def columns_of(values: Fields, clauses: dict[str, Any]) -> tuple[Fields, Fields, list[Any] | None]:
        columns, extra = _columns(values, TASK_COLUMNS)
        if "area" in extra:
            key = extra.pop("area")
            columns["area"] = areas[key] if key else None
        many = [clauses[key] for key in extra.pop("clauses")] if extra.get("clauses") is not None else None
        return columns, extra, many

    _apply_parts(load, Task, entries, columns_of)
    note_load(load, "tasks", entries)


def apply_targets(load: PackLoad, entries: list[ObjectDifference]) -> None:
    tasks = {row.key: row for row in Task.objects.filter(plan=load.plan)}

    def columns_of(values: Fields, clauses: dict[str, Any]) -> tuple[Fields, Fields, None]:
        columns, extra = _columns(values, TARGET_COLUMNS)
        for name in ("quantity", "upper"):
            if columns.get(name) is not None:
                columns[name] = Decimal(str(columns[name]))
        if "task" in extra:
            key = extra.pop("task")
            columns["task"] = tasks[key] if key else None
        return columns | _clause(extra, clauses), extra, None

    _apply_parts(load, Target, entries, columns_of)
    note_load(load, "targets", entries)


def apply_dates(load: PackLoad, entries: list[ObjectDifference]) -> None:
    def columns_of(values: Fields, clauses: dict[str, Any]) -> tuple[Fields, Fields, None]:
        columns, extra = _columns(values, DATE_COLUMNS)
        if "day" in columns:
            day = columns.pop("day")
            whole = bool(day) and len(day) == 10
            columns["day"] = dt.date.fromisoformat(day) if whole else None
            extra["date"] = None if whole else day
        return columns | _clause(extra, clauses), extra, None

    _apply_parts(load, PlanDate, entries, columns_of)
    note_load(load, "calendar", entries)


def cultivated_now(key: str) -> dict[str, Fields]:
    rows = _rows(Task, key).filter(basis="cultivated").select_related("led_by")
    return {
        row.key: {
            "task": row.key,
            "led_by": row.led_by.key if row.led_by else None,
            "number": number(row.number),
        }
        for row in rows
        if row.led_by is not None or row.number is not None
    }


def apply_cultivated(load: PackLoad, entries: list[ObjectDifference]) -> None:
    """Who leads a cultivated task and the number the bureau sets."""
    for entry in entries:
        task = Task.objects.get(plan=load.plan, key=entry.key)
        values = new_values(entry)
        if entry.kind is Kind.WITHDRAWN:
            values = {"led_by": None, "number": None}
        if "led_by" in values:
            task.led_by = Organisation.objects.get(key=values["led_by"]) if values["led_by"] else None
        if "number" in values:
            task.number = None if values["number"] is None else Decimal(str(values["number"]))
        task.version += 1
        task.save()
    note_load(load, "cultivated", entries)


def touched_task(key: str, entry: ObjectDifference) -> str:
    targets = Target.objects.filter(plan__key=key, task__key=entry.key, withdrawn_at__isnull=True).count()
    return f"{targets} 个目标随之受影响" if targets else ""


PLAN = PackSection("plan", "plan", plan_now, apply_plan)
AREAS = PackSection("plan", "areas", areas_now, apply_areas)
TASKS = PackSection("plan", "tasks", tasks_now, apply_tasks, touched_task)
TARGETS = PackSection("plan", "targets", targets_now, apply_targets)
CALENDAR = PackSection("plan", "calendar", dates_now, apply_dates)
CULTIVATED = PackSection("plan", "cultivated", cultivated_now, apply_cultivated)
