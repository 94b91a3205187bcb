"""How a figure is counted from the entries of a register: the declaration as data, the count, the words. Pure.

Missing is not zero: an entry of which the condition cannot be known is not counted, and told as unknown, so that
somebody fills it in. One person with two entries in one school is one; where both count, the later one decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from .conditions import BadCondition, Condition, Value, evaluate, fields_of, from_json, in_words
from .conditions.tree import Literal
from .fields.parsing import SEPARATORS, alike

COUNTED, SUMMED, RATIO, DISTINCT, YES_NO = "counted", "summed", "ratio", "distinct", "yes_no"
COMPUTABLE = frozenset({COUNTED, SUMMED, RATIO, DISTINCT, YES_NO})
_NAMES = frozenset({"register", "condition", "numerator", "sum", "day", "linked", "told"})
_LINKED = frozenset({"register", "field", "condition"})
_TOLD = frozenset({"condition", "words"})
_LONGEST = 60


class BadCounting(ValueError):
    """A declaration that cannot be used; the message is Chinese."""


class Fact(Protocol):
    """An entry as the registers give it."""

    @property
    def public_id(self) -> str: ...
    @property
    def identity(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def tables(self) -> Mapping[str, Sequence[Mapping[str, Value]]]: ...


@dataclass(frozen=True, slots=True)
class Linked:
    """Entries of another register that must point to the one counted (`field` names it by label or id)."""

    register: str
    field: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Which of the entries counted are told of beside the figure, and in which words after “78 条”."""

    condition: Condition
    words: str


@dataclass(frozen=True, slots=True)
class Counting:
    """condition  which entries are counted at all (of a ratio: the denominator)
    numerator  which of them are the part (ratio)
    sum        number field added up (summed)
    day        date field that must lie in the period (what happens in a time); without it: what stands on the day;
               a date column of a table (`table.column`): its rows of the period are added up or counted
    linked     of a ratio: the part is what entries of another register point to
    told       what a reader of the figure should know of the entries counted
    """

    register: str
    condition: Condition | None = None
    numerator: Condition | None = None
    sum: str = ""
    day: str = ""
    linked: Linked | None = None
    told: tuple[Told, ...] = ()

    @property
    def table(self) -> str:
        """The table whose rows are counted by their own day; empty where entries are."""
        return self.day.partition(".")[0] if "." in self.day else ""

    @property
    def registers(self) -> tuple[str, ...]:
        return (self.register, self.linked.register) if self.linked else (self.register,)


