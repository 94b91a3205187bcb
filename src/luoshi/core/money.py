"""Rules of money in use: amounts as people write them, rates, what asks for a reason, quarters. Pure; decimals only.

Amounts are 万元. A rate is Σ spent / Σ arrived, in percent, never an average of rates; where nothing arrived there is
none. What arrived and was spent is typed for the quarter alone; what is judged is the year up to its end.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

WAN, YUAN = "万元", "元"
UNITS = (WAN, YUAN)
PLACES = 6  # a 万元 with six places is exact to the fen
LARGEST = Decimal(10) ** 9  # 万元; more than any city's whole budget
DOUBTFUL = Decimal(10_000)  # from here on a number without a unit may well be 元
ZERO = Decimal(0)
HUNDRED = Decimal(100)
LONGEST = 60
_AMOUNT = re.compile(
    r"(?:人民币|RMB|￥|¥|\$)?\s*(-?[\d,\s]*\.?\d*)\s*(万元|元|万|圆)?(?:整|正)?", re.IGNORECASE
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+")
_BLANK = frozenset({"", "-", "—", "——", "/", "无", "－", "空"})
QUARTERS = {1: "第一季度", 2: "第二季度", 3: "第三季度", 4: "第四季度"}


class NoAmount(ValueError):
    """Not an amount, or not one that can be taken without asking; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a reason is asked: a rate below `least_rate`, arrived differing from what was planned by more than
    `most_difference`, both in percent.
    """

    least_rate: Decimal = Decimal(60)
    most_difference: Decimal = Decimal(20)


@dataclass(frozen=True, slots=True)
class Sums:
    """Added up; None where there is nothing to add: missing is not zero."""

    planned: Decimal | None = None
    arrived: Decimal | None = None
    spent: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.spent, self.arrived)

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            plus(self.planned, other.planned),
            plus(self.arrived, other.arrived),
            plus(self.spent, other.spent),
        )


def plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def total(rows: Iterable[Sums]) -> Sums:
    found = Sums()
    for row in rows:
        found += row
    return found


def rate(spent: Decimal | None, arrived: Decimal | None) -> Decimal | None:
    """Percent with one place, half up; None where nothing arrived or nobody said what was spent."""
    if spent is None or not arrived:
        return None
    return (spent * HUNDRED / arrived).quantize(Decimal("0.1"), ROUND_HALF_UP)


def read_amount(text: str, unit: str = "") -> Decimal | None:
    """An amount as people write it, in 万元; None for an empty cell.

    `unit` is what the whole column is in; a unit in the cell itself goes before it. Raises NoAmount.
    """
    given = unicodedata.normalize("NFKC", text).strip()
    if given in _BLANK:
        return None
    found = _AMOUNT.fullmatch(given) if len(given) <= LONGEST else None
    if found is None or not (found[1].isascii() and any(sign.isdigit() for sign in found[1])):
        raise NoAmount("金额写数字，例如 12.5、1,234.50 或 35000元。")
    number = _plain(found[1])
    said = {"万": WAN, "圆": YUAN}.get(found[2] or "", found[2] or "")
    if number < 0:
        raise NoAmount("不能是负数。退回的钱，请在原来的季度里更正。")
    if not said and not unit and number >= DOUBTFUL:
        raise NoAmount(
            f"这个数是万元还是元？是元的写成“{found[1].strip()}元”，是万元的写成“{found[1].strip()}万元”。"
        )
    amount = number / 10_000 if (said or unit) == YUAN else number
    if amount >= LARGEST:
        raise NoAmount("这个数太大，请核对单位（万元、元）。")
    if amount != amount.quantize(Decimal(1).scaleb(-PLACES)):
        raise NoAmount("小数位数太多，最多写到分。")
    return amount


def _plain(text: str) -> Decimal:
    """Digits with their thousands signs taken out; signs that stand where no thousands end are no number."""
    bare = re.sub(r"[,\s]+", ",", text.strip().lstrip("-").strip())
    whole = bare.partition(".")[0]
    if ("," in bare and not _GROUPED.fullmatch(whole)) or "," in bare.partition(".")[2]:
        raise NoAmount("逗号、空格的位置不像是数字分节，请核对后重写。")
    try:
        number = Decimal(bare.replace(",", ""))
    except InvalidOperation as broken:
        raise NoAmount("金额写数字，例如 12.5、1,234.50 或 35000元。") from broken
    return -number if text.strip().startswith("-") else number


def amount_words(value: Decimal | None) -> str:
    """As it stands in a box: two places at least, no more than needed, the unit where one would be asked; empty for
    none."""
    if value is None:
        return ""
    return f"{_places(value)}{WAN if value >= DOUBTFUL else ''}"


def _places(value: Decimal) -> str:
    bare = f"{value.normalize():f}"
    whole, _, places = bare.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def shown(value: Decimal | None) -> str:
    """As it stands in a table: with thousands signs; a dash for none."""
    if value is None:
        return "—"
    whole, _, places = _places(value).partition(".")
    return f"{int(whole):,}.{places}"


def rate_words(value: Decimal | None) -> str:
    return "" if value is None else f"{value}%"


def deviations(year: Sums, quarter: int, limits: Limits) -> list[str]:
    """Why a line of a year up to the end of this quarter asks for a reason, in words; empty where it does not.

    Too much against the plan can be seen in any quarter, too little only at the end of the year.
    """
    found = []
    arrived, spent = year.arrived or ZERO, year.spent or ZERO
    percent = rate(year.spent, year.arrived)
    if spent > arrived:
        found.append("本年累计支出大于累计到位" if arrived else "本年没有到位却有支出")
    elif percent is not None and percent < limits.least_rate:
        found.append(f"本年累计执行率 {percent}%，低于 {_number(limits.least_rate)}%")
    if year.planned is not None and year.arrived is not None:
        apart, most = arrived - year.planned, year.planned * limits.most_difference / HUNDRED
        if abs(apart) > most and (apart > 0 or quarter == 4):
            more = "多" if apart > 0 else "少"
            found.append(f"本年累计到位比本年计划{more} {shown(abs(apart))} 万元")
    return found


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def quarter_label(year: int, quarter: int) -> str:
    return f"{year}年{QUARTERS[quarter]}"


def quarter_of(day: dt.date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def last_day(year: int, quarter: int) -> dt.date:
    """The last day of a quarter."""
    following = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return following - dt.timedelta(days=1)


def before(year: int, quarter: int) -> tuple[int, int]:
    """The quarter before this one."""
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def quarters_until(years: Sequence[int], today: dt.date) -> list[tuple[int, int]]:
    """Those of these years that have begun, the latest first."""
    now = quarter_of(today)
    return [
        (year, number)
        for year in sorted(years, reverse=True)
        for number in (4, 3, 2, 1)
        if (year, number) <= now
    ]
