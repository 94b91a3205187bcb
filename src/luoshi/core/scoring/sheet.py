"""One expert's sheet: what is missing or wrong in it, and what it makes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .rubric import BadScoring, Item, Rubric, number, said


@dataclass(frozen=True, slots=True)
class Counted:
    """total: with bonus, never above the rubric's total plus its bonus. lines: points by item. vetoed: titles of what
    ends the matter.
    """

    total: Fraction
    lines: Mapping[str, Fraction]
    vetoed: tuple[str, ...]


def missing(rubric: Rubric, values: Mapping[str, Any]) -> list[str]:
    """Titles of the items that are not filled in; a bonus may stay empty, and a vetoed sheet needs no points."""
    if any(item.kind == "veto" and values.get(item.key) is True for item in rubric.items):
        return []
    return [
        item.title for item in rubric.items if item.kind != "bonus" and values.get(item.key) in (None, "")
    ]


def count(rubric: Rubric, values: Mapping[str, Any]) -> Counted:
    """What a whole sheet makes. Raises BadScoring for an unknown item, a missing or an impossible value."""
    if unknown := sorted(set(values) - {item.key for item in rubric.items}):
        raise BadScoring(f"评分表里有不认识的项目“{unknown[0][:40]}”。")
    if lacking := missing(rubric, values):
        raise BadScoring(f"评分表还没有填：{'、'.join(lacking[:5])}。")
    vetoed = tuple(i.title for i in rubric.items if i.kind == "veto" and _said_yes(i, values.get(i.key)))
    lines = {
        item.key: points(item, values[item.key])
        for item in rubric.items
        if item.kind != "veto" and values.get(item.key) not in (None, "")
    }
    return Counted(_total(rubric, lines), lines, vetoed)


def so_far(rubric: Rubric, values: Mapping[str, Any]) -> Fraction:
    """What a sheet makes that is still being filled in; what cannot be read yet brings nothing."""
    lines: dict[str, Fraction] = {}
    for item in rubric.items:
        if item.kind != "veto" and values.get(item.key) not in (None, ""):
            with contextlib.suppress(BadScoring):
                lines[item.key] = points(item, values[item.key])
    return _total(rubric, lines)


def _said_yes(item: Item, value: Any) -> bool:
    if not isinstance(value, bool) and value is not None:
        raise BadScoring(f"“{item.title}”应填是或否。")
    return value is True


def points(item: Item, value: Any) -> Fraction:
    """What one value brings. Raises BadScoring."""
    if item.kind == "grade":
        share = dict(item.grades).get(value) if isinstance(value, str) else None
        if share is None:
            raise BadScoring(f"“{item.title}”没有“{str(value)[:20]}”这个等级。")
        return item.most * share
    if item.kind == "steps":
        reached = number(value, f"“{item.title}”")
        return next((points for low, points in item.steps if reached >= low), item.below)
    given = number(value, f"“{item.title}”")
    if given > item.most:
        raise BadScoring(f"“{item.title}”最多 {said(item.most)} 分，填了 {said(given)} 分。")
    if item.step is not None and given % item.step:
        raise BadScoring(f"“{item.title}”按 {said(item.step)} 分打分，填了 {said(given)} 分。")
    return given


def _total(rubric: Rubric, lines: Mapping[str, Fraction]) -> Fraction:
    weights = {block.key: block.weight for block in rubric.blocks} or {"": Fraction(1)}
    base = sum(
        (
            weights[i.block] * lines[i.key]
            for i in rubric.items
            if i.kind not in ("veto", "bonus") and i.key in lines
        ),
        Fraction(0),
    )
    bonus = sum((lines[i.key] for i in rubric.items if i.kind == "bonus" and i.key in lines), Fraction(0))
    return base + bonus
