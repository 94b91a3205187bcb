"""The doubts of a reading and what a person said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from luoshi.core.fields import shown
from luoshi.core.fields.model import Field

from .models import ListImport
from .wanted import fields_of

TAKE, TYPE, EMPTY, DROP, KEEP, OTHER = "take", "type", "empty", "drop", "keep", "other"
FOR_LATER = "留后面的一行"
CONFLICT = "conflict"
_ALONE = {"missing", "double", "hidden", "sum", "lonely", CONFLICT}  # decided row by row


@dataclass(slots=True)
class Group:
    """Doubts that are alike: the same field says the same for the same reason. `rows`: positions in the reading."""

    id: str
    field: Field | None
    doubt: dict[str, Any]
    rows: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
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
    """A reading with its decisions."""

    def __init__(self, row: ListImport) -> None:
        self.row, self.reading, self.decisions = row, row.reading, row.decisions
        self.fields = {each.key: each for each in fields_of(row.register)}

    @property
    def own(self) -> dict[str, Any] | None:
        """What is known besides of the register's own workbook (`own`); None for another list."""
        found: dict[str, Any] | None = self.reading.get("own")
        return found

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
            elif how == OTHER and (twin := self.rows[at].get("twin_at", -1)) >= 0:
                found.setdefault(twin, FOR_LATER)
        return found

    @property
    def rows_between(self) -> int:
        """Rows of the file that are no entries: titles, totals, notes, what was there before."""
        return sum(each["last"] - each["first"] + 1 for each in self.reading["dropped"])

    def totals_apart(self) -> list[str]:
        """Where the list says itself how many there are, and it is another number than is read in."""
        found = []
        for each in self.reading.get("totals", []):
            at = [n for n, row in enumerate(self.rows) if row["table"] == each["table"]]
            left = sum(self.is_dropped(n) for n in at)
            if len(at) - left != each["count"]:
                kept = f"读入 {len(at) - left} 条" + (f"（另有 {left} 行不读入）" if left else "")
                found.append(f"名单{each['place']}写“{each['text'][:40]}”，{kept}，请核对。")
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """Every doubt, alike ones together."""
        found: dict[str, Group] = {}
        for at, row in enumerate(self.rows):
            for doubt in row["doubts"]:
                if doubt["field"] and doubt["field"] not in self.fields:
                    continue
                key = _id_of(at, doubt)
                group = found.get(key)
                if group is None:
                    group = found[key] = Group(key, self.fields.get(doubt["field"]), doubt)
                    if group.is_row:
                        group.twin = self._twin_of(row)
                        group.open_text = self._open_text(row)
                group.rows.append(at)
                group.places.append(doubt["place"])
                group.names.append(self.name_of(at))
        return list(found.values())

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

    def _twin_of(self, row: dict[str, Any]) -> str:
        at = row.get("twin_at", -1)
        if at < 0:
            return ""
        return f"第{row['twin']}行" if self.rows[at]["table"] == row["table"] else self.place_of(at)

    def _open_text(self, row: dict[str, Any]) -> str:
        values = row["values"]
        texts = (
            shown(each, values[key])
            for key, each in self.fields.items()
            if key in values and not each.personal
        )
        return "　".join(filter(None, texts))[:120]

    def name_of(self, at: int) -> str:
        """What a row is called: its first text that is not personal."""
        if label := self.rows[at].get("label"):
            return str(label)[:40]
        values = self.rows[at]["values"]
        texts = (values[key] for key, each in self.fields.items() if key in values and not each.personal)
        return next((text for text in texts if isinstance(text, str) and text), "")[:40]

    def place_of(self, at: int) -> str:
        row = self.rows[at]
        table = self.reading["tables"][row["table"]]
        sheet = f"工作表“{table['sheet']}”" if table["sheet"] and not table["is_word"] else table["sheet"]
        return f"{sheet}第{row['number']}行"

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


def _id_of(at: int, doubt: dict[str, Any]) -> str:
    alone = at if doubt["code"] in _ALONE or not doubt["text"] else ""
    text = f"{doubt['field']}\0{doubt['code']}\0{doubt['text']}\0{alone}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
