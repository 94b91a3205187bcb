"""Rules about teams: size, share of dual-qualified teachers and of senior titles, enterprise experts, the leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .deriving import DUAL_LEVELS, ENTERPRISE, SENIOR_TITLES, share
from .facts import ASK, ERROR, NOTHING, Around, CheckResult, Fact, about, rows_of
from .spans import first_day, in_tenths

Params = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


def team(
    entries: Sequence[Fact], params: Params, *, day: dt.date, around: Around = NOTHING
) -> Iterator[CheckResult]:
    """What a teaching innovation team is asked for. Every threshold is a parameter; one that is not given is not asked.

    Source: domain notes, section g, typical thresholds of calls for 教师教学创新团队 (15–20 core members, more than
    half 双师型, senior titles 30 % in secondary schools, at least 2 enterprise experts with 5 years' work, a leader
    with a senior title of at most 55 years); examples an office changes, no official standard of this city.
    """
    for fact in entries:
        rows = rows_of(fact, str(params.get("table", "members")))
        if not rows:
            yield about(fact, "没有填团队成员，人数和占比算不出来。请补填成员，或从 Excel 粘贴。")
        else:
            yield from _size(fact, rows, params)
            yield from _shares(fact, rows, params)
            yield from _experts(fact, rows, params)
        yield from _leader(fact, params, day)


def _size(fact: Fact, rows: Rows, params: Params) -> Iterator[CheckResult]:
    least, most = params.get("least"), params.get("most")
    if least is not None and len(rows) < int(least):
        missing = int(least) - len(rows)
        yield about(fact, f"成员 {len(rows)} 人，一般要求不少于 {least} 人，还差 {missing} 人。请补充成员。")
    if most is not None and len(rows) > int(most):
        yield about(fact, f"成员 {len(rows)} 人，一般要求不超过 {most} 人。请只列骨干成员。")


def _shares(fact: Fact, rows: Rows, params: Params) -> Iterator[CheckResult]:
    dual = sum(row.get("dual") in DUAL_LEVELS for row in rows)
    senior = sum(row.get("title_level") in SENIOR_TITLES for row in rows)
    over, least = params.get("dual_over"), params.get("senior_least")
    if over is not None and not dual * 100 > len(rows) * int(over):
        yield about(
            fact,
            f"双师型教师占 {_of(dual, len(rows))}，要求超过 {over}%。请核对成员的双师等级，或调整成员。",
            ERROR,
        )
    if least is not None and senior * 100 < len(rows) * int(least):
        yield about(
            fact,
            f"高级职称占 {_of(senior, len(rows))}，一般要求不低于 {least}%。请核对成员职称，或调整成员。",
        )


def _of(part: int, whole: int) -> str:
    return f"{in_tenths(share(part, whole) or Decimal(0))}%（{part}/{whole} 人）"


def _experts(fact: Fact, rows: Rows, params: Params) -> Iterator[CheckResult]:
    least, years = params.get("experts_least"), params.get("experts_years")
    if least is None:
        return
    experts = [row for row in rows if row.get("source") == ENTERPRISE]
    seasoned = [row for row in experts if _number(row.get("enterprise_years")) >= int(years or 0)]
    if len(seasoned) < int(least):
        terms = f"有 {years} 年以上工作经历的" if years else ""
        yield about(
            fact,
            f"{terms}企业专家 {len(seasoned)} 人，一般要求不少于 {least} 人。请聘请企业专家，或补填他们的工作年限。",
        )


def _leader(fact: Fact, params: Params, day: dt.date) -> Iterator[CheckResult]:
    title = fact.values.get("leader_title")
    if params.get("leader_senior") and title is not None and title not in SENIOR_TITLES:
        yield about(fact, "负责人没有高级职称，一般要求具有高级职称。请核对职称，或更换负责人。")
    oldest, born = params.get("leader_age_most"), first_day(fact.values.get("leader_birth"))
    if oldest is not None and born is not None and day.year - born.year > int(oldest):
        words = f"负责人今年满 {day.year - born.year} 岁，超过一般要求的 {oldest} 岁。请与上级确认，或更换负责人。"
        yield about(fact, words, ASK)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
