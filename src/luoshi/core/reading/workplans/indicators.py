"""Indicators with their aims: ＞50 of 双师型教师占比(%), 1~3 of 团队数(个), ≥ 240, 健全."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..due_words import read_due
from ..tables.grid import Grid, Row, Slot, plain
from .heads import Head, is_head_again
from .model import Indicator

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_AIM = re.compile(
    rf"(?P<sign>>=|≥|≧|不少于|不低于|至少|大于等于|达到|>|大于|超过|高于|<=|≤|≦|不超过|不高于|不大于|小于等于|<|小于|低于|少于|=|约)?"
    rf"(?P<low>(?:{_NUMBER})(?:\.\d+)?)(?P<unit1>%|[一-鿿/]{{1,4}}?)?(?:(?:~|-|—|–|至)+(?P<high>(?:{_NUMBER})(?:\.\d+)?))?"
    r"(?P<unit>%|‰|(?!以|及|左)[一-鿿/·]{1,6}?)?(?P<tail>(?:及|或)?以上|以下|以内|左右)?"
)
_COMPARATORS = {
    "at_least": (">=", "≥", "≧", "不少于", "不低于", "至少", "大于等于", "以上", "及以上", "或以上"),
    "reach": ("达到",),
    "more_than": (">", "大于", "超过", "高于"),
    "at_most": ("<=", "≤", "≦", "不超过", "不高于", "不大于", "小于等于", "以内"),
    "less_than": ("<", "小于", "低于", "少于", "以下", "及以下"),
    "about": ("约", "左右"),
}
_CODE = re.compile(r"^(?P<n>\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=[、.．]\D))[、.．\s]*(?P<rest>.+)$", re.S)
_UNIT = re.compile(r"[(（]\s*(?:单位[:：]\s*)?(?P<unit>[%％‰]|[^()（）\d]{1,6})\s*[)）]\s*$")


def is_indicators(head: Head) -> bool:
    aims = head.has("target") or "period" in head.roles.values()
    return aims and head.has("indicator", "group") and not head.has("due", "step")


def read_indicators(grid: Grid, head: Head) -> Iterator[Indicator]:
    """One indicator for each row and each column of an aim."""
    groups: dict[int, str] = {}
    name_column = head.column("indicator") or (head.columns("group") or [0])[-1]
    for at, row in grid:
        if at <= head.after or is_head_again(row, head):
            continue
        for column in head.columns("group"):
            if column != name_column and column in row and row[column].text:
                groups = {c: text for c, text in groups.items() if c < column} | {column: row[column].text}
        slot = row.get(name_column)
        if slot is None or not slot.text:
            continue
        yield from _of_row(grid, head, row, slot, tuple(groups[c] for c in sorted(groups)))


def _of_row(grid: Grid, head: Head, row: Row, slot: Slot, group: tuple[str, ...]) -> Iterator[Indicator]:
    number, name, unit = _named(slot.text)
    said = [row[c].text for c in head.columns("unit") if c in row and row[c].text]
    unit = unit or (said[0] if said else "")
    periods = head.columns("period")
    for column in sorted([*head.columns("target"), *periods]):
        aim = row.get(column)
        if aim is None or aim.covered or not aim.text or re.fullmatch(r"[-—–/]+", aim.text):
            continue
        comparator, low, high, printed = read_aim(aim.text)
        due = read_due(plain(head.names[column]).replace("目标值", "").replace("目标", "")).due
        yield Indicator(
            group=group,
            number=number,
            name=name,
            unit=unit or printed,
            comparator=comparator,
            quantity=low,
            upper=high,
            words=aim.text if low is None else "",
            year=due.year if due and column in periods else None,
            place=grid.place_of(aim),
        )


def _named(text: str) -> tuple[str, str, str]:
    """Number, name and unit of 1.1.3 教师企业实践（人月）."""
    coded = _CODE.match(text.strip())
    number, name = (coded["n"], coded["rest"]) if coded else ("", text.strip())
    united = _UNIT.search(name)
    if not united:
        return number, name.strip(), ""
    unit = united["unit"].strip().replace("％", "%")
    return number, name[: united.start()].strip(), unit


def read_aim(text: str) -> tuple[str, Decimal | None, Decimal | None, str]:
    """Comparator, number, upper number and unit of an aim; without a number where words say it."""
    match = _AIM.fullmatch(plain(text))
    if not match:
        return "", None, None, ""
    low, high = _decimal(match["low"]), _decimal(match["high"]) if match["high"] else None
    if high is not None:
        return "range", low, high, match["unit"] or match["unit1"] or ""
    sign = match["sign"] or match["tail"] or ""
    comparator = next((name for name, signs in _COMPARATORS.items() if sign in signs), "exact")
    return comparator, low, None, match["unit"] or match["unit1"] or ""


def _decimal(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))
