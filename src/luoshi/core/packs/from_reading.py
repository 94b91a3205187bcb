"""A settled reading (core.packs.settling) as the values of a plan pack: a new plan, or a revision of one.

The way of a revision: what the document speaks of is taken from it, all else from the plan as it is in force, so
that the difference shows what the document changes and nothing more.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .matching import bare, is_said, likeness, match_clauses, match_targets, matches_with, may_be_revised
from .reading_rows import clause_row, free_key, short, target_row, task_row
from .snapshots import ALL_SCHOOLS, Snapshot, cell_key, pack_data

OTHER_AREA = "附表另列任务"
COUNT_DIFFERS = "文件所写数量与标记不一致，经办人核对后按标记装入。"
FIGURES = ("comparator", "quantity", "upper", "unit")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a document cannot say about the plan it founds."""

    key: str
    title: str
    issuer: str
    site: str


@dataclass(slots=True)
class FromReading:
    """The pack's values, and where each part of the reading went.

    tasks, clauses    key or id in the reading → key in the pack
    targets           ordinal in the reading → key in the pack
    gone_tasks        annex tasks of the plan that the document does not have: withdrawn
    loose_targets     ordinals of targets that meet none of the plan's and were not taken over
    left_out          printed names without a unit of the site that had marks
    clause_tasks      key of a clause → key of the task made from it, which gets the clause's new targets
    founding          it makes a new plan, areas and all
    """

    data: dict[str, Any]
    tasks: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    targets: dict[int, str] = field(default_factory=dict)
    gone_tasks: list[str] = field(default_factory=list)
    loose_targets: list[int] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    clause_tasks: dict[str, str] = field(default_factory=dict)
    founding: bool = False


def new_plan(reading: Mapping[str, Any], wish: NewPlan) -> FromReading:
    """A plan made of nothing but the document."""
    heads = reading["documents"]
    title = wish.title or next((head["title"] for head in heads if head["title"]), heads[0]["name"])
    start, _, end = next((head["plan_period"] for head in heads if head["plan_period"]), "-").partition("-")
    empty: dict[str, Any] = {"undertakings": {}, "required": {}, "cultivated": {}, "own": {}}
    plan = {
        "key": wish.key,
        "title": short(title, 200),
        "short": short(title, 40),
        "issuer": wish.issuer,
        "number": short(next((head["number"] for head in heads if head["number"]), None), 60),
        "start": start or None,
        "end": end or None,
    }
    lists: dict[str, Any] = {
        name: [] for name in ("sources", "clauses", "areas", "tasks", "targets", "calendar", "same_work_as")
    }
    made = FromReading(
        {"pack": "plan", "format": 1, "site": wish.site, "plan": plan, **lists, **empty}, founding=True
    )
    _add_sources(made, reading)
    _add_clauses(made, reading["clauses"], made.data["sources"][0]["key"])
    _take_over(made, reading)
    return made


def revised_plan(reading: Mapping[str, Any], snapshot: Snapshot) -> FromReading:
    """The plan in force as the document revises it. `snapshot` is in the form of `core.packs.snapshots`."""
    made = FromReading(copy.deepcopy(pack_data("plan", snapshot)))
    main = next((row["key"] for row in made.data["sources"] if row["kind"] == "basis"), None)
    made.clauses = match_clauses(reading["clauses"], snapshot["clauses"])
    if main is not None:
        _add_clauses(made, reading["clauses"], main)
    annex = {key: row for key, row in snapshot["tasks"].items() if row["source"] == "annex"}
    made.tasks = task_matches(reading, snapshot)
    if reading["tasks"]:
        met = {*made.tasks.values(), *reading["kept_tasks"]}
        made.gone_tasks = [key for key in annex if key not in met]
        _withdraw(made, set(made.gone_tasks))
    _take_over(made, reading)
    return made


