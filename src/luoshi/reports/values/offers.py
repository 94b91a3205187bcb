"""A value under its name, and a list under its own. What there is nothing of is said as missing, never as 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.core.report_templates import ROW, Put

if TYPE_CHECKING:
    from luoshi.indicators.queries import Shown

    from .facts import Facts

NOTHING = "（暂无数据）"


@dataclass(frozen=True, slots=True)
class Value:
    """text: with its unit; number: plain, for a cell of a workbook; shown: the figure it is, to be printed."""

    text: str
    number: str = ""
    missing: bool = False
    shown: Shown | None = None

    @property
    def put(self) -> Put:
        return Put(self.text, self.number)


def missing(words: str = NOTHING, shown: Shown | None = None) -> Value:
    return Value(words, missing=True, shown=shown)


def text(words: str) -> Value:
    return Value(words) if words.strip() else missing()


def count(number: int | None, unit: str) -> Value:
    """Of a value by itself, with its unit beside it."""
    return missing() if number is None else Value(f"{number:,} {unit}".rstrip())


def cell(number: int | None) -> Value:
    """Of a list, whose column says the unit."""
    return missing("—") if number is None else Value(f"{number:,}", str(number))


def in_table(value: Value) -> Value:
    """A cell of a table says what there is nothing of by a dash."""
    return Value("—", missing=True, shown=value.shown) if value.missing else value


@dataclass(frozen=True, slots=True)
class Offer:
    """One marker. hidden: found by its name, though the page of markers does not list it (it is told in words)."""

    name: str
    group: str
    give: Callable[[Facts], Value]
    tells: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. key: names it for ever; name: as people know it; values: by column."""

    key: str
    name: str
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class ListOffer:
    """A list for a repeated row. give: its items with the columns asked for. The column 序号 is there by itself."""

    name: str
    group: str
    columns: Sequence[str]
    give: Callable[[Facts, Sequence[str]], list[Item]]
    tells: str = ""

    def marker(self, column: str) -> str:
        return f"{ROW}{self.name} {column}"


NUMBER = "序号"
Row = dict[str, Any]
