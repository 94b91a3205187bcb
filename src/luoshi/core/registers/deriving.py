"""Values that follow from an entry's own fields on a day. Never typed; figures and conditions use them by name.

They hang on what the fields are called, not on the register, so that a register made on screen with the same fields
has them too: table `practice` (starts, ends), table `members` (source, dual, title_level, enterprise_years), tables
with a day in column `day` called `activities`, dates `valid_until`, `birth`, `worked_since`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from luoshi.core.conditions.evaluating import Value
from luoshi.core.fields.parsing import alike

from .spans import Span, first_day, last_day, months_before, months_of, within, years_before

YEARS, A_YEAR = 5, 12
DUAL_LEVELS = ("junior", "middle", "senior")
SENIOR_TITLES = ("senior", "full_senior")
ENTERPRISE = "enterprise"
PUBLIC_SUBJECTS = (
    *(
        "语文",
        "数学",
        "英语",
        "日语",
        "俄语",
        "外语",
        "思想政治",
        "政治",
        "思政",
        "德育",
        "历史",
        "地理",
        "物理",
    ),
    *("化学", "生物", "体育", "音乐", "美术", "公共艺术", "信息技术", "心理健康", "劳动教育"),
)  # 公共基础课 of a secondary vocational school; a subject that contains one of them is none of a specialty
TEACHERS = frozenset({"teachers"})

Values = Mapping[str, Any]
Found = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived value: its name for conditions, what it is called, its kind (as of a field) and unit."""

    key: str
    label: str
    kind: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    needs: tuple[str, ...]  # names a form must have
    gives: tuple[Derived, ...]
    of: Callable[[Values, dt.date], Found]
    registers: frozenset[str] = frozenset()  # only of these; empty: of all


def derived(register_key: str, values: Values, *, day: dt.date) -> dict[str, Value]:
    """Every value that follows from these on that day. What cannot be known is missing, not zero."""
    found: dict[str, Value] = {}
    for rule in _RULES:
        if (not rule.registers or register_key in rule.registers) and any(
            key in values for key in rule.needs
        ):
            found.update(rule.of(values, day))
    return found


def derived_of(register_key: str, field_keys: Iterable[str]) -> list[Derived]:
    """The derived values a register with these fields has, for lists of what can be counted or asked."""
    keys = set(field_keys)
    rules = (rule for rule in _RULES if not rule.registers or register_key in rule.registers)
    return [each for rule in rules if keys.intersection(rule.needs) for each in rule.gives]


def practice_spans(rows: Iterable[Mapping[str, Any]], starts: str, ends: str, day: dt.date) -> list[Span]:
    """Times of a table up to that day. What has begun and has no end goes on."""
    found = []
    for row in rows:
        first, last = first_day(row.get(starts)), last_day(row.get(ends))
        if first is not None and (last is not None or not row.get(ends)):
            found.append((first, min(last or day, day)))
    return [span for span in found if span[0] <= span[1]]


def window_of_years(day: dt.date, years: int) -> Span:
    return years_before(day, years), day


def year_of(day: dt.date, year: int) -> Span:
    return dt.date(year, 1, 1), min(dt.date(year, 12, 31), day)


def _practice(values: Values, day: dt.date) -> Found:
    spans = practice_spans(_rows(values, "practice"), "starts", "ends", day)
    stated = months_stated(values.get("practice_stated"))
    if not spans:
        return {"practice_months_5y": stated} if stated is not None else {}
    return {
        "practice_months_5y": months_of(within(spans, window_of_years(day, YEARS))),
        "practice_months_year": months_of(within(spans, year_of(day, day.year))),
        "practice_months_last_year": months_of(within(spans, year_of(day, day.year - 1))),
    }


def months_stated(value: Any) -> Decimal | None:
    """Months as typed in one number; None where it is none."""
    try:
        number = Decimal(value) if isinstance(value, str | int) else None
    except ArithmeticError:
        return None
    return number if number is not None and number.is_finite() and number >= 0 else None


def _dual(values: Values, day: dt.date) -> Found:
    """Recognised at a level. A mark without one is a school's own word, from which nothing follows."""
    said, level = values.get("dual"), values.get("dual_level")
    if said is False:
        return {"is_dual": False}
    return {} if level is None else {"is_dual": level in DUAL_LEVELS}


def _specialist(values: Values, day: dt.date) -> Found:
    """As said; where nothing is said, whoever teaches no public subject (domain notes, section c: who counts)."""
    said, subject = values.get("specialist"), values.get("subject")
    if isinstance(said, bool):
        return {"is_specialist": said}
    text = alike(subject) if isinstance(subject, str) else ""
    return {"is_specialist": not any(each in text for each in PUBLIC_SUBJECTS)} if text else {}


