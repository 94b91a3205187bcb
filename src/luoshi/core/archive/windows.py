"""Whether the last public notice was on show as long as the rules of the call have it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from luoshi.core.selection import Rules
from luoshi.core.workdays import Workdays

from .documents import Finding, fault, note


def shown_long_enough(notice: Mapping[str, Any], rules: Rules) -> Iterator[Finding]:
    """The first day does not count. Which days were holidays is not in the package: fewer days than working days are
    wanted is a fault, fewer from Monday to Friday is said.
    """
    said, least = f"第{notice['number']}次公示", max(1, rules.notice_days)
    first, last = (dt.date.fromisoformat(notice[name]) for name in ("from_on", "until_on"))
    shown = notice["snapshot"]
    if (shown["from_on"], shown["until_on"]) != (notice["from_on"], notice["until_on"]):
        yield fault(f"{said}：起止日期与公示的内容不一致。")
    if notice["state"] != "over":
        yield fault(f"{said}是最后一次公示，没有公示到期满。")
    if (last - first).days < least or notice["days"] < least:
        yield fault(f"{said}：{first}至{last}，少于规则的 {least} 个工作日。")
    elif (weekdays := Workdays().between(first, last)) < least:
        yield note(f"{said}：{first}至{last}，按周一至周五是 {weekdays} 个工作日，请按调休的安排核对。")
    if _day(notice["published_at"]) > first:
        yield fault(f"{said}：发布的时间在公示的第一天以后。")
    if notice["taken_down_at"] and _day(notice["taken_down_at"]) <= last:
        yield fault(f"{said}：没有到最后一天就撤下了。")


def _day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).date()
