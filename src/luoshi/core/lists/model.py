"""What is looked for in a list, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from luoshi.core.fields.model import Choice, Field, Picked


class Shape(StrEnum):
    """What a text field holds besides text: it is checked, and finds its column where the heading does not say."""

    PLAIN = ""
    NAME = "name"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    NUMBER = "number"  # a number that is no quantity (certificate, document): its digits must be whole


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field of the register. `aliases`: other headings for it; `identity`: told apart by it."""

    field: Field
    aliases: tuple[str, ...] = ()
    shape: Shape = Shape.PLAIN
    identity: bool = False
    picked: tuple[Picked, ...] = ()  # what can be chosen, for fields that point to something

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def kind(self) -> str:
        return self.field.kind

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.field.choices

    @property
    def required(self) -> bool:
        return self.field.required


SURE, LIKELY, NONE = "sure", "likely", "none"


@dataclass(slots=True)
class Column:
    """One column of a table: its headings from the top down, and the field it is taken for ("" = left out)."""

    at: int  # from 1
    letter: str
    path: tuple[str, ...]
    field: str = ""
    certainty: str = NONE
    unit: str = ""  # that the heading or a line above the table names
    note: str = ""  # why it is not certain, or cannot be taken
    samples: tuple[str, ...] = ()
    tick: str = ""  # of a choice spread over several columns: the choice that a tick here means

    @property
    def heading(self) -> str:
        return " / ".join(self.path)


@dataclass(slots=True)
class Table:
    """One table of a sheet. `digest` names its headings: the same list next year has the same."""

    sheet: str
    first: int  # row of the head
    last: int
    columns: list[Column]
    digest: str = ""
    is_word: bool = False

    def column_of(self, key: str) -> Column | None:
        return next((each for each in self.columns if each.field == key), None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell, or (field "") a row, that a person decides about.

    code      what kind of doubt it is; doubts with the same field, code and text are alike
    text      what stands in the cell
    why       in words
    proposal  canonical value; None: there is none
    place     as people find it: 工作表“Sheet1”C7
    """

    field: str
    code: str
    text: str
    why: str
    place: str
    proposal: Any = None


@dataclass(slots=True)
class ListRow:
    """A row with the canonical values of its certain cells, and the doubts of the others."""

    table: int
    number: int  # as the spreadsheet counts
    values: dict[str, Any]
    doubts: list[Doubt] = field(default_factory=list)
    twin: int = 0  # number of an earlier row with the same identity
    twin_at: int = (
        -1
    )  # its position among the rows: numbers are alike in several sheets, and in halves of one
    at: int = -1  # the own position


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows left out: from `first` to `last` of a sheet, why, and what stands there."""

    sheet: str
    first: int
    last: int
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """How many people or entries the list itself says a table has, and where."""

    table: int
    place: str
    text: str
    count: int


@dataclass(slots=True)
class Listed:
    """A whole file as read."""

    name: str
    tables: list[Table] = field(default_factory=list)
    rows: list[ListRow] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)

    @property
    def doubts(self) -> list[Doubt]:
        return [doubt for row in self.rows for doubt in row.doubts]


Chosen = Mapping[str, Mapping[int, str]]  # digest of a table → column → key of the field, "" = left out
