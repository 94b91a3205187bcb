"""A condition as people say it."""

from __future__ import annotations

from collections.abc import Callable

from .tree import OPS, All, Any, Condition, Literal, Not, Test

Labels = Callable[[str], str]
Values = Callable[[str, Literal], str]


def in_words(condition: Condition, label_of: Labels, value_words: Values) -> str:
    """“办学性质”等于“民办”，并且（……）. `value_words(field, value)` says a value of a field."""
    if isinstance(condition, Test):
        return _test(condition, label_of, value_words)
    if isinstance(condition, Not):
        return f"并非（{in_words(condition.part, label_of, value_words)}）"
    joint = "，并且" if isinstance(condition, All) else "，或者"
    return joint.join(_inner(part, condition, label_of, value_words) for part in condition.parts)


def _inner(part: Condition, outer: Condition, label_of: Labels, value_words: Values) -> str:
    said = in_words(part, label_of, value_words)
    mixed = isinstance(part, All | Any) and type(part) is not type(outer) and len(part.parts) > 1
    return f"（{said}）" if mixed else said


def _test(test: Test, label_of: Labels, value_words: Values) -> str:
    label, op = f"“{label_of(test.field)}”", OPS[test.op]
    if op.needs == "nothing":
        return f"{label}{op.words}"
    if test.than:
        return f"{label}{op.words}“{label_of(test.than)}”"
    if isinstance(test.value, tuple):
        listed = "、".join(value_words(test.field, each) for each in test.value)
        return f"{label}是{listed}之一" if test.op == "in" else f"{label}不是{listed}"
    said = value_words(test.field, test.value)
    if isinstance(test.value, bool) and test.op in ("eq", "ne"):
        return f"{label}{'是' if test.op == 'eq' else '不是'}“{said}”"
    return f"{label}{op.words}{said}"
