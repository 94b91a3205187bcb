"""Reading a workbook that came back: in the child process, with what we signed checked."""

from __future__ import annotations

import base64
import hmac
import json
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luoshi.common import crypto
from luoshi.common.sandbox import run_in_child
from luoshi.core.workbooks.rows import Column, Table, find_table

from .issue import CONTEXT, ID_HEADING, SIGNED_SHEET, Field

SECONDS = 30
LARGEST_SIGNED = 20_000_000  # characters of the signed facts after unpacking
_TASK = "luoshi.core.workbooks.reading.read_sheets"
ID = "_id"


class NotOurs(Exception):
    """The hidden sheet was changed, or is another form's or another organisation's; the message says what to do."""


@dataclass(slots=True)
class Returned:
    """A workbook that came back. `facts` is None for a table that is not ours (no hidden sheet).

    sheets: (name, rows of texts) of the visible ones; given: row id → (version, values) as given out.
    """

    sheets: list[tuple[str, list[list[str]]]]
    facts: dict[str, Any] | None = None
    given: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    merged: dict[str, list[Any]] = field(
        default_factory=dict
    )  # by sheet, ((row, column), (row, column)) from 0

    def table(self, fields: Sequence[Field], also: dict[str, tuple[str, ...]] | None = None) -> Table | None:
        """The first visible sheet that has a table of these fields; the key `_id` holds our row id, if any."""
        columns = [Column(ID, ID_HEADING)] + [
            Column(each.key, each.label, (also or {}).get(each.key, ()), each.needed) for each in fields
        ]
        for name, rows in self.sheets:
            table = find_table(name, rows, columns)
            if table is not None:
                return table
        return None


def open_workbook(name: str, data: bytes, *, form: str, organisation: str = "") -> Returned:
    """Read a file somebody sent. Raises Unreadable (cannot be read) and NotOurs (another form, another organisation,
    the signed part changed). A table without the hidden sheet is read too: it says nothing of what was given out.
    """
    with tempfile.TemporaryDirectory(prefix="luoshi-workbook-") as folder:
        path = Path(folder, "workbook")
        path.write_bytes(data)
        read = run_in_child(_TASK, [path], {"names": [name]}, seconds=SECONDS)
    return returned(read["sheets"], form=form, organisation=organisation)


def returned(sheets: Sequence[dict[str, Any]], *, form: str, organisation: str = "") -> Returned:
    """The same of sheets that a child has read already."""
    found = Returned([(each["name"], each["rows"]) for each in sheets if each["visible"]])
    found.merged = {each["name"]: each["merged"] for each in sheets if each["visible"]}
    signed = next((each for each in sheets if each["name"] == SIGNED_SHEET), None)
    if signed is not None:
        found.facts = _facts(signed["rows"])
        _check(found.facts, form, organisation)
        rows = found.facts["rows"]
        found.given = {id: (version, values) for id, (version, values) in rows.items()}
    return found


def _facts(rows: list[list[str]]) -> dict[str, Any]:
    changed = NotOurs("表中的隐藏内容被改动过，无法核对。请重新下载模板，把填写的内容复制过去再上传。")
    cells = [row[0] for row in rows if row]
    if len(cells) < 2:
        raise changed
    packed = "".join(cell.removeprefix("'") for cell in cells[1:])
    if not hmac.compare_digest(cells[0].encode(), crypto.blind_index(packed, context=CONTEXT).encode()):
        raise changed
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(base64.b85decode(packed), LARGEST_SIGNED)
    facts: dict[str, Any] = json.loads(text)
    return facts


def _check(facts: dict[str, Any], form: str, organisation: str) -> None:
    if facts["form"] != form:
        raise NotOurs("这是另一种表的模板。请在本页下载对应的模板，填好后再上传。")
    if organisation and facts["organisation"] != organisation:
        raise NotOurs("这份表是发给另一个单位的。请在本页重新下载本单位的模板，填好后再上传。")
