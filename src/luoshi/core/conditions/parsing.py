"""Conditions from and to JSON. What is malformed is refused with a Chinese sentence."""

from __future__ import annotations

from typing import Any as Anything

from .tree import OPS, All, Any, Condition, Not, Test

DEEPEST, MOST_TESTS, LONGEST = 6, 60, 200


class BadCondition(ValueError):
    """A condition that cannot be used; the message is Chinese."""


def from_json(data: Anything) -> Condition:
    """A condition from its JSON. Raises BadCondition."""
    condition = _read(data, 1)
    if len(list(_tests(condition))) > MOST_TESTS:
        raise BadCondition(f"条件太多，一处最多 {MOST_TESTS} 个。")
    return condition


def to_json(condition: Condition) -> dict[str, Anything]:
    """The inverse of `from_json`."""
    if isinstance(condition, All):
        return {"all": [to_json(part) for part in condition.parts]}
    if isinstance(condition, Any):
        return {"any": [to_json(part) for part in condition.parts]}
    if isinstance(condition, Not):
        return {"not": to_json(condition.part)}
    found: dict[str, Anything] = {"field": condition.field, "op": condition.op}
    if condition.than:
        found["than"] = condition.than
    elif OPS[condition.op].needs != "nothing":
        many = isinstance(condition.value, tuple)
        found["value"] = list(condition.value) if many else condition.value  # type: ignore[arg-type]
    return found


def fields_of(condition: Condition) -> set[str]:
    """The names of the fields it looks at."""
    return {name for test in _tests(condition) for name in (test.field, test.than) if name}


def depth_of(condition: Condition) -> int:
    if isinstance(condition, Test):
        return 1
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return 1 + max((depth_of(part) for part in parts), default=0)


def _tests(condition: Condition) -> list[Test]:
    if isinstance(condition, Test):
        return [condition]
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return [test for part in parts for test in _tests(part)]


def _read(data: Anything, depth: int) -> Condition:
    if depth > DEEPEST:
        raise BadCondition(f"条件套得太深，最多 {DEEPEST} 层。")
    if not isinstance(data, dict):
        raise BadCondition("条件的写法不对，请在页面上重新设置。")
    for name, made in (("all", All), ("any", Any)):
        if name in data:
            return made(_parts(data, name, depth))
    if "not" in data:
        _only(data, {"not"})
        return Not(_read(data["not"], depth + 1))
    return _read_test(data)


def _parts(data: dict[str, Anything], name: str, depth: int) -> tuple[Condition, ...]:
    _only(data, {name})
    parts = data[name]
    if not isinstance(parts, list) or not parts or len(parts) > MOST_TESTS:
        raise BadCondition(f"“全部”“任一”下面要有 1 至 {MOST_TESTS} 个条件。")
    return tuple(_read(part, depth + 1) for part in parts)


def _only(data: dict[str, Anything], allowed: set[str]) -> None:
    if unknown := sorted(set(map(str, data)) - allowed):
        raise BadCondition(f"条件里有不认识的内容“{unknown[0][:40]}”。")


def _read_test(data: dict[str, Anything]) -> Test:
    _only(data, {"field", "op", "value", "than"})
    field, op, than = data.get("field"), data.get("op"), data.get("than", "")
    if not isinstance(field, str) or not field or len(field) > LONGEST or not isinstance(than, str):
        raise BadCondition("条件没有写明看哪一项。")
    if not isinstance(op, str) or op not in OPS:
        raise BadCondition("条件的比较方式不认识，请重新选择。")
    needs = OPS[op].needs
    if than and needs != "one":
        raise BadCondition(f"“{OPS[op].words}”不能与另一项比较。")
    if than or needs == "nothing":
        return Test(field, op, None, than)
    return Test(field, op, _literal(data.get("value"), needs))


def _literal(value: Anything, needs: str) -> str | int | bool | tuple[str, ...]:
    if needs == "many":
        good = isinstance(value, list) and 0 < len(value) <= MOST_TESTS
        if not good or not all(isinstance(each, str) and len(each) <= LONGEST for each in value):
            raise BadCondition("条件要写明比较的若干个值。")
        return tuple(value)
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**18):
        return value
    if isinstance(value, str) and value and len(value) <= LONGEST:
        return value
    raise BadCondition("条件没有写明与什么比较。")
