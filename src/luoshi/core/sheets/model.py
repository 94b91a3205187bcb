"""What is known of a template, what a school answers, what comes back.

Keys     tables `t1`, `t2` …; columns `t1_c3` (unique in the template, the number is the column's in the grid); single
         fields `f1` …; rows of a table with given rows `r5` (the row's number in the grid). All fit for a data form.
Values   as data forms store them (`core.fields.model`): text as str, integer as int, decimal and percent as a plain
         decimal in str ("62.5"; 62.5 % is "62.5" whatever the cell stores), a date as ISO str, yes_no as bool. A choice
         is its **label**. Decimal, date and float are taken too. None or a missing key is empty.
Address  of a cell: `s2!C7` is C7 of the second sheet, `w1!R3C2` row 3, column 2 of the first Word table, `p4` the
         fourth paragraph of the body.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from luoshi.core.reading.findings import Finding

Value = str | int | bool | float | Decimal | dt.date | None
UNLABELLED = "填报内容"  # the label of the only row of a table that prints none
ROW = "_row"  # the key of a given row within the row of an answer, as in data forms
Row = Mapping[str, Value]


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class Shape(StrEnum):
    """What the rows of a table are."""

    SCHOOLS = "schools"  # one row per school; a school answers the columns
    LIST = "list"  # free rows; a school answers as many as it has
    FIXED = "fixed"  # rows with given labels; a school answers the grid


class Arrangement(StrEnum):
    """How the schools' answers come together in the file that goes up."""

    ROWS = "rows"  # a row per school in one or several tables
    LISTS = "lists"  # the schools' rows one after another
    SHEETS = "sheets"  # one sheet per school, all in the file already
    FORM = "form"  # one file per school


class Certainty(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A school by its full name and the other names it is known by."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    key        unique in the template
    label      of the lowest heading; `path`: the headings from the top down, the label last
    at         number of the column in the grid (1 is A)
    unit       人, 万元, % …, from the heading or the line above the table
    choices    labels of a list that the cell allows, or of the boxes printed in it (`ticks`)
    formula    the template computes it: never asked, never written
    sum_of     keys of the columns it says to be the sum of (合计, 其中…), for checks
    part_of    key of the column it is a part of (其中：…), for checks
    fill       asked of the school; false for 序号, the school's name, formulas, and columns the upper office filled
    required   the heading or a note says that it must be filled
    places     decimals shown by the cell's format, None where it says nothing
    low, high  bounds of the cell's own data validation
    sample     what a sample row shows
    """

    key: str
    label: str
    at: int
    path: tuple[str, ...] = ()
    unit: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    formula: bool = False
    sum_of: tuple[str, ...] = ()
    part_of: str = ""
    fill: bool = True
    required: bool = False
    places: int | None = None
    low: str = ""
    high: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A row with a given label. `school`: the name of the school given to `read_template` that it belongs to.

    `blank` names the keys of the columns that are to be filled in this row (a form may strike some out).
    """

    key: str
    label: str
    at: int
    school: str = ""
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateTable:
    """A table to be filled.

    grid         which sheet or Word table: `s1`, `w2`
    where        the sheet's name, or 表2 of a Word file
    header       first and last row of the headings (the numbered row included)
    first, last  rows of the body as printed; a list may grow beyond
    rows         of the body that bear a label: schools or fixed rows
    name_at      column of the school's name, 0 where there is none
    number_at    column of 序号, 0 where there is none
    totals       rows of 合计 and 小计; samples: rows of 示例, which are left alone
    places       where the table stands once for each school (schools across the columns, several rows for each):
                 (school, rows further down, columns further right); rows and columns are those of the first
    """

    key: str
    title: str
    grid: str
    where: str
    shape: Shape
    header: tuple[int, int]
    first: int
    last: int
    columns: tuple[Column, ...]
    rows: tuple[FixedRow, ...] = ()
    name_at: int = 0
    number_at: int = 0
    totals: tuple[int, ...] = ()
    samples: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()
    certainty: Certainty = Certainty.CERTAIN

    def place_of(self, school: str) -> tuple[int, int] | None:
        """Rows down and columns right of the first school's; None where it has no place."""
        if not self.places:
            return 0, 0
        return next(((down, aside) for name, down, aside in self.places if name == school), None)

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns that a school fills."""
        return tuple(column for column in self.columns if column.fill)

    def column(self, key: str) -> Column | None:
        return next((each for each in self.columns if each.key == key), None)


@dataclass(frozen=True, slots=True)
class SingleField:
    """One label with its cell, or one blank in a line.

    address  of the cell or paragraph
    role     what it is, where that is known: unit (填报单位), filler, phone, checker, head, day; else ""
    ticks    the options of □是 □否, as printed after the box
    span     where in the text of the cell the blank lies (start, end), for 填报单位：____ in one cell; else None
    before   the text between this blank and the one before it in the cell; `after`: to the end of the cell
    formula  computed by the template: not asked
    hint     what stands in the empty cell and says how to fill it (（限500字以内）)
    many     more than one box may be ticked
    """

    key: str
    label: str
    address: str
    path: tuple[str, ...] = ()
    unit: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    role: str = ""
    ticks: tuple[str, ...] = ()
    many: bool = False
    span: tuple[int, int] | None = None
    before: str = ""
    after: str = ""
    hint: str = ""
    formula: bool = False
    required: bool = False
    places: int | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A template as read.

    copies  for `Arrangement.SHEETS`: (school, grid) of each sheet; `tables` and `fields` are those of the first
    digest  SHA-256 of its bytes: filling another file with it is refused
    """

    name: str
    kind: str  # xlsx or docx
    title: str
    arrangement: Arrangement
    certainty: Certainty
    tables: tuple[TemplateTable, ...] = ()
    fields: tuple[SingleField, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    digest: str = ""

    def table(self, key: str) -> TemplateTable | None:
        return next((each for each in self.tables if each.key == key), None)

    def field(self, key: str) -> SingleField | None:
        return next((each for each in self.fields if each.key == key), None)

    def column(self, key: str) -> tuple[TemplateTable, Column] | None:
        for table in self.tables:
            found = table.column(key)
            if found is not None:
                return table, found
        return None


@dataclass(frozen=True, slots=True)
class SchoolAnswer:
    """What one school answers.

    values  by column key (tables with a row per school) and by field key
    rows    by table key: rows of a list, each {column key: value}, and of given rows, besides {"_row": "r5"}
    """

    school: SchoolName
    values: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """Something in the merged answers to look at.

    code   sum, unit, part, percent, empty, duplicate, range, choice, school-without-row, not-written
    where  a sheet or a cell, as people say it
    key    of the column, field or table
    """

    code: str
    message: str
    where: str = ""
    school: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The file that goes up.

    data      the bytes; for `Arrangement.FORM` the form as the office filled it
    each      (school, bytes) for `Arrangement.FORM`: one file per school
    changed   the parts of the package that differ from the template's
    checks    what does not fit, most serious first
    """

    data: bytes
    changed: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    each: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell of a sheet that came back and cannot be taken. `where` is said as Excel says it (工作表“表一”C7)."""

    where: str
    message: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """What a filled sheet holds: one answer per school of which anything was filled, and what cannot be taken.

    blank  by school the keys of columns, fields and tables that stand at their place and are empty
    """

    answers: tuple[SchoolAnswer, ...] = ()
    faults: tuple[Fault, ...] = ()
    blank: Mapping[str, frozenset[str]] = field(default_factory=dict)
