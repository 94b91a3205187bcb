"""A data form as data: fields with their kinds, tables with their columns, checks as conditions.

Canonical values, as they are stored (no float anywhere):

    text, long_text            str
    integer                    int
    decimal, percent           str, a plain decimal without trailing zeros ("62.5"; a percent of 62.5 % is "62.5")
    money                      int, in fen
    date, month, year          str: "2026-11-25", "2026-11", "2026"
    yes_no                     bool
    choice / choices           key of the choice / list of keys in the order of the declaration
    organisation, person, entry   {"id": public id, "text": what it was called then}
    evidence                   list of {"id": public id, "text": name of the file, "size": bytes}
    table                      list of rows {"_row": id, column: value, …}

What is missing has no key. Missing is not zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.core.conditions import Condition

ROW = "_row"
KINDS = {
    "text": "一行文字",
    "long_text": "多行文字",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额",
    "percent": "百分比",
    "date": "日期",
    "month": "年月",
    "year": "年份",
    "yes_no": "是或否",
    "choice": "单选",
    "choices": "多选",
    "organisation": "单位",
    "person": "人员",
    "entry": "任务或计划",
    "evidence": "佐证材料",
    "table": "表格",
}
NUMBERS = frozenset({"integer", "decimal", "money", "percent"})
DAYS = frozenset({"date", "month", "year"})
TEXTS = frozenset({"text", "long_text"})
CHOSEN = frozenset({"choice", "choices"})
PICKED = frozenset({"organisation", "person", "entry"})
FILES = frozenset({"evidence"})
RANGED = NUMBERS | DAYS
MONEY_UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}  # in fen
LARGEST = 10**12  # of the unit itself; projections keep ten-thousandths in 64 bits
PLACES = 4
MOST_FILES = 10  # of one field

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, or one column of a table. `low` and `high` are canonical values of its kind."""

    key: str
    kind: str
    label: str
    unit: str = ""
    required: bool = False
    low: Any = None
    high: Any = None
    help: str = ""
    section: str = ""  # a heading that begins with this field
    personal: bool = False
    find: bool = False  # sorted, filtered or summed by: goes into the projection
    unique: bool = False  # in a table: no two rows alike
    prefill: str = ""  # name of a source of `Stage.prefill`
    pick: str = ""  # name of a list of `Stage.pick`; empty: the list named after the kind
    places: int = 2  # decimals of decimal and percent
    length: int = 0  # most characters of a text
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    rows: tuple[Choice, ...] = ()  # fixed rows; without them people add rows
    least: int = 0  # rows
    most: int = 100
    sums: bool = False  # of a column: shown below the table
    shown_if: Condition | None = None
    required_if: Condition | None = None

    @property
    def is_fixed(self) -> bool:
        """A table whose rows are given."""
        return bool(self.rows)

    @property
    def pick_name(self) -> str:
        return self.pick or self.kind

    @property
    def most_files(self) -> int:
        return min(self.most, MOST_FILES)

    def column(self, key: str) -> Field | None:
        return next((each for each in self.columns if each.key == key), None)

    def choice_label(self, key: str) -> str:
        return next((each.label for each in self.choices if each.key == key), key)


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold, and what to say where it does not. With `table` it is asked for each of its rows."""

    must: Condition
    message: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one version, in their order."""

    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()

    def field(self, key: str) -> Field | None:
        return next((each for each in self.fields if each.key == key), None)

    def walk(self) -> Iterator[tuple[str, Field]]:
        """(path, field) of every field and column; a column's path is `table.column`."""
        for each in self.fields:
            yield each.key, each
            for column in each.columns:
                yield f"{each.key}.{column.key}", column

    @property
    def holds_personal(self) -> bool:
        """Whether any field or column asks for something of a person."""
        return any(field.personal for _, field in self.walk())

    def at(self, path: str) -> Field | None:
        table, _, column = path.partition(".")
        found = self.field(table)
        return found.column(column) if found and column else found

    def label(self, path: str) -> str:
        """What a path is called: 经费明细的合计 for a table's column, 经费明细的行数 for its count."""
        table, _, column = path.partition(".")
        found = self.field(table)
        if found is None:
            return path
        if not column:
            return found.label
        if column == "count":
            return f"{found.label}的行数"
        inner = found.column(column)
        return f"{found.label}“{inner.label}”合计" if inner else path


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a field (`path`: key, or table/row/column); "" is the form as a whole."""

    path: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Picked:
    """One object that can be chosen: an organisation, a person, an entry."""

    id: str
    text: str
    also: tuple[str, ...] = ()  # other names it is known by


Picks = Mapping[str, tuple[Picked, ...]]  # by name of the list