def task_matches(reading: Mapping[str, Any], snapshot: Snapshot) -> dict[str, str]:
    """Key in the reading → key of the plan's task that it revises: as people said, else as number and words tell."""
    tasks = snapshot["tasks"]
    by_hand = {key: wanted for key, wanted in reading["matched"].items() if _may_be(tasks, wanted)}
    annex = {key: row for key, row in tasks.items() if row["source"] == "annex" or key in by_hand.values()}
    return matches_with(_tasks_of(reading), annex, by_hand)


def _may_be(tasks: Mapping[str, Any], key: str | None) -> bool:
    return key is None or (key in tasks and may_be_revised(tasks[key]))


def _tasks_of(reading: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [task for task in reading["tasks"] if not task.get("dropped")]


def _add_sources(made: FromReading, reading: Mapping[str, Any]) -> None:
    """Each file is a source; the first one with clauses is the document the plan comes from."""
    with_clauses = {clause["place"]["file"] for clause in reading["clauses"]}
    names = [head["name"] for head in reading["documents"]]
    main = next((name for name in names if name in with_clauses), names[0])
    heads = sorted(reading["documents"], key=lambda head: head["name"] != main)
    for number, head in enumerate(heads, start=1):
        row = {"key": f"s{number}", "title": short(head["title"] or head["name"], 200)}
        row |= {
            "issuer": short(head["issuer"], 120),
            "number": short(head["number"], 60),
            "date": head["date"],
        }
        made.data["sources"].append({**row, "kind": "basis" if number == 1 else "annex"})


def _add_clauses(made: FromReading, clauses: Iterable[Mapping[str, Any]], source: str) -> None:
    """Clauses the plan does not have yet; text without number and heading has no place in a pack."""
    taken = {row["key"] for row in made.data["clauses"]}
    for clause in clauses:
        if clause["id"] in made.clauses or not (clause["number"] or clause["heading"]):
            continue
        key = free_key(clause["id"].replace("d", "").removeprefix("c"), taken)
        parent = made.clauses.get(clause["parent"] or "")
        made.data["clauses"].append(clause_row(clause, key, source, parent))
        made.clauses[clause["id"]] = key
        taken.add(key)


def _withdraw(made: FromReading, gone: set[str]) -> None:
    """Tasks leave the pack with all that hangs on them."""
    data = made.data
    data["tasks"] = [row for row in data["tasks"] if row["key"] not in gone]
    data["targets"] = [row for row in data["targets"] if row["task"] not in gone]
    data["same_work_as"] = [row for row in data["same_work_as"] if not gone & {row["task"], row["with"]}]
    for section in ("undertakings", "required", "cultivated", "own"):
        data[section] = {key: value for key, value in data[section].items() if key not in gone}


def _take_over(made: FromReading, reading: Mapping[str, Any]) -> None:
    known = {row["key"]: row for row in made.data["tasks"]}
    for task in _tasks_of(reading):
        key = made.tasks.get(task["key"])
        if key is None:
            _add_task(made, task, reading)
        else:
            _revise_task(made, known[key], task, reading)
    for extra in reading["required"]:
        _add_required(made, extra, reading)
    for extra in reading["new_tasks"]:
        _add_clause_task(made, extra, reading)
    _take_targets(made, reading)


def _next_order(made: FromReading) -> int:
    return max((row["order"] for row in made.data["tasks"]), default=0) + 10


def _units(made: FromReading, names: Iterable[str], reading: Mapping[str, Any]) -> list[str]:
    """Keys of the units behind the printed names, each once; names without a unit are noted."""
    keys: list[str] = []
    for name in names:
        key = reading["organisation_keys"].get(reading["same_as"].get(name, name))
        if key is None:
            made.left_out += [name] if name not in made.left_out else []
        elif key not in keys:
            keys.append(key)
    return keys


def _counts(task: Mapping[str, Any], units: list[str]) -> dict[str, Any]:
    differs = task["declared"] is not None and task["declared"] != len(units)
    return {"declared": task["declared"], **({"declared_differs": COUNT_DIFFERS} if differs else {})}


def _add_task(made: FromReading, task: Mapping[str, Any], reading: Mapping[str, Any]) -> None:
    clause = made.clauses.get(task["clause"] or "")
    key = free_key(task["key"], {*(row["key"] for row in made.data["tasks"]), *made.gone_tasks})
    units = _units(made, task["undertaken_by"] or task.get("owner_names", []), reading)
    owned = "owner" in task and not units  # a line of a task table whose owner is no unit of the site
    more: dict[str, Any] = {} if owned else _counts(task, units)
    more |= {"area": _area(made, clause), "clauses": [clause] if clause else []}
    basis = "own" if owned else "undertaken"
    row = task_row(
        key, task["title"], source="annex", basis=basis, order=_next_order(made), code=task["code"], **more
    )
    made.data["tasks"].append(row)
    made.data["own" if owned else "undertakings"][key] = None if owned else units
    made.tasks[task["key"]] = key


def _revise_task(
    made: FromReading, row: dict[str, Any], task: Mapping[str, Any], reading: Mapping[str, Any]
) -> None:
    """Number and wording only where they really differ; the clauses only where a person said so."""
    if bare(row["title"]) != bare(task["title"]):
        row["title"] = short(task["title"], 300)
    if task["code"] and bare(row["code"]) != bare(task["code"]):
        row["code"] = short(task["code"], 20)
    if task.get("clause_decided"):
        clause = made.clauses.get(task["clause"] or "")
        row["clauses"] = [clause] if clause else []
    if row["basis"] != "undertaken":
        return
    units = _units(made, task["undertaken_by"], reading)
    before = row.pop("declared_differs", None)
    row |= _counts(task, units)
    if before and "declared_differs" in row:
        row["declared_differs"] = before
    made.data["undertakings"][row["key"]] = units


def _area(made: FromReading, clause: str | None) -> str | None:
    """The area of the clause, or of the one above it; a new plan gets an area for each such clause."""
    rows = {row["key"]: row for row in made.data["clauses"]}
    chain = []
    while clause is not None:
        chain.append(clause)
        clause = rows[clause]["parent"]
    areas = {row["clause"]: row["key"] for row in made.data["areas"]}
    known = next((areas[key] for key in chain if key in areas), None)
    if known is not None or (not chain and None in areas):
        return str(known or areas[None])
    if not chain and not made.founding:
        return None
    about = chain[-2] if len(chain) > 1 else chain[0] if chain else None
    title = (short(rows[about]["heading"], 120) or rows[about]["number"]) if about else OTHER_AREA
    key = free_key(f"a{about or ''}", {row["key"] for row in made.data["areas"]})
    order = max((row["order"] for row in made.data["areas"]), default=0) + 10
    made.data["areas"].append({"key": key, "title": title, "clause": about, "order": order})
    return key


def _add_required(made: FromReading, extra: Mapping[str, Any], reading: Mapping[str, Any]) -> None:
    """The clause binds every school: a task of its own, in the clause's words, proposed as the same work as the
    annex's task. The annex may print a national total, which binds nobody here."""
    annex, clause = made.tasks.get(extra["task"]), made.clauses.get(extra["clause"])
    tasks = {row["key"]: row for row in made.data["tasks"]}
    if annex is None or clause is None or _bound_already(made, annex, clause):
        return
    key = free_key(f"c{clause}-r", tasks)
    more: dict[str, Any] = {"area": _area(made, clause), "clauses": [clause], "basis_from": "stated"}
    made.data["tasks"].append(
        task_row(key, extra["title"], source="clause", basis="required", order=_next_order(made), **more)
    )
    made.data["required"][key] = ALL_SCHOOLS
    reason = "附表由部分学校承接，条款对各校提出，按同一件事建议合并办理。"
    made.data["same_work_as"].append({"task": annex, "with": key, "reason": reason})


def _bound_already(made: FromReading, annex: str, clause: str) -> bool:
    """Whether the plan has a task for all schools from this clause, about the same."""
    tasks = {row["key"]: row for row in made.data["tasks"]}
    joined = {cell_key(row["task"], row["with"]) for row in made.data["same_work_as"]}
    for key, row in tasks.items():
        if row["basis"] == "required" and clause in row["clauses"]:
            alike = likeness(row["title"], tasks[annex]["title"]) >= 0.3
            if alike or cell_key(annex, key) in joined or cell_key(key, annex) in joined:
                return True
    return False


def _add_clause_task(made: FromReading, extra: Mapping[str, Any], reading: Mapping[str, Any]) -> None:
    """A task from a clause: cultivated where the clause leaves the number to the bureau, else for all schools."""
    clause = made.clauses.get(extra["clause"])
    titles = {bare(row["title"]) for row in made.data["tasks"]}
    if clause is None or bare(extra["title"]) in titles:
        return
    own = [target for target in reading["targets"] if target["clause"] == extra["clause"]]
    basis = "cultivated" if any(target["comparator"] == "some" for target in own) else "required"
    key = free_key(f"c{clause}-n", {row["key"] for row in made.data["tasks"]})
    more: dict[str, Any] = {"area": _area(made, clause), "clauses": [clause], "basis_from": "inferred"}
    made.data["tasks"].append(
        task_row(key, extra["title"], source="clause", basis=basis, order=_next_order(made), **more)
    )
    binding: Any = ALL_SCHOOLS if basis == "required" else {"led_by": None, "number": None}
    made.data[basis][key] = binding
    made.clause_tasks[clause] = key


def _take_targets(made: FromReading, reading: Mapping[str, Any]) -> None:
    """Targets of matched tasks and clauses are compared; those of new ones are added."""
    known = {row["key"]: row for row in made.data["targets"]}
    groups: dict[tuple[str | None, str | None], list[tuple[int, Mapping[str, Any]]]] = {}
    for ordinal, target in enumerate(reading["targets"]):
        if not target.get("dropped"):
            task, clause = made.tasks.get(target["task"] or ""), made.clauses.get(target["clause"] or "")
            groups.setdefault((task, clause), []).append((ordinal, target))
    for (task, clause), read in groups.items():
        here = {key: row for key, row in known.items() if _stands_at(row, task, clause)}
        matched = match_targets(read, here)
        for ordinal, target in read:
            if ordinal in matched:
                _revise_target(known[matched[ordinal]], target, task, clause)
                made.targets[ordinal] = matched[ordinal]
            elif target.get("decided") or not here:
                _add_target(made, ordinal, target, task, clause)
            elif not any(is_said(target, row) for row in here.values()):
                made.loose_targets.append(ordinal)


def _stands_at(row: Mapping[str, Any], task: str | None, clause: str | None) -> bool:
    return bool(row["task"] == task if task else clause and row["clause"] == clause)


def _revise_target(
    row: dict[str, Any], target: Mapping[str, Any], task: str | None, clause: str | None
) -> None:
    said = target_row(target, row["key"], task, clause)
    if any(said[name] != row[name] for name in ("comparator", "quantity", "upper")):
        row.update({name: said[name] for name in FIGURES})
        row["words"] = said["words"]
    if target.get("decided"):
        row.update({name: said[name] for name in ("due", "scope", "scope_basis", "unit")})


def _add_target(
    made: FromReading, ordinal: int, target: Mapping[str, Any], task: str | None, clause: str | None
) -> None:
    if task is None and clause is None:
        made.loose_targets.append(ordinal)
        return
    task = task or made.clause_tasks.get(clause or "")
    taken = {row["key"] for row in made.data["targets"]}
    key = free_key(f"{task or f'c{clause}'}-t1", taken)
    made.data["targets"].append(target_row(target, key, task, clause))
    made.targets[ordinal] = key
