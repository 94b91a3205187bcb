"""The register's own workbook come back: which cells were changed since it was given out, row by row.

It gives the same reading as `core.lists`, so doubts, preview, import and taking back are one path; nothing is asked
about columns. A cell that stands as it was given out says nothing. `entry`: public id of a row given out, "" of a new
one; `emptied`: fields whose cell was emptied; what somebody changed in the register meanwhile is a doubt `conflict`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying
from luoshi.common.workbooks import Field, NotOurs, Returned, returned
from luoshi.core.fields import shown
from luoshi.core.lists.cells import Asked
from luoshi.core.lists.model import SURE, Column, Wanted
from luoshi.core.lists.sheet import Cell
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.reading import LOST_DIGITS
from luoshi.core.workbooks.rows import Row, Table
from luoshi.registers.models import Entry, Register
from luoshi.registers.sheets import fields_to_fill_in, form_of_book, texts_of

from .wanted import wanted_of

AT_ONCE = 500
MOST = 20_000
ANOTHER = "下载这张登记表以后，台账登记的内容改过。请重新下载登记表，把改动复制过去再上传。"
NO_TABLE = "登记表里找不到原来的表头。请重新下载登记表，把改动复制过去再上传。"


def reading_of(
    sheets: Sequence[dict[str, Any]], register: Register, organisation: Organisation, actor: Actor
) -> dict[str, Any]:
    """Raises NotOurs, in words."""
    book = returned(sheets, form=form_of_book(register), organisation=organisation.public_id)
    current = register.definition.current
    if book.facts is None or current is None or book.facts["form_version"] != current.public_id:
        raise NotOurs(ANOTHER)
    fields = fields_to_fill_in(register)
    table = book.table([Field(f.key, f.label, needed=at == 0) for at, f in enumerate(fields)])
    if table is None:
        raise NotOurs(NO_TABLE)
    if len(table.rows) > MOST:
        raise NotOurs(f"登记表里有 {len(table.rows)} 行，一次最多 {MOST} 行，请分几次办。")
    compared = _Compared(register, organisation, book, table, wanted_of(register, actor))
    rows = list(compared.rows())
    there = {row["entry"] for row in rows if row["entry"]}
    return {
        "own": {"removed": [key for key in book.given if key not in there]},
        "tables": [_table_data(table, fields)],
        "rows": rows,
        "dropped": [],
        "remarks": ["认出这是系统发出的登记表，只读入改动过的格子。"],
    }


def _table_data(table: Table, fields: Sequence[Any]) -> dict[str, Any]:
    columns = [
        {"at": at, "letter": table.letters[f.key], "path": [f.label], "field": f.key, "certainty": SURE}
        for at, f in enumerate(fields, 1)
        if f.key in table.letters
    ]
    plain = {"unit": "", "note": "", "samples": [], "tick": ""}
    return {
        "sheet": table.sheet,
        "first": 1,
        "last": table.rows[-1].number if table.rows else 1,
        "columns": [{**column, **plain} for column in columns],
        "digest": "own",
        "is_word": False,
    }


class _Compared:
    """Rows of the table beside what was given out and what stands now."""

    def __init__(
        self,
        register: Register,
        organisation: Organisation,
        book: Returned,
        table: Table,
        wanted: Sequence[Wanted],
    ) -> None:
        self.register, self.organisation, self.book, self.table = register, organisation, book, table
        self.asked = {
            each.key: Asked(Column(0, table.letters[each.key], (each.label,), each.key, SURE), each)
            for each in wanted
            if each.key in table.letters
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        now = self._standing()
        seen: set[str] = set()
        for row in self.table.rows:
            key = row.cells.get("_id", "").strip()
            if key in seen or key not in self.book.given:
                key = ""  # a row copied with its hidden number is a new one
            seen.add(key)
            yield self._row(row, key, now.get(key))

    def _standing(self) -> dict[str, dict[str, Any]]:
        """By public id the values that are not personal, as they are now, of those given out that are open still."""
        current = self.register.definition.current
        assert current is not None
        carrying, keys, found = Carrying(current, open_only=True), list(self.book.given), {}
        for start in range(0, len(keys), AT_ONCE):
            rows = Entry.objects.filter(
                register=self.register, organisation=self.organisation, ended_on__isnull=True,
                public_id__in=keys[start : start + AT_ONCE],
            )  # fmt: skip
            for entry in rows.select_related("answer__form_version"):
                if entry.answer is not None:
                    fields = [each.wanted.field for each in self.asked.values()]
                    values = carrying.values(entry.answer)
                    found[entry.public_id] = {"values": values, "texts": texts_of(fields, entry, carrying)}
        return found

    def _row(self, row: Row, key: str, now: dict[str, Any] | None) -> dict[str, Any]:
        given: Mapping[str, str] = self.book.given[key][1] if key else {}
        found: dict[str, Any] = {"values": {}, "doubts": [], "emptied": []}
        for name, asked in self.asked.items():
            text = tidy.plain(row.cells.get(name, ""))
            if text == tidy.plain(given.get(name, "")):
                if not key and asked.wanted.required and not text:
                    found["doubts"].append(
                        self._doubt(row, asked, "missing", "", f"“{asked.wanted.label}”没有填写。")
                    )
                continue
            self._cell(found, row, asked, text, given.get(name, ""), now)
        label = next(
            (text for name, asked in self.asked.items() if (text := self._open(row, asked, name))), ""
        )
        place = {"table": 0, "number": row.number, "twin": 0, "twin_at": -1}
        return {**found, **place, "entry": key, "label": label}

    @staticmethod
    def _open(row: Row, asked: Asked, name: str) -> str:
        return "" if asked.wanted.field.personal else tidy.plain(row.cells.get(name, ""))

    def _cell(
        self, found: dict[str, Any], row: Row, asked: Asked, text: str, given: str, now: dict[str, Any] | None
    ) -> None:
        """A cell that was changed: its value, or a doubt; where the register changed too, what is to stand."""
        name, mine, wanted = asked.wanted.key, None, asked.wanted
        if text:
            outcome = asked.read(Cell(text.lstrip(LOST_DIGITS), lost=text.startswith(LOST_DIGITS)))
            if outcome.is_doubt:
                said = self._doubt(row, asked, outcome.code, text, outcome.why, outcome.proposal)
                found["doubts"].append(said)
                return
            mine = outcome.value
        elif wanted.required:
            found["doubts"].append(
                self._doubt(row, asked, "missing", "", f"“{wanted.label}”必填，不能清空。")
            )
            return
        stands = now["values"].get(name) if now is not None else None
        moved = now is not None and tidy.plain(now["texts"].get(name, "")) != tidy.plain(given)
        if moved and stands != mine and not wanted.field.personal:
            was, said = given or "空", shown(wanted.field, stands) or "空"
            why = f"下载登记表以后，有人把这一格从“{was}”改成了“{said}”，与您改的不一样。"
            found["doubts"].append({**self._doubt(row, asked, "conflict", text, why, stands), "mine": mine})
        elif mine is None:
            found["emptied"].append(name)
        else:
            found["values"][name] = mine

    def _doubt(
        self, row: Row, asked: Asked, code: str, text: str, why: str, proposal: Any = None
    ) -> dict[str, Any]:
        place = f"工作表“{self.table.sheet}”{asked.column.letter}{row.number}"
        said = {"field": asked.wanted.key, "code": code, "text": text, "why": why, "place": place}
        return {**said, "proposal": proposal}