@dataclass(frozen=True, slots=True)
class Part:
    """What one identity brings in, and the entry that says so."""

    identity: str
    entry: str
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """`numerator` of `denominator` for a ratio, else `value`; `unknown`: labels of entries that cannot be judged,
    `left_out` their ids; `told`: words and the ids of the entries they are about."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    parts: tuple[Part, ...]
    unknown: tuple[str, ...]
    doubled: int = 0  # entries left out because their identity was there already
    left_out: tuple[str, ...] = ()
    told: tuple[tuple[str, tuple[str, ...]], ...] = ()


def counting_from(data: Mapping[str, Any], kind: str) -> Counting:
    """A declaration from its JSON. Raises BadCounting."""
    if kind not in COMPUTABLE:
        raise BadCounting("这种指标不能由台账计算，只能填报。")
    if unknown := sorted(set(map(str, data)) - _NAMES):
        raise BadCounting(f"计算方法里有不认识的内容“{unknown[0][:40]}”。")
    register = _name(data, "register", "计算方法没有写明用哪个台账。", required=True)
    found = Counting(
        register=register,
        condition=_condition(data.get("condition")),
        numerator=_condition(data.get("numerator")),
        sum=_name(data, "sum", "求和的项目写它的代号。"),
        day=_name(data, "day", "按日期计算的项目写它的代号。"),
        linked=_linked(data.get("linked")),
        told=_told(data.get("told")),
    )
    if kind == RATIO and (found.numerator is None) is (found.linked is None):
        raise BadCounting("比率要写明分子的条件，或者由哪个台账对应，只写一样。")
    if kind != RATIO and (found.numerator or found.linked):
        raise BadCounting("只有比率才写分子的条件。")
    if (kind == SUMMED) is not bool(found.sum):
        raise BadCounting("求和的指标要写对哪一项求和，其他的不写。")
    if found.table and kind not in (COUNTED, SUMMED):
        raise BadCounting("按表里每一行的日期，只能数行数或者求和。")
    if found.table and kind == SUMMED and found.sum.partition(".")[::2][0] != found.table:
        raise BadCounting("按表里每一行的日期求和，要对同一张表里的一栏求和。")
    return found


def _name(data: Mapping[str, Any], name: str, refusal: str, *, required: bool = False) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str) or len(value) > _LONGEST or (required and not value):
        raise BadCounting(refusal)
    return value


def _condition(data: Any) -> Condition | None:
    if data is None:
        return None
    try:
        return from_json(data)
    except BadCondition as bad:
        raise BadCounting(str(bad)) from bad


def _linked(data: Any) -> Linked | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or set(data) - _LINKED:
        raise BadCounting("对应的台账写 register、field，需要时写 condition。")
    refusal = "对应的台账要写明是哪个台账（register）、哪一项（field）。"
    register, field = (_name(data, name, refusal, required=True) for name in ("register", "field"))
    return Linked(register, field, _condition(data.get("condition")))


def _told(data: Any) -> tuple[Told, ...]:
    refusal = f"要说明的条目写条件（condition）和说明（words，不超过 {_LONGEST} 字）。"
    if not isinstance(data or [], list):
        raise BadCounting(refusal)
    found = []
    for each in data or []:
        if not isinstance(each, Mapping) or set(each) != _TOLD:
            raise BadCounting(refusal)
        condition = _condition(each["condition"])
        if condition is None:
            raise BadCounting(refusal)
        found.append(Told(condition, _name(each, "words", refusal, required=True)))
    return tuple(found)


def fields_by_register(counting: Counting) -> dict[str, set[str]]:
    """Which fields of which registers it looks at: a load checks that they exist."""
    found: dict[str, set[str]] = {counting.register: {each for each in (counting.sum, counting.day) if each}}
    told = (each.condition for each in counting.told)
    for condition in (counting.condition, counting.numerator, *told):
        if condition is not None:
            found[counting.register] |= fields_of(condition)
    if counting.linked is not None:
        other = found.setdefault(counting.linked.register, set())
        other.add(counting.linked.field)
        if counting.linked.condition is not None:
            other |= fields_of(counting.linked.condition)
    return found


def count(
    counting: Counting,
    kind: str,
    facts: Iterable[Fact],
    *,
    period: tuple[str, str],
    beside: Iterable[Fact] = (),
) -> Counted:
    """Count one organisation's entries. `period`: first and last day (ISO) for `day`; `beside`: entries of the linked
    register; of two entries with one identity the later in the order given decides."""
    found: dict[str, Part] = {}
    unknown: dict[str, str] = {}
    doubled = 0
    linked = _pointed_to(counting.linked, beside)
    seen: dict[str, Mapping[str, Value]] = {}
    for fact in facts:
        key = fact.public_id if kind in (COUNTED, SUMMED) else fact.identity or fact.public_id
        if counting.table:
            rows, lacking = _of_rows(counting, kind, fact, period)
            found |= {key: Part(key, fact.public_id, sum(rows, Decimal(0)), Decimal(0))} if rows else {}
            unknown |= {fact.public_id: fact.label} if lacking else {}
            continue
        numbers = _numbers(counting, kind, fact, period, linked)
        if numbers is None:
            unknown[fact.public_id] = fact.label
        elif numbers:
            doubled += key in found
            found[key], seen[key] = Part(key, fact.public_id, *numbers), fact.values
    told = [(each.words, _about(each, found, seen)) for each in counting.told]
    counted = _together(kind, tuple(found.values()), tuple(unknown.values()), doubled)
    return replace(counted, left_out=tuple(unknown), told=tuple(each for each in told if each[1]))


def _about(told: Told, found: Mapping[str, Part], seen: Mapping[str, Mapping[str, Value]]) -> tuple[str, ...]:
    met = (part.entry for key, part in found.items() if evaluate(told.condition, seen[key].get) is True)
    return tuple(met)


def _together(kind: str, parts: Sequence[Part], unknown: tuple[str, ...], doubled: int) -> Counted:
    top = sum((part.numerator for part in parts), Decimal(0))
    bottom = sum((part.denominator for part in parts), Decimal(0))
    if kind == RATIO:
        return Counted(None, top, bottom, tuple(parts), unknown, doubled)
    if kind == YES_NO:
        top = Decimal(1 if parts else 0)
    return Counted(top, None, None, tuple(parts), unknown, doubled)


def _numbers(
    counting: Counting, kind: str, fact: Fact, period: tuple[str, str], linked: frozenset[str]
) -> tuple[Decimal, Decimal] | tuple[()] | None:
    """(numerator, denominator) of one entry; () where it does not count; None where that cannot be known."""
    values = fact.values
    counts = _counts(counting, values, period)
    if counts is not True:
        return None if counts is None else ()
    one = Decimal(1)
    if kind == SUMMED:
        number = values.get(counting.sum)
        known = isinstance(number, int | Decimal) and not isinstance(number, bool)
        return (Decimal(number), Decimal(0)) if known else None  # type: ignore[arg-type]
    if kind != RATIO:
        return one, Decimal(0)
    if counting.linked is not None:
        return Decimal(bool({alike(fact.label), alike(fact.public_id)} & linked)), one
    part = evaluate(counting.numerator, values.get) if counting.numerator is not None else False
    return None if part is None else (Decimal(part), one)


def _of_rows(
    counting: Counting, kind: str, fact: Fact, period: tuple[str, str]
) -> tuple[list[Decimal], bool]:
    """What each row of the period brings in; and whether something of the entry cannot be known."""
    met = True if counting.condition is None else evaluate(counting.condition, fact.values.get)
    if met is not True:
        return [], met is None
    day_column, column = counting.day.partition(".")[2], counting.sum.partition(".")[2]
    found, lacking = [], False
    for row in fact.tables.get(counting.table, ()):
        within = _lies_in(row.get(day_column), period)
        number = row.get(column) if kind == SUMMED else 1
        known = isinstance(number, int | Decimal) and not isinstance(number, bool)
        lacking |= within is None or (within and not known)
        if within and known:
            found.append(Decimal(number))  # type: ignore[arg-type]
    return found, lacking


def _lies_in(day: Value, period: tuple[str, str]) -> bool | None:
    if not isinstance(day, str) or not day:
        return None
    width = len(day)  # a month or a year is compared as far as it is known
    return period[0][:width] <= day <= period[1][:width]


def _counts(counting: Counting, values: Mapping[str, Value], period: tuple[str, str]) -> bool | None:
    met = True if counting.condition is None else evaluate(counting.condition, values.get)
    if not counting.day or met is False:
        return met
    within = _lies_in(values.get(counting.day), period)
    return within if within is None else met if within else False


def _pointed_to(linked: Linked | None, beside: Iterable[Fact]) -> frozenset[str]:
    if linked is None:
        return frozenset()
    found: set[str] = set()
    for fact in beside:
        if linked.condition is not None and evaluate(linked.condition, fact.values.get) is not True:
            continue
        value = fact.values.get(linked.field)
        said = value if isinstance(value, tuple) else SEPARATORS.split(str(value or ""))
        found.update(alike(each) for each in said if each.strip())
    return frozenset(found)


Labels = Callable[[str, str], str]  # register, field → what the field is called
Says = Callable[[str, str, Literal], str]  # register, field, value → the value in words


def counting_in_words(
    counting: Counting, kind: str, titles: Mapping[str, str], label: Labels, says: Says
) -> str:
    """台账“教师”中“任教类别”等于“专业课”的人，其中……"""

    def said(register: str, condition: Condition | None) -> str:
        if condition is None:
            return ""
        return in_words(condition, lambda f: label(register, f), lambda f, v: says(register, f, v))

    register = f"台账“{titles.get(counting.register, counting.register)}”"
    which = said(counting.register, counting.condition)
    base = f"{register}里{which}的条目" if which else f"{register}的全部条目"
    if counting.table:  # a column's label ends with what its sum is called
        base += f"（{label(counting.register, counting.day).removesuffix('合计')}在本期内的行）"
    elif counting.day:
        base += f"（“{label(counting.register, counting.day)}”在本期内）"
    if kind == SUMMED:
        name = label(counting.register, counting.sum)
        return f"{base}，{name}" if name.endswith("合计") else f"{base}，“{name}”合计"
    if kind == RATIO and counting.linked is not None:
        other, condition = counting.linked.register, said(counting.linked.register, counting.linked.condition)
        pointing = f"台账“{titles.get(other, other)}”" + (f"里{condition}的条目" if condition else "")
        return f"分母：{base}。分子：其中{pointing}的“{label(other, counting.linked.field)}”对应到的"
    if kind == RATIO:
        return f"分母：{base}。分子：其中{said(counting.register, counting.numerator)}的"
    if counting.table:
        return f"{base}，行数"
    return {DISTINCT: f"{base}，同一身份只算一次", YES_NO: f"{base}，有一条就算“是”"}.get(
        kind, f"{base}，条数"
    )
