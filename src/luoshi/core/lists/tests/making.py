"""Lists made for the tests: a file, the fields of its register, and what a careful reader takes from it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from luoshi.core.fields import read
from luoshi.core.lists.asking import shape_of
from luoshi.core.lists.model import Listed, Wanted

ASK = "ASK"  # the reader must not decide this


@dataclass
class Case:
    """truth: by (sheet, row) the values; what has no key is empty there. `dropped`: rows that are no entries."""

    name: str
    data: bytes
    fields: list[Wanted]
    truth: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)


@dataclass
class Score:
    """cells: that hold something a reader can tell. wrong: said for certain and not so. asked: a doubt where a
    reader is certain; proposed: of those with the right proposal. guessed: certain where a reader cannot be.
    """

    cells: int = 0
    right: int = 0
    wrong: int = 0
    asked: int = 0
    proposed: int = 0
    missing: int = 0
    must_ask: int = 0
    guessed: int = 0
    rows: int = 0
    lost: int = 0
    extra: int = 0
    columns: int = 0
    unmapped: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        total = Score()
        for name in self.__slots__ if hasattr(self, "__slots__") else vars(self):
            setattr(total, name, getattr(self, name) + getattr(other, name))
        return total


def wanted(rows: Sequence[Sequence[Any]], identity: Sequence[str]) -> list[Wanted]:
    """Fields as (key, kind, label, *more): more is a unit, a tuple of choices or a dict of other settings."""
    found = []
    for key, kind, label, *more in rows:
        data: dict[str, Any] = {"key": key, "kind": kind, "label": label}
        for each in more:
            if isinstance(each, tuple):
                data["choices"] = [{"key": f"c{at}", "label": text} for at, text in enumerate(each)]
            elif isinstance(each, dict):
                data |= each
            else:
                data["unit"] = each
        found.append(data)
    form, problems = read({"fields": found})
    assert not problems, problems
    return [Wanted(each, (), shape_of(each), each.key in identity) for each in form.fields]


def book(*sheets: tuple[str, Any]) -> bytes:
    """Sheets by name; the second part is a function that fills the sheet, or its rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in sheets:
        sheet = made.create_sheet(name)
        if callable(content):
            content(sheet)
        else:
            fill(sheet, content)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def fill(sheet: Worksheet, rows: Sequence[Sequence[Any]], top: int = 1) -> None:
    for number, row in enumerate(rows, start=top):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column, value)


def compare(case: Case, listed: Listed) -> Score:
    """How the reading stands to the truth, cell by cell."""
    score = Score()
    found = {(_sheet(listed, row.table), row.number): row for row in listed.rows}
    keys = {key for values in case.truth.values() for key in values}
    mapped = {column.field for table in listed.tables for column in table.columns if column.field}
    score.columns, score.unmapped = len(keys), len(keys - mapped)
    score.faults += [f"{case.name}: no column for {key}" for key in sorted(keys - mapped)]
    for at, values in case.truth.items():
        score.rows += 1
        row = found.get(at)
        if row is None:
            score.lost += 1
            score.cells += sum(value != ASK for value in values.values())
            score.missing += sum(value != ASK for value in values.values())
            score.faults.append(f"{case.name}: row {at} is lost")
            continue
        doubts = {doubt.field: doubt for doubt in row.doubts}
        for key in keys:
            _cell(score, f"{case.name} {at} {key}", values.get(key), row.values.get(key), doubts.get(key))
    extra = [at for at in found if at not in case.truth and not _is_asked(found[at])]
    score.extra = len(extra)
    score.faults += [f"{case.name}: row {at} is no entry" for at in extra]
    return score


def _sheet(listed: Listed, at: int) -> str:
    """Sheet1#2: the second half beside the first."""
    table = listed.tables[at]
    before = [each for each in listed.tables[:at] if (each.sheet, each.first) == (table.sheet, table.first)]
    return f"{table.sheet}#{len(before) + 1}" if before else table.sheet


def _is_asked(row: Any) -> bool:
    return any(not doubt.field for doubt in row.doubts)


def _cell(score: Score, where: str, truth: Any, value: Any, doubt: Any) -> None:
    if truth == ASK:
        score.must_ask += 1
        if doubt is None:
            score.guessed += 1
            score.faults.append(f"{where}: certain of {value!r}")
        return
    if truth is None:
        if value is not None:
            score.wrong += 1
            score.faults.append(f"{where}: {value!r} out of nothing")
        return
    score.cells += 1
    if doubt is not None:
        score.asked += 1
        score.proposed += doubt.proposal == truth
        score.faults.append(f"{where}: asked {doubt.text!r} ({doubt.code}), proposes {doubt.proposal!r}")
    elif value is None:
        score.missing += 1
        score.faults.append(f"{where}: nothing instead of {truth!r}")
    elif value == truth:
        score.right += 1
    else:
        score.wrong += 1
        score.faults.append(f"{where}: {value!r} instead of {truth!r}")


def truths(sheet: str, rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    return {(sheet, number): dict(values) for number, values in rows.items()}
