"""Is a condition met? Missing is not zero: where a value is missing the answer is `None`, neither yes nor no.

`all` is no as soon as one part is no, `any` is yes as soon as one part is yes; what remains unknown stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from .tree import All, Any, Condition, Not, Test

Value = Decimal | int | str | bool | tuple[str, ...] | None
Lookup = Callable[[str], Value]


def evaluate(condition: Condition, lookup: Lookup) -> bool | None:
    """Yes, no, or unknown. `lookup` gives a field's value by name; numbers as int or Decimal, dates as ISO text."""
    if isinstance(condition, Not):
        inner = evaluate(condition.part, lookup)
        return None if inner is None else not inner
    if isinstance(condition, Test):
        return _test(condition, lookup)
    decisive = isinstance(condition, Any)
    unknown = False
    for part in condition.parts:
        answer = evaluate(part, lookup)
        if answer is decisive:
            return decisive
        unknown = unknown or answer is None
    return None if unknown else isinstance(condition, All)


def _test(test: Test, lookup: Lookup) -> bool | None:
    left = lookup(test.field)
    if test.op in ("filled", "empty"):
        return (left in (None, "", ())) is (test.op == "empty")
    right: Value = lookup(test.than) if test.than else test.value
    if left is None or right is None:
        return None
    if test.op in ("in", "not_in"):
        chosen = right if isinstance(right, tuple) else (str(right),)
        return (_meets(left, chosen)) is (test.op == "in")
    if test.op == "has":
        return str(right) in left if isinstance(left, tuple) else str(right) in str(left)
    return _compared(test.op, left, right)


def _meets(left: Value, chosen: tuple[str, ...]) -> bool:
    return any(each in chosen for each in left) if isinstance(left, tuple) else str(left) in chosen


def _compared(op: str, left: Value, right: Value) -> bool | None:
    pair = _alike(left, right)
    if pair is None:
        return None
    a, b = pair
    if op in ("eq", "ne"):
        return (a == b) is (op == "eq")
    if isinstance(a, bool | tuple):
        return None  # yes and no have no order
    return {"lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b}[op]  # type: ignore[operator]


def _alike(left: Value, right: Value) -> tuple[Value, Value] | None:
    """Both as the same kind of value; None where they cannot be compared."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (left, right) if isinstance(left, bool) and isinstance(right, bool) else None
    if isinstance(left, Decimal | int) or isinstance(right, Decimal | int):
        try:
            numbers = Decimal(left), Decimal(right)  # type: ignore[arg-type]
        except (InvalidOperation, TypeError, ValueError):
            return None
        return numbers if all(number.is_finite() for number in numbers) else None
    if isinstance(left, tuple) or isinstance(right, tuple):
        a = left if isinstance(left, tuple) else (str(left),)
        b = right if isinstance(right, tuple) else (str(right),)
        return tuple(sorted(a)), tuple(sorted(b))
    return left, right
