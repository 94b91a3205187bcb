"""Clauses, tasks and targets of a settled reading as rows of a plan pack."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from .schema import schema_of

_NOT_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")
_YEAR_FIRST = re.compile(r"\d{4}(-\d{2}){0,2}")
NUMBERLESS = ("some", "all", "by_date")


def free_key(wanted: str, taken: Container[str]) -> str:
    """`wanted` as a key of a pack, with a number behind it where that one is taken."""
    stem = _NOT_A_KEY.sub("-", wanted).strip("-._")[:50] or "x"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def short(text: str | None, longest: int) -> str | None:
    """The text in at most `longest` characters; None for nothing."""
    words = " ".join((text or "").split())
    return (words if len(words) <= longest else words[: longest - 1] + "…") or None


def clause_row(clause: Mapping[str, Any], key: str, source: str, parent: str | None) -> dict[str, Any]:
    number = short(clause["number"] or clause["heading"], 40)
    heading = short(clause["heading"], 200)
    return {
        "key": key,
        "source": source,
        "number": number,
        "parent": parent,
        "heading": heading,
        "words": None,
    }


def task_row(
    key: str, title: str, *, source: str, basis: str, order: int, code: str | None = None, **more: Any
) -> dict[str, Any]:
    """`more`: area, clauses, declared, basis_from, declared_differs."""
    row: dict[str, Any] = {
        "key": key,
        "code": short(code, 20),
        "title": short(title, 300) or "（没有写明）",
        "source": source,
        "area": None,
        "clauses": [],
        "basis": basis,
        "declared": None,
        "order": order,
    }
    return row | more


def target_row(target: Mapping[str, Any], key: str, task: str | None, clause: str | None) -> dict[str, Any]:
    """A target in a pack's words; what a pack cannot say (a scope it does not know) is left out, not guessed."""
    comparator, quantity, upper = target["comparator"], target["quantity"], target["upper"]
    if comparator == "range" and (upper is None or quantity is None or quantity >= upper):
        comparator, upper = "exact", None
    if comparator not in (*NUMBERLESS, "range") and quantity is None:
        comparator = "all"
    measure = _allowed("measure", target["measure"]) or "level"
    row: dict[str, Any] = {
        "key": key,
        "task": task,
        "clause": clause,
        "subject": short(target["subject"], 120),
        "quantity": None if comparator in NUMBERLESS else quantity,
        "upper": upper if comparator == "range" else None,
        "unit": short(target["unit"], 20),
        "comparator": comparator,
        "and_above": bool(target["and_above"]),
        "due": target["due"] if _YEAR_FIRST.fullmatch(target["due"] or "") else None,
        "measure": measure,
        "words": short(target["text"], 300) or "（没有写明）",
    }
    for name in ("level", "scope", "scope_basis", "recurrence", "period"):
        row[name] = _allowed(name, target[name])
    if measure != target["measure"]:
        row["to_verify"] = "原文说的是减少，请核对目标的写法。"
    return row


def _allowed(name: str, value: Any) -> Any:
    """The value if a pack may say it."""
    said = schema_of("plan")["properties"]["targets"]["items"]["properties"][name]
    if "enum" in said:
        return value if value in said["enum"] else None
    return value if value is None or re.search(said["pattern"], value) else None
