"""The doubts of a reading and what a person said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from luoshi.core.fields.model import Field

from .models import ListImport
from .outline import CONFLICT, outline_now
from .wanted import fields_of

__all__ = ["CONFLICT", "Group", "Sheet"]
TAKE, TYPE, EMPTY, DROP, KEEP, OTHER = "take", "type", "empty", "drop", "keep", "other"
FOR_LATER = "留后面的一行"


@dataclass(slots=True)
class Group:
    """Doubts that are alike: the same field says the same for the same reason. `rows`: positions in the reading."""

    id: str
    field: Field | None
    doubt: dict[str, Any]
    rows: list[int] = field(default_factory=list)
    place: str = ""  # of the first row
    name: str = ""  # what the first row is called
    twin: str = ""  # where the earlier row stands that is the same one
    open_text: str = ""  # of a row what is not personal

    @property
    def is_row(self) -> bool:
        return self.field is None

    @property
    def proposal(self) -> Any:
        return self.doubt["proposal"]

    @property
    def has_proposal(self) -> bool:
        return self.proposal is not None

    @property
    def row_key(self) -> str:
        """Of a doubt about a whole row: each of its doubts is answered by itself."""
        return f"{self.rows[0]}:{self.doubt['code']}"

    def cells(self) -> list[str]:
        return [f"{row}:{self.field.key}" for row in self.rows] if self.field else []


class Sheet:
    """A reading with its decisions. The reading itself is opened only where its rows are asked for."""

    def __init__(self, row: ListImport) -> None:
        self.row, self.outline, self.decisions = row, outline_now(row), row.decisions
        self.fields = {each.key: each for each in fields_of(row.register)}

    @cached_property
    def reading(self) -> dict[str, Any]:
        return self.row.reading

    @property
    def is_own(self) -> bool:
        """Whether it is the register's own workbook (`own`)."""
        return bool(self.outline["own"])

    @property
    def count(self) -> int:
        return len(self.outline["rows"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.reading.get("rows", [])
        return found

    def is_dropped(self, at: int) -> bool:
        return at in self.left_out

    @cached_property
    def left_out(self) -> dict[int, str]:
        """Rows that a person leaves out, and why: by any doubt of theirs, or in favour of a later one."""
        found: dict[int, str] = {}
        for key, (how, words) in self.decisions["rows"].items():
            at = int(key.partition(":")[0])
            if how == DROP:
                found[at] = words
            elif how == OTHER and (twin := self.outline["rows"][at][2]) >= 0:
                found.setdefault(twin, FOR_LATER)
        return found

    @property
    def rows_between(self) -> int:
        """Rows of the file that are no entries: titles, totals, notes, what was there before."""
        return sum(each["last"] - each["first"] + 1 for each in self.outline["dropped"])

    def totals_apart(self) -> list[str]:
        """Where the list says itself how many there are, and it is another number than is read in."""
        found = []
        for each in self.outline["totals"]:
            at = [n for n, row in enumerate(self.outline["rows"]) if row[0] == each["table"]]
            left = sum(self.is_dropped(n) for n in at)
            if len(at) - left != each["count"]:
                kept = f"读入 {len(at) - left} 条" + (f"（另有 {left} 行不读入）" if left else "")
                found.append(f"名单{each['place']}写“{each['text'][:40]}”，{kept}，请核对。")
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """Every doubt, alike ones together."""
        found = []
        for each in self.outline["groups"]:
            doubt = each["doubt"]
            group = Group(**{**each, "field": self.fields.get(doubt["field"])})
            group.twin = self._twin_of(each["rows"][0]) if group.is_row else ""
            found.append(group)
        return found

    @cached_property
    def open(self) -> list[Group]:
        return [group for group in self.groups if not self.is_decided(group)]

    @cached_property
    def settled(self) -> list[Group]:
        return [group for group in self.groups if self.is_decided(group)]

    def is_decided(self, group: Group) -> bool:
        if group.is_row:
            return self.is_dropped(group.rows[0]) or group.row_key in self.decisions["rows"]
        cells = zip(group.rows, group.cells(), strict=True)
        return all(self.is_dropped(row) or key in self.decisions["cells"] for row, key in cells)

    def decision(self, group: Group) -> list[Any]:
        """[how, value or words]; ["", None] where there is none yet."""
        if group.is_row and group.row_key in self.decisions["rows"]:
            return list(self.decisions["rows"][group.row_key])
        if all(self.is_dropped(row) for row in group.rows):
            return [DROP, self.left_out[group.rows[0]]]
        if group.is_row:
            return ["", ""]
        key = next((key for key in group.cells() if key in self.decisions["cells"]), "")
        return list(self.decisions["cells"].get(key, ["", None]))

    def _twin_of(self, at: int) -> str:
        table, _, twin_at, twin = self.outline["rows"][at]
        if twin_at < 0:
            return ""
        return f"第{twin}行" if self.outline["rows"][twin_at][0] == table else self.place_of(twin_at)

    def place_of(self, at: int) -> str:
        number_of_table, number, *_ = self.outline["rows"][at]
        table = self.outline["tables"][number_of_table]
        sheet = f"工作表“{table['sheet']}”" if table["sheet"] and not table["is_word"] else table["sheet"]
        return f"{sheet}第{number}行"

    def values(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Position and values of each row that is read in, with what was decided. An empty cell says nothing: it
        never empties what stands in the register.
        """
        for at, row in enumerate(self.rows):
            if self.is_dropped(at):
                continue
            values = {key: value for key, value in row["values"].items() if key in self.fields}
            for doubt in row["doubts"]:
                decided = self.decisions["cells"].get(f"{at}:{doubt['field']}")
                if decided is not None and doubt["field"] in self.fields:
                    values[doubt["field"]] = decided[1]
            if "entry" not in row:
                yield at, {key: value for key, value in values.items() if value is not None}
            else:  # of our own workbook: what was emptied is emptied
                yield at, {**dict.fromkeys(row["emptied"]), **values}
