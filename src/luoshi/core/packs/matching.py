"""A document read again against the plan it revises: which task, clause and target of the plan each one is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from .snapshots import Fields

ALIKE = 0.6  # from here on two wordings are the same thing reworded
SAME_NUMBER = 0.3  # enough where the printed number is the same
FIGURES = ("comparator", "quantity", "upper")


@lru_cache(maxsize=4096)
def bare(text: str | None) -> str:
    """The wording without blanks, quotation marks and punctuation, in half-width signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or ""))


def likeness(one: str | None, other: str | None) -> float:
    """Shared pairs of characters, 0 to 1 (Dice); 1 for the same wording."""
    first, second = bare(one), bare(other)
    if first == second:
        return 1.0
    pairs, others = _pairs(first), _pairs(second)
    total = pairs.total() + others.total()
    return 2 * (pairs & others).total() / total if total else 0.0


@lru_cache(maxsize=4096)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def match_tasks(read: Sequence[Mapping[str, Any]], known: Mapping[str, Fields]) -> dict[str, str]:
    """Key in the reading → key in the plan; each task of the plan once.

    First the same number and much the same wording, then the very wording under any number, then the same number
    where no other task of the plan bears it.
    """
    found: dict[str, str] = {}
    for passes in (_number_and_wording, _wording, _number):
        for task in read:
            if task["key"] in found:
                continue
            free = {key: row for key, row in known.items() if key not in found.values()}
            best = max(free, key=lambda key: likeness(task["title"], free[key]["title"]), default=None)
            key = passes(task, free, best)
            if key is not None:
                found[task["key"]] = key
    return found


def matches_with(
    read: Sequence[Mapping[str, Any]], known: Mapping[str, Fields], by_hand: Mapping[str, str | None]
) -> dict[str, str]:
    """The same, where people said of some tasks which one they are, or that they are new (None)."""
    said: dict[str, str] = {}
    for task, key in by_hand.items():
        if key is not None and key in known and key not in said.values():
            said[task] = key
    rest = [task for task in read if task["key"] not in by_hand]
    return said | match_tasks(rest, {key: row for key, row in known.items() if key not in said.values()})


def may_be_revised(row: Fields) -> bool:
    """Whether a task of the plan may be one that an annex lists: it is undertaken, or came from an annex."""
    return bool(row["source"] == "annex" or row["basis"] == "undertaken")


def _code(row: Mapping[str, Any]) -> str:
    return bare(row["code"])


def _number_and_wording(task: Mapping[str, Any], free: Mapping[str, Fields], best: str | None) -> str | None:
    same = [key for key, row in free.items() if _code(row) == _code(task)]
    best = max(same, key=lambda key: likeness(task["title"], free[key]["title"]), default=None)
    return best if best and likeness(task["title"], free[best]["title"]) >= ALIKE else None


def _wording(task: Mapping[str, Any], free: Mapping[str, Fields], best: str | None) -> str | None:
    return best if best and likeness(task["title"], free[best]["title"]) > 0.9 else None


def _number(task: Mapping[str, Any], free: Mapping[str, Fields], best: str | None) -> str | None:
    same = [key for key, row in free.items() if task["code"] and _code(row) == _code(task)]
    near = len(same) == 1 and likeness(task["title"], free[same[0]]["title"]) >= SAME_NUMBER
    return same[0] if near else None


def match_clauses(read: Iterable[Mapping[str, Any]], known: Mapping[str, Fields]) -> dict[str, str]:
    """Clause id in the reading → key in the plan, by the printed number."""
    by_number = {bare(row["number"]): key for key, row in reversed(list(known.items()))}
    return {
        clause["id"]: by_number[bare(clause["number"])]
        for clause in read
        if clause["number"] and bare(clause["number"]) in by_number
    }


def match_targets(
    read: Sequence[tuple[int, Mapping[str, Any]]], known: Mapping[str, Fields]
) -> dict[int, str]:
    """Ordinal of a target of one task or clause → key of the plan's target there; the same figures first."""
    found: dict[int, str] = {}
    for same_figures in (True, False):
        for ordinal, target in read:
            free = [key for key in known if key not in found.values()]
            if ordinal in found or not free:
                continue
            if same_figures:
                free = [key for key in free if _figures(known[key]) == _figures(target)]
            best = max(free, key=lambda key: _closeness(target, known[key]), default=None)
            if best is not None and _closeness(target, known[best]) >= ALIKE:
                found[ordinal] = best
    return found


def is_said(target: Mapping[str, Any], row: Fields) -> bool:
    """Whether the plan's target speaks of the same thing (one of the plan's may hold two of the document's)."""
    return _closeness(target, row) >= ALIKE


def _figures(target: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(target.get(name) for name in FIGURES)


def _closeness(target: Mapping[str, Any], row: Fields) -> float:
    one, other = bare(target["subject"] or target["text"]), bare(row["subject"] or row["words"])
    if one and other and (one in other or other in one):
        return 1.0
    return likeness(one, other)
