"""Rules back to JSON: the inverse of `read_rules`, whole and in one fixed form (what a call keeps, what is hashed)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from luoshi.core.conditions import to_json as condition_to_json
from luoshi.core.scoring import Item, Method, Rubric

from .parts import Requirement, Rules


def to_json(rules: Rules) -> dict[str, Any]:
    """`read_rules(to_json(rules)) == rules`."""
    found: dict[str, Any] = _plain(dataclasses.replace(rules, rubric=None, method=Method(), conditions=()))
    found["conditions"] = [_requirement(each) for each in rules.conditions]
    found["rubric"] = _rubric(rules.rubric) if rules.rubric else {}
    found["method"] = _method(rules.method)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, frozenset):
        return sorted(_plain(each) for each in value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return exact(value) if isinstance(value, Fraction) else value


def exact(value: Fraction) -> int | str:
    """A number that came from a decimal: whole as integer, else as text without loss."""
    if value.denominator == 1:
        return value.numerator
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"


def _requirement(each: Requirement) -> dict[str, Any]:
    rest = {
        name.name: _plain(getattr(each, name.name))
        for name in dataclasses.fields(each)
        if name.name != "test"
    }
    return rest | {"test": condition_to_json(each.test)}


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "title": rubric.title,
        "total": exact(rubric.total),
        "items": [_item(each) for each in rubric.items],
        "blocks": [_plain(each) for each in rubric.blocks],
    } | ({"opinion": True} if rubric.opinion else {})


def _item(item: Item) -> dict[str, Any]:
    """What its kind needs, and no more."""
    found: dict[str, Any] = {"key": item.key, "title": item.title, "kind": item.kind}
    if item.block:
        found["block"] = item.block
    if item.comment:
        found["comment"] = True
    if item.kind == "veto":
        return found
    if item.kind == "steps":
        found["steps"] = [[exact(low), exact(points)] for low, points in item.steps]
    else:
        found["most"] = exact(item.most)
    if item.kind == "grade":
        found["grades"] = {grade: exact(share) for grade, share in item.grades}
    if item.below:
        found["below"] = exact(item.below)
    if item.step is not None:
        found["step"] = exact(item.step)
    return found


def _method(method: Method) -> dict[str, Any]:
    return {key: value for key, value in _plain(method).items() if value is not None}
