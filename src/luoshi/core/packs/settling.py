"""What was read, as people have settled it: the reading's JSON with their decisions carried out in their order.

A decision is a list of changes, plain data that is kept with the finding and stays at the cell for ever:

    {"do": "mark", "task": key, "names": […], "on": true}     these units do (not) take the task on
    {"do": "marks", "task": key, "names": […]}                exactly these units take it on
    {"do": "declared", "task": key, "count": n or null}       the printed count
    {"do": "clause", "task": key, "clause": id or null}       the clause the task comes from
    {"do": "target", "target": ordinal, "fields": {…}}        fields of a target
    {"do": "drop_target", "target": ordinal}                  it is no target
    {"do": "organisation", "name": …, "key": key or null}     the unit of the site behind a printed name; null: none
    {"do": "same_unit", "name": …, "as": …}                   two printed names are one unit
    {"do": "require", "task": key, "clause": id, "title": …}  the clause binds every school beside the table
    {"do": "new_task", "clause": id, "title": …}              a task made from a clause
    {"do": "drop_task", "task": key}                          it is no task
    {"do": "keep_task", "task": key}                          a task of the plan that the document no longer has stays
    {"do": "match", "task": key, "with": key or null, "title": …}   the plan's task that it revises; null: a new one
    {"do": "note", "text": …}                                 looked at; nothing to change
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Change = Mapping[str, Any]
Reading = dict[str, Any]


def settled(reading: Mapping[str, Any], changes: Iterable[Change]) -> Reading:
    """A copy of the reading after the changes. Besides the reading's own parts it has:

    tasks[].clause   id of the clause or None      targets[].dropped, tasks[].dropped   left out
    tasks[].clause_decided, targets[].decided      a person said so
    targets[].task   key of the task whose cell it stands in, or None
    required         [{task, clause, title}]       new_tasks   [{clause, title}]
    kept_tasks       keys of the plan's tasks      organisation_keys   {printed name: key or None}
    same_as          {printed name: the other printed name of the unit}
    matched          {task: key of the plan's task or None, where a person said which}
    Changes that name something the reading does not have are passed over.
    """
    result = _prepared(reading)
    for change in changes:
        _CHANGES[change["do"]](result, change)
    return result


def _prepared(reading: Mapping[str, Any]) -> Reading:
    result: Reading = {
        name: copy.deepcopy(value) for name, value in reading.items() if name not in ("blocks", "findings")
    }
    for name in ("documents", "clauses", "targets", "organisations", "tasks"):
        result.setdefault(name, [])
    clause_of = result.pop("clause_of", {})
    for task in result["tasks"]:
        task["clause"] = clause_of.get(task["key"])
    at_place = {_spot(task["place"]): task["key"] for task in result["tasks"]}
    for target in result["targets"]:
        target["task"] = at_place.get(_spot(target["place"])) if target["clause"] is None else None
    result.setdefault("organisation_keys", {})
    result.update(required=[], new_tasks=[], kept_tasks=[], same_as={}, matched={})
    return result


def _spot(place: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(place.get(name) for name in ("file", "table", "row", "column"))


def _task(result: Reading, change: Change) -> dict[str, Any]:
    return next((task for task in result["tasks"] if task["key"] == change["task"]), {})


def _mark(result: Reading, change: Change) -> None:
    task = _task(result, change)
    if not task:
        return
    wanted = set(task["undertaken_by"])
    wanted = wanted | set(change["names"]) if change["on"] else wanted - set(change["names"])
    _set_marks(result, task, wanted)


def _marks(result: Reading, change: Change) -> None:
    task = _task(result, change)
    if task:
        _set_marks(result, task, set(change["names"]))


def _set_marks(result: Reading, task: dict[str, Any], names: set[str]) -> None:
    order = [unit["name"] for unit in result["organisations"]]
    task["undertaken_by"] = [name for name in order if name in names]
    task["proposed_by"] = [name for name in task["proposed_by"] if name not in names]


def _declared(result: Reading, change: Change) -> None:
    _task(result, change).update(declared=change["count"])


def _clause(result: Reading, change: Change) -> None:
    _task(result, change).update(clause=change["clause"], clause_decided=True)


def _target(result: Reading, change: Change) -> None:
    if change["target"] < len(result["targets"]):
        result["targets"][change["target"]].update(change["fields"], decided=True)


def _drop_target(result: Reading, change: Change) -> None:
    if change["target"] < len(result["targets"]):
        result["targets"][change["target"]]["dropped"] = True


def _organisation(result: Reading, change: Change) -> None:
    result["organisation_keys"][change["name"]] = change["key"]


def _same_unit(result: Reading, change: Change) -> None:
    result["same_as"][change["name"]] = change["as"]


def _require(result: Reading, change: Change) -> None:
    title = change.get("title") or _title_of(change["clause"], result)
    result["required"].append({"task": change["task"], "clause": change["clause"], "title": title})


def _new_task(result: Reading, change: Change) -> None:
    result["new_tasks"].append({"clause": change["clause"], "title": change["title"]})


def _drop_task(result: Reading, change: Change) -> None:
    _task(result, change).update(dropped=True)


def _keep_task(result: Reading, change: Change) -> None:
    result["kept_tasks"].append(change["task"])


def _match(result: Reading, change: Change) -> None:
    if _task(result, change):
        result["matched"][change["task"]] = change["with"]


def _note(result: Reading, change: Change) -> None:
    """Somebody looked at it and left it as it was read."""


_CHANGES: dict[str, Callable[[Reading, Change], None]] = {
    "mark": _mark,
    "marks": _marks,
    "declared": _declared,
    "clause": _clause,
    "target": _target,
    "drop_target": _drop_target,
    "organisation": _organisation,
    "same_unit": _same_unit,
    "require": _require,
    "new_task": _new_task,
    "drop_task": _drop_task,
    "keep_task": _keep_task,
    "match": _match,
    "note": _note,
}


def accepted(finding: Mapping[str, Any], reading: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The changes that accepting a finding's proposal makes; None where there is nothing to accept.

    A finding without a proposal may be confirmed (the reading stands as it is) unless it is an error.
    """
    proposal = finding.get("proposal")
    if not proposal:
        return None if finding["severity"] == "error" else [{"do": "note", "text": "按读取结果办理"}]
    match finding["code"]:
        case "binds-all-table-fewer":
            title = proposal.get("words") or _title_of(proposal["clause"], reading)
            return [{"do": "require", "task": proposal["task"], "clause": proposal["clause"], "title": title}]
        case "clause-without-task":
            return [
                {
                    "do": "new_task",
                    "clause": proposal["clause"],
                    "title": _title_of(proposal["clause"], reading),
                }
            ]
        case "task-without-clause":
            return [{"do": "clause", "task": proposal["task"], "clause": proposal["clause"]}]
        case "target-number-unspoken":
            return [{"do": "note", "text": "先按“一批”装入，数量由主管部门以后再定"}]
        case "target-subject-unspoken":
            return [{"do": "note", "text": "按建议的范围理解"}]
        case "similar-organisation":
            return [{"do": "organisation", "name": proposal["name"], "key": proposal["key"]}]
        case "similar-name":
            return [{"do": "same_unit", "name": proposal["name"], "as": proposal["same_as"]}]
    if "undertaken" in proposal:
        return [{"do": "mark", "task": proposal["task"], "names": list(proposal["undertaken"]), "on": True}]
    return [{"do": "note", "text": "按读取结果办理"}]


def _title_of(clause_id: str, reading: Mapping[str, Any]) -> str:
    clause: Mapping[str, Any] = next((each for each in reading["clauses"] if each["id"] == clause_id), {})
    return str(clause.get("heading") or clause.get("text", ""))[:300]


def subject_state(result: Mapping[str, Any], subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a person corrects at once.

    {"task": key}        its marks, count and clause, and all matches with the plan: two tasks may not be the same one
    {"target": ordinal}  its fields
    {"kept": key}        whether a task of the plan stays that the document no longer has
    """
    if "target" in subject:
        return dict(result["targets"][subject["target"]])
    if "kept" in subject:
        return {"kept": subject["kept"] in result["kept_tasks"]}
    task: Mapping[str, Any] = next((task for task in result["tasks"] if task["key"] == subject["task"]), {})
    fields = {name: task.get(name) for name in ("undertaken_by", "declared", "clause", "dropped")}
    return {**fields, "matched": result["matched"]}


def fingerprint(result: Mapping[str, Any], subject: Mapping[str, Any]) -> str:
    """Changes when anybody changes the subject."""
    text = json.dumps(subject_state(result, subject), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
