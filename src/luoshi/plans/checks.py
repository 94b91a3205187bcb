"""What may be said in a plan, its tasks, targets and dates: {field: what is wrong and what to do}, empty for none.

The same rules as those of a plan pack (core.packs.plan_checks), so that a plan written by hand exports to a valid pack.
Forms show each fault at its field; acts refuse with the first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.common.errors import RuleBroken

from .models import Basis, Target

Faults = dict[str, str]
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
PERIOD = re.compile(r"(\d{4})-(\d{4})")
NUMBERLESS = (Target.Comparator.SOME, Target.Comparator.ALL, Target.Comparator.BY_DATE)
DAY_WORDS = "请写成 2023、2023-12 或 2023-12-31 的样子。"
LONGEST_FRACTION = 4


def refuse_first(faults: Faults) -> None:
    """Raises RuleBroken with the first fault, if any."""
    for message in faults.values():
        raise RuleBroken(message)


def day_fault(text: str) -> str:
    """Why a date as documents print it (YYYY[-MM[-DD]]) is none; "" when it is one or empty."""
    if not text:
        return ""
    if not DAY.fullmatch(text):
        return DAY_WORDS
    try:
        dt.date.fromisoformat(text if len(text) == 10 else "2000-01-01")
    except ValueError:
        return "日历上没有这一天，请改正。"
    return ""


def plan_faults(said: Mapping[str, Any]) -> Faults:
    """Fields: title, short, start, end, issued_on."""
    faults = _empty(said, {"title": "请填写计划名称。", "short": "请填写计划简称。"})
    faults |= _days(said, ("start", "end", "issued_on"))
    start, end = said.get("start", ""), said.get("end", "")
    shared = min(len(start), len(end))
    if not faults and shared and end[:shared] < start[:shared]:
        faults["end"] = "结束时间早于开始时间，请改正后再保存。"
    return faults


def task_faults(said: Mapping[str, Any]) -> Faults:
    """Fields: title, basis, declared, declared_differs, led_by, number."""
    faults = _empty(said, {"title": "请填写工作任务。"})
    basis = said.get("basis")
    if said.get("declared") is not None and basis != Basis.UNDERTAKEN:
        faults["declared"] = "只有性质是“承接”的任务才写承接数量，请清空或改选性质。"
    if said.get("declared_differs") and said.get("declared") is None:
        faults["declared_differs"] = "没有写承接数量，不用写不一致的原因，请清空或补上承接数量。"
    for name, words in (("led_by", "主管单位"), ("number", "拟定数量")):
        if said.get(name) is not None and basis != Basis.CULTIVATED:
            faults[name] = f"只有性质是“市级培育”的任务才写{words}，请清空或改选性质。"
    return faults


def target_faults(said: Mapping[str, Any]) -> Faults:
    """Fields: those of a target (design, section 3)."""
    faults = _numbers(said) | _days(said, ("due",))
    if said.get("comparator") == Target.Comparator.BY_DATE and not said.get("due"):
        faults.setdefault("due", "“按期完成”要填写期限，请补上。")
    period = said.get("period") or ""
    years = PERIOD.fullmatch(period)
    if period and not years:
        faults["period"] = "请写成 起年-止年，例如 2020-2023。"
    elif years and years[1] > years[2]:
        faults["period"] = "起年晚于止年，请把早的年份写在前面。"
    if said.get("and_above") and not said.get("level"):
        faults["level"] = "选了“及以上”，请选级别。"
    return faults


def _numbers(said: Mapping[str, Any]) -> Faults:
    quantity, upper, comparator = said.get("quantity"), said.get("upper"), said.get("comparator")
    is_range = comparator == Target.Comparator.RANGE
    faults: Faults = {}
    if quantity is None and comparator not in NUMBERLESS:
        faults["quantity"] = "请填写数量；文件没有写数量的，比较选“一批”。"
    if quantity is not None and comparator in NUMBERLESS:
        faults["quantity"] = "这种比较不带数量，请清空数量或改选比较。"
    if is_range and upper is None:
        faults["upper"] = "“至”要填两个数，请补上上限。"
    if not is_range and upper is not None:
        faults["upper"] = "只有“至”才填上限，请清空上限或改选“至”。"
    if is_range and None not in (quantity, upper) and upper <= quantity:
        faults["upper"] = "上限不大于数量，请把小的写在数量、大的写在上限。"
    if quantity is not None and not said.get("unit"):
        faults["unit"] = "请填写数量的单位，如 个、所、%。"
    return faults | _sizes(said, quantity, upper)


def _sizes(said: Mapping[str, Any], quantity: Decimal | None, upper: Decimal | None) -> Faults:
    faults: Faults = {}
    for name, value in (("quantity", quantity), ("upper", upper)):
        if value is not None and value < 0:
            faults[name] = "数量不能是负数，请改正。"
        elif value is not None and round(value, LONGEST_FRACTION) != value:
            faults[name] = "小数最多写四位，请改正。"
    share = said.get("unit") == "%" and said.get("measure", Target.Measure.LEVEL) == Target.Measure.LEVEL
    if share and (upper or quantity or 0) > 100:
        faults["quantity"] = "百分比不能超过 100，请改正；百分之五十写 50。"
    return faults


def date_faults(said: Mapping[str, Any]) -> Faults:
    """Fields: title, date, recurrence, rule."""
    faults = _empty(said, {"title": "请填写事项。"}) | _days(said, ("date",))
    if not any(said.get(name) for name in ("date", "recurrence", "rule")):
        faults["date"] = "请写日期；没有确定日期的，选频次或在说明里写明怎么定。"
    return faults


def _empty(said: Mapping[str, Any], words: Mapping[str, str]) -> Faults:
    return {name: message for name, message in words.items() if not str(said.get(name) or "").strip()}


def _days(said: Mapping[str, Any], names: tuple[str, ...]) -> Faults:
    return {name: fault for name in names if (fault := day_fault(said.get(name) or ""))}
