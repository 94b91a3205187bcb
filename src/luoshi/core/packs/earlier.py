"""A decision taken at an earlier import of the same plan, in terms of the document that is imported now.

A revised document asks most of what its first version asked. Where the question is word for word the same and
everything the decision names is still there, the decision can be offered again; where anything differs it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Reading = Mapping[str, Any]
Change = Mapping[str, Any]
NEVER = object()  # stands for what is no longer there


def same_question(
    before: Mapping[str, Any], now: Mapping[str, Any], read_before: Reading, read_now: Reading
) -> bool:
    """Do two findings (JSON of design section 5), each of its own reading, ask the same about the same?

    Alike are code, severity, message and the proposal, whose clauses and targets are compared by what they say.
    """
    if any(before[part] != now[part] for part in ("code", "severity", "message")):
        return False
    asked_before = _in_words(before.get("proposal") or {}, read_before)
    asked_now = _in_words(now.get("proposal") or {}, read_now)
    return _moved(asked_before, read_before, read_now) == asked_now


def _in_words(proposal: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The proposal with the words of its clause that are meant, wherever in the clause they stand."""
    if "span" not in proposal:
        return dict(proposal)
    start, end = proposal["span"]
    clause: Mapping[str, Any] = next(
        (row for row in reading["clauses"] if row["id"] == proposal["clause"]), {"text": ""}
    )
    return {**proposal, "span": clause["text"][start:end] or [start, end]}


def carried_over(
    changes: Sequence[Change], read_before: Reading, read_now: Reading
) -> list[dict[str, Any]] | None:
    """The changes of a decision (`settling`) with the clauses and targets of the reading of now.

    None where a task, clause, target or unit they name is not there any more, says something else, or is there twice.
    """
    moved = [_moved(change, read_before, read_now) for change in changes]
    return None if None in moved else [change for change in moved if change is not None]


def _moved(change: Change, before: Reading, now: Reading) -> dict[str, Any] | None:
    result = {
        name: _MOVES[name](value, before, now) if name in _MOVES else value for name, value in change.items()
    }
    return None if any(value is NEVER for value in result.values()) else result


def _clause(clause: Any, before: Reading, now: Reading) -> Any:
    def says(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return row["number"], row["heading"] or row["text"]  # other sentences of it may have been revised

    if clause is None:
        return None
    old = next((row for row in before["clauses"] if row["id"] == clause), None)
    return _only([row["id"] for row in now["clauses"] if old and says(row) == says(old)])


def _target(ordinal: Any, before: Reading, now: Reading) -> Any:
    def says(reading: Reading, target: Mapping[str, Any]) -> tuple[Any, ...]:
        numbers = {row["id"]: row["number"] for row in reading["clauses"]}
        return numbers.get(target["clause"]), target["text"], target["quantity"], target["upper"]

    if ordinal >= len(before["targets"]):
        return NEVER
    old = says(before, before["targets"][ordinal])
    return _only([at for at, target in enumerate(now["targets"]) if says(now, target) == old])


def _task(key: Any, before: Reading, now: Reading) -> Any:
    titles = {task["key"]: task["title"] for task in before["tasks"]}
    return _only(
        [task["key"] for task in now["tasks"] if (task["key"], task["title"]) in titles.items()], key
    )


def _names(names: Any, before: Reading, now: Reading) -> Any:
    return names if set(names) <= _printed(now) else NEVER


def _name(name: Any, before: Reading, now: Reading) -> Any:
    return name if name in _printed(now) else NEVER


def _printed(reading: Reading) -> set[str]:
    return {unit["name"] for unit in reading["organisations"]}


def _only(found: Sequence[Any], wanted: Any = None) -> Any:
    """The one thing that is meant; NEVER where there is none, or more than one that it might be."""
    meant = [each for each in found if wanted is None or each == wanted]
    return meant[0] if len(meant) == 1 else NEVER


_MOVES: dict[str, Callable[[Any, Reading, Reading], Any]] = {
    "clause": _clause,
    "target": _target,
    "task": _task,
    "names": _names,
    "undertaken": _names,
    "name": _name,
    "same_as": _name,
    "as": _name,
}
