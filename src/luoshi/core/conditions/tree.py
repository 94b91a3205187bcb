"""The shapes of a condition."""

from __future__ import annotations

from dataclasses import dataclass

Literal = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Op:
    """One comparison: what it is called, and what it needs on its right side."""

    key: str
    words: str
    needs: str = "one"  # one | many | nothing


OPS = {
    op.key: op
    for op in (
        Op("eq", "等于"),
        Op("ne", "不等于"),
        Op("lt", "小于"),
        Op("le", "不超过"),
        Op("gt", "大于"),
        Op("ge", "不小于"),
        Op("in", "是其中之一", "many"),
        Op("not_in", "不是其中任何一个", "many"),
        Op("has", "包含"),
        Op("filled", "已填写", "nothing"),
        Op("empty", "没有填写", "nothing"),
    )
}


@dataclass(frozen=True, slots=True)
class Test:
    """`field op value`, or with `than` a comparison with another field."""

    __test__ = False  # pytest: this is no test class

    field: str
    op: str
    value: Literal = None
    than: str = ""


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = All | Any | Not | Test
