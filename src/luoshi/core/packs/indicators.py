"""Indicators in a site pack: what a row leaves unsaid; what is wrong with one, beside others and beside registers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from luoshi.core.counting import BadCounting, counting_from, fields_by_register
from luoshi.core.fields.definition import read
from luoshi.core.fields.model import Form
from luoshi.core.fields.packed import unpacked
from luoshi.core.plausibility import NUMBERS, BadRules, rules_from
from luoshi.core.registers import derived_of
from luoshi.core.sums import may_be_added

from .pack import Pack, Path
from .problems import Problem
from .references import impossible_date, missing, repeated
from .schema import where

LEAP = "2024-"  # a count day may be the 29th of February
UNSAID: dict[str, Any] = {
    "owner": None,
    "count_day": None,
    "scope": "all",
    "numerator": None,
    "denominator": None,
    "numerator_from": None,
    "denominator_from": None,
    "basis": None,
    "enters": None,
    "checks": None,
    "computed": None,
    "rules": {},
    "standard": None,
    "to_verify": None,
}
OF_ENTRIES = ("state", "since", "stage", "level", "level_rank", "valid_until")  # known of every entry
Known = Mapping[str, Collection[str]]  # by key of a register, the names its entries are known by


def whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator of a pack with what it leaves unsaid."""
    return {**UNSAID, **row}


def names_of(register: str, form: Form) -> frozenset[str]:
    """What conditions over a register with this form may look at: fields, sums of columns, what follows from them."""
    names = {path for path, _ in form.walk()} | {f"{each.key}.count" for each in form.fields}
    keys = [each.key for each in form.fields]
    return frozenset({*names, *OF_ENTRIES, *(each.key for each in derived_of(register, keys))})


def _registers(site: Pack) -> Known | None:
    """None where the pack says nothing of registers: then the load itself asks the site."""
    rows = site.data.get("registers")
    if rows is None:
        return None
    return {row["key"]: names_of(row["key"], read(unpacked(row["form"])[0])[0]) for row in rows}


def indicator_problems(site: Pack, organisations: Collection[str]) -> Iterator[Problem]:
    rows = site.data.get("indicators", [])
    if not rows:
        return
    yield from repeated(site, "indicators", "key", "指标代号")
    known = _registers(site)
    keys = {row["key"] for row in rows}
    for index, row in enumerate(rows):
        path: Path = ("indicators", index)
        if row.get("owner") is not None:
            yield from missing(site, (*path, "owner"), row["owner"], organisations, "单位")
        for place, message, remedy in faults_of(row, keys, known):
            at = (*path, *place)
            yield site.problem("wrong-indicator", at, f"{where(site, at)}：{message}", remedy)
        if row.get("count_day"):
            yield from impossible_date(site, (*path, "count_day"), LEAP + row["count_day"])


Fault = tuple[Path, str, str]


def faults_of(row: Mapping[str, Any], keys: Collection[str], known: Known | None) -> Iterator[Fault]:
    """Where, what is wrong, what to do. The screen that makes definitions asks the same."""
    yield from _shape(row)
    yield from _rules(row, keys)
    if row.get("computed"):
        yield from _computed(row, known)
    standard = row.get("standard")
    if standard and (standard["comparator"] == "range") is (standard.get("upper") is None):
        yield ("standard",), "只有区间（range）才写上限，而且一定要写。", "请补上或删去 upper。"


def _shape(row: Mapping[str, Any]) -> Iterator[Fault]:
    kind, is_ratio = row["kind"], row["kind"] == "ratio"
    for name, title in (("numerator", "分子"), ("denominator", "分母")):
        if is_ratio is not bool(row.get(name)):
            yield (name,), f"比率要写明{title}叫什么，其他类型不写。", "请对照《怎样写指标》改正。"
    if kind in NUMBERS and not may_be_added(row.get("title", ""), row["unit"] or ""):
        yield (
            ("unit",),
            f"“{row.get('title', '')}”（{row['unit'] or '无单位'}）这样的数不能在单位之间相加。",
            "比率请用“比值”写明分子和分母；年份、名次等请用“文字”。",
        )
    if kind in ("counted", "distinct", "yes_no", "text") and row["scale"]:
        yield ("scale",), "个数、是否和文字没有小数。", "请把 scale 写成 0。"
    if row.get("count_day") and row["nature"] == "flow":
        yield (
            ("count_day",),
            "时期数算的是一段时间，没有统计日。",
            "请删去 count_day，或把 nature 改成 stock。",
        )


def _rules(row: Mapping[str, Any], keys: Collection[str]) -> Iterator[Fault]:
    rules = dict(row.get("rules") or {})
    over = bool(rules.pop("over", False))
    try:
        read = rules_from(rules, kind=row["kind"], scale=row["scale"], unit=row["unit"], over=over)
    except BadRules as bad:
        yield ("rules",), str(bad), "请改正后再装载。"
        return
    for name in ("numerator_from", "denominator_from"):
        source = row.get(name)
        if source and (
            row["kind"] != "ratio" or row.get("computed") or source == row["key"] or source not in keys
        ):
            yield (name,), "只有填报的比率才写取自哪个指标，写另一个已有指标的代号。", "请改正或删去。"
    if over and row["kind"] != "ratio":
        yield ("rules", "over"), "只有比率才有分子和分母。", "请删去 over。"
    if read.part_of == row["key"] or (read.part_of and read.part_of not in keys):
        yield ("rules", "part_of"), f"没有代号是“{read.part_of}”的另一个指标。", "请改成已有指标的代号。"
    if row["kind"] in ("yes_no", "text") and any(name not in ("part_of",) for name in rules):
        yield ("rules",), "是否和文字没有大小，不能核对范围。", "请删去这些规则。"


def _computed(row: Mapping[str, Any], known: Known | None) -> Iterator[Fault]:
    try:
        counting = counting_from(row["computed"], row["kind"])
    except BadCounting as bad:
        yield ("computed",), str(bad), "请对照《怎样写指标》改正。"
        return
    if counting.day and row["nature"] == "stock":
        yield ("computed", "day"), "时点数不按日期算。", "请删去 day，或把 nature 改成 flow。"
    if known is None:
        return
    for register, names in fields_by_register(counting).items():
        if register not in known:
            yield ("computed",), f"没有代号是“{register}”的台账。", "请改成本站台账的代号。"
            continue
        if unknown := sorted(names - set(known[register])):
            listed = "、".join(unknown[:3])
            yield ("computed",), f"台账“{register}”里没有“{listed}”这一项。", "请改成台账里有的项目。"
