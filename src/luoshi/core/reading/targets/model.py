"""What a reader takes from one policy phrase: the target, and what he knew before he read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal


class Comparator(StrEnum):
    """How the printed number binds (design, section 3)."""

    AT_LEAST = "at_least"  # 不少于 不低于 以上 至少
    MORE_THAN = "more_than"  # 超过 突破
    REACH = "reach"  # 达到 提高到
    ABOUT = "about"  # 左右 约
    AT_MOST = "at_most"  # 不超过 以内 限额
    LESS_THAN = "less_than"  # 以下 低于
    RANGE = "range"  # 1—3
    EXACT = "exact"  # a bare number
    SOME = "some"  # 一批: a person sets the number
    ALL = "all"  # 全部 全覆盖
    BY_DATE = "by_date"  # only a date


Measure = Literal["level", "increase", "decrease", "multiple", "per_year"]
Report = Literal["", "mixed", "told", "outlook"]
IssuerLevel = Literal["school", "county", "city", "province", "national"]


@dataclass(frozen=True, slots=True)
class TargetContext:
    """What is known before the phrase is read.

    plan_period   first and last year of the plan, if the document states them
    year          the year of the document; "年底前" and "3年内" count from it
    issuer_level  who issued the document; decides whose total an unattributed number is
    national      the text quotes a national task (the annex): its totals are the nation's
    header        heading of the column, for the text of a table cell
    reported      the heading or a sentence before says that the text tells what was done
    report        title or heading says so of the whole text: its own year is over. `told`: nothing in it binds until
                  a word commits; `mixed` (a circular on an inspection): bounds such as 不少于 may bind; `outlook`: the
                  heading says that the text foretells (面临的形势), nothing in it binds
    planned       the heading says that the text tells what to do: a bare row of numbers is no fact there
    announced     due and period that the sentence leading in gives to the list below it
    """

    plan_period: tuple[int, int] | None = None
    year: int | None = None
    issuer_level: IssuerLevel | None = None
    national: bool = False
    header: str = ""
    reported: bool = False
    report: Report = ""
    planned: bool = False
    announced: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """One target. `text` is the phrase as given, `span` its code points [start, end) in the given text.

    quantity, upper  number in base units (15万名 is 150000, 50% is 50); upper only for a range
    unit             measure word as printed, without 每…; a teacher ratio is 生/师
    scope            national, province, city, county, each_school, each_specialty, …; None when not known
    due, period      YYYY[-MM[-DD]], YYYY-YYYY; None when the text gives none
    ask              what the text leaves unspoken, with the proposal, for a person to settle
    """

    text: str
    span: tuple[int, int]
    subject: str | None
    quantity: int | float | None
    upper: int | float | None
    unit: str | None
    comparator: Comparator
    level: str | None
    and_above: bool
    scope: str | None
    scope_basis: Literal["stated", "inferred"]
    due: str | None
    period: str | None
    recurrence: str | None
    measure: Measure
    ask: str | None = None

    def to_json(self) -> dict[str, object]:
        """The fields of `read --json`, design section 5."""
        fields = asdict(self)
        return fields | {"span": list(self.span), "comparator": self.comparator.value}