def _age(values: Values, day: dt.date) -> Found:
    born = first_day(values.get("birth"))
    return {"age": _years_between(born, day)} if born is not None and born <= day else {}


def _service(values: Values, day: dt.date) -> Found:
    since = first_day(values.get("worked_since"))
    return {"work_years": _years_between(since, day)} if since is not None and since <= day else {}


def _members(values: Values, day: dt.date) -> Found:
    rows = _rows(values, "members")
    if not rows:
        return {"members_count": 0}
    experts = [row for row in rows if row.get("source") == ENTERPRISE]
    return {
        "members_count": len(rows),
        "dual_share": share(sum(row.get("dual") in DUAL_LEVELS for row in rows), len(rows)),
        "senior_share": share(sum(row.get("title_level") in SENIOR_TITLES for row in rows), len(rows)),
        "enterprise_experts": len(experts),
    }


def _activities(values: Values, day: dt.date) -> Found:
    held = [first_day(row.get("day")) for row in _rows(values, "activities")]
    past = [each for each in held if each is not None and each <= day]
    recent = [each for each in past if each > months_before(day, A_YEAR)]
    found: dict[str, Value] = {"activities_12m": len(recent), "is_active": bool(recent)}
    if past:
        found["last_activity"] = max(past).isoformat()
    return found


def _validity(values: Values, day: dt.date) -> Found:
    until = last_day(values.get("valid_until"))
    return {} if until is None else {"is_expired": until < day, "days_left": max((until - day).days, 0)}


def _posted(values: Values, day: dt.date) -> Found:
    rows = _rows(values, "people")
    spans = [practice_spans([row], "starts", "ends", day) for row in rows]
    recent = [(row, span) for row, span in zip(rows, spans, strict=True) if _is_recent(span, day)]
    return {
        "people_out_12m": sum(row.get("direction") == "out" for row, _ in recent),
        "people_in_12m": sum(row.get("direction") == "in" for row, _ in recent),
        "months_12m": sum((months_of(span) for _, span in recent), Decimal(0)),
    }


def _is_recent(spans: list[Span], day: dt.date) -> bool:
    return any(ends > months_before(day, A_YEAR) for _, ends in spans)


def share(part: int, whole: int) -> Decimal | None:
    """Of a hundred, two decimals, rounded down: 50.00 is never more than a half."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_DOWN)


def _years_between(since: dt.date, day: dt.date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def _rows(values: Values, table: str) -> list[Mapping[str, Any]]:
    found = values.get(table)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


_MONTHS = ("decimal", "个月")
_RULES = (
    _Rule(
        ("practice", "practice_stated"),
        (
            Derived("practice_months_5y", "近五年企业实践累计", *_MONTHS),
            Derived("practice_months_year", "本年企业实践", *_MONTHS),
            Derived("practice_months_last_year", "上年企业实践", *_MONTHS),
        ),
        _practice,
    ),
    _Rule(("dual", "dual_level"), (Derived("is_dual", "是双师型教师", "yes_no"),), _dual),
    _Rule(("birth",), (Derived("age", "年龄", "integer", "岁"),), _age),
    _Rule(("worked_since",), (Derived("work_years", "工作年数", "integer", "年"),), _service),
    _Rule(
        ("specialist", "subject"),
        (Derived("is_specialist", "算作专业课教师", "yes_no"),),
        _specialist,
        TEACHERS,
    ),
    _Rule(
        ("members",),
        (
            Derived("members_count", "成员人数", "integer", "人"),
            Derived("dual_share", "双师型教师占比", "percent"),
            Derived("senior_share", "高级职称占比", "percent"),
            Derived("enterprise_experts", "企业专家人数", "integer", "人"),
        ),
        _members,
    ),
    _Rule(
        ("activities",),
        (
            Derived("activities_12m", "近一年活动次数", "integer", "次"),
            Derived("is_active", "近一年有活动", "yes_no"),
            Derived("last_activity", "最近一次活动", "date"),
        ),
        _activities,
    ),
    _Rule(
        ("valid_until",),
        (
            Derived("is_expired", "已经过期", "yes_no"),
            Derived("days_left", "离到期天数", "integer", "天"),
        ),
        _validity,
    ),
    _Rule(
        ("people",),
        (
            Derived("people_out_12m", "近一年派出人数", "integer", "人"),
            Derived("people_in_12m", "近一年接收人数", "integer", "人"),
            Derived("months_12m", "近一年流动月数", *_MONTHS),
        ),
        _posted,
        frozenset({"stations"}),
    ),
)
