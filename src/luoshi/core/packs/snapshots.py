"""Pack values as {section: {key: {field: value}}}, the common form of a pack, a database and a difference.

Undertakings and required duties become one object per cell, keyed "task/organisation", so that a revised
annex is compared cell by cell; a task nobody leads or took on yet has no object there. The order of objects
is the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .indicators import whole as indicator_whole
from .pack import PackKind
from .registers import whole
from .schema import schema_of

Fields = Mapping[str, Any]
Snapshot = Mapping[str, Mapping[str, Fields]]

ALL_SCHOOLS = "all_schools"
SITE_SECTIONS = ("site", "organisations", "holidays", "forms", "registers", "indicators")
PLAN_SECTIONS = (
    "plan",
    "sources",
    "clauses",
    "areas",
    "tasks",
    "targets",
    "undertakings",
    "required",
    "cultivated",
    "own",
    "calendar",
    "same_work_as",
)
_KEYED = ("organisations", "sources", "clauses", "areas", "tasks", "targets", "calendar")
_SEPARATOR = "/"  # not allowed inside a key
_OF_PLAN = ":"  # neither


def cell_key(task: str, organisation: str) -> str:
    """The key of one cell of the sections `undertakings` and `required`, and of a `same_work_as` pair."""
    return f"{task}{_SEPARATOR}{organisation}"


def other_task(row: Mapping[str, Any]) -> str:
    """The second task of a `same_work_as` row; of another plan as "plan:task"."""
    plan, other = row.get("plan"), row["with"]
    return f"{plan}{_OF_PLAN}{other}" if plan else str(other)


def plan_and_task(key: str) -> tuple[str, str]:
    """The way back; no plan where it is the pack's own."""
    plan, _, task = key.rpartition(_OF_PLAN)
    return plan, task


def snapshot(data: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """The snapshot of a pack that passed `check_pack`.

    Site sections: site, organisations, holidays (keyed by date), forms (keyed by owner and key), registers. Plan
    sections: PLAN_SECTIONS; the object of `plan` carries the field `site`, cells the fields `task` and `organisation`
    (or "all_schools").
    """
    return _of_site(data) if data["pack"] == "site" else _of_plan(data)


def _of_site(data: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        "site": {data["site"]["key"]: dict(data["site"])},
        "organisations": _by_key(data["organisations"]),
        "holidays": {row["date"]: dict(row) for row in data["holidays"]},
        "forms": {cell_key(row["owner"], row["key"]): dict(row) for row in data.get("forms", [])},
        "registers": {row["key"]: whole(row) for row in data.get("registers", [])},
        "indicators": {row["key"]: indicator_whole(row) for row in data.get("indicators", [])},
    }


def _of_plan(data: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {section: {} for section in PLAN_SECTIONS}
    found["plan"] = {data["plan"]["key"]: {**data["plan"], "site": data["site"]}}
    for section in _KEYED:
        if section in data:
            found[section] = _by_key(data[section])
    for section in ("undertakings", "required"):
        for task, bound in data[section].items():
            for organisation in [bound] if bound == ALL_SCHOOLS else bound:
                cell = {"task": task, "organisation": organisation}
                found[section][cell_key(task, organisation)] = cell
    found["cultivated"] = {
        task: {"task": task, **led}
        for task, led in data["cultivated"].items()
        if led["led_by"] is not None or led["number"] is not None
    }
    found["own"] = {task: {"task": task, "organisation": key} for task, key in data["own"].items() if key}
    found["same_work_as"] = {
        cell_key(row["task"], other_task(row)): dict(row) for row in data["same_work_as"]
    }
    return found


def _by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: dict(row) for row in rows}


def pack_data(kind: PackKind, state: Snapshot) -> dict[str, Any]:
    """The way back: a pack's values from a snapshot, for `dump_pack`. Optional fields without a value go."""
    return _site_data(state) if kind == "site" else _plan_data(state)


def _site_data(state: Snapshot) -> dict[str, Any]:
    (site,) = state["site"].values()
    rows = {section: _rows("site", section, state) for section in SITE_SECTIONS[1:]}
    for section in ("forms", "registers", "indicators"):
        if not rows[section]:
            del rows[section]  # many sites have none of their own
    return {"pack": "site", "format": 1, "site": dict(site), **rows}


def _plan_data(state: Snapshot) -> dict[str, Any]:
    (plan,) = state["plan"].values()
    lists = ("sources", "clauses", "areas", "tasks", "targets", "calendar", "same_work_as")
    return {
        "pack": "plan",
        "format": 1,
        "site": plan["site"],
        "plan": {name: value for name, value in plan.items() if name != "site"},
        **{section: _rows("plan", section, state) for section in lists},
        "undertakings": _cells(state, "undertakings", "undertaken"),
        "required": _cells(state, "required", "required"),
        "cultivated": {task: _led(state["cultivated"].get(task, {})) for task in _tasks(state, "cultivated")},
        "own": {task: state["own"].get(task, {}).get("organisation") for task in _tasks(state, "own")},
    }


def _rows(kind: PackKind, section: str, state: Snapshot) -> list[dict[str, Any]]:
    item = schema_of(kind)["properties"][section]["items"]
    return [
        {name: row[name] for name in row if name in item["required"] or not is_nothing(row[name])}
        for row in state[section].values()
    ]


def _tasks(state: Snapshot, basis: str) -> list[str]:
    return [key for key, task in state["tasks"].items() if task["basis"] == basis]


def _led(row: Fields) -> dict[str, Any]:
    return {"led_by": row.get("led_by"), "number": row.get("number")}


def _cells(state: Snapshot, section: str, basis: str) -> dict[str, Any]:
    """{task: [organisation, …]} for every task of the basis, also those nobody took on."""
    found: dict[str, Any] = {task: [] for task in _tasks(state, basis)}
    for cell in state[section].values():
        if cell["organisation"] == ALL_SCHOOLS:
            found[cell["task"]] = ALL_SCHOOLS
        elif found[cell["task"]] != ALL_SCHOOLS:
            found[cell["task"]].append(cell["organisation"])
    return found


def is_nothing(value: object) -> bool:
    """Null, empty text and an empty list all say "nothing"; a database may give any of them back."""
    return value is None or value == "" or value == []
