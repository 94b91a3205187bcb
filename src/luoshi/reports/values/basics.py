"""What every paper needs: whose it is, of when, by which plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from luoshi.core.days import day_in_words

from .facts import Facts
from .offers import Offer, Value, missing, text

GROUP = "基本"
NO_PLAN = "（没有选计划）"


def offers() -> Iterator[Offer]:
    def offer(name: str, give: object, tells: str = "") -> Offer:
        return Offer(name, GROUP, give, tells)  # type: ignore[arg-type]

    yield offer("单位", lambda f: text(f.place.short), "报告写的单位的简称")
    yield offer("单位全称", lambda f: text(f.place.name))
    yield offer("制发单位", lambda f: text(f.office.name), "生成这份报告的单位")
    yield offer("期间", lambda f: text(f.span.label))
    yield offer("期间起", lambda f: text(day_in_words(f.span.starts)))
    yield offer("期间止", lambda f: text(day_in_words(f.span.ends)))
    yield offer("年度", lambda f: text(f"{f.span.ends.year}年"))
    yield offer("今天", lambda f: text(day_in_words(f.today)), "生成报告的日期")
    yield offer("数据截至", _as_of, "生成时的时刻，所有数都截至这一刻")
    yield offer("计划", lambda f: text(f.plan.short) if f.plan else missing(NO_PLAN))
    yield offer("计划全称", lambda f: text(f.plan.title) if f.plan else missing(NO_PLAN))
    yield offer("文号", lambda f: text(f.plan.number) if f.plan else missing(NO_PLAN), "计划的文号")


def _as_of(facts: Facts) -> Value:
    return text(f"{timezone.localtime(facts.instant):%Y年%-m月%-d日 %H:%M}")
