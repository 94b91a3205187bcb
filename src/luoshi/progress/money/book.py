"""The quarter as a workbook: out with what stands, back into the grid, compared three ways.

A cell that was left as it was given out keeps what stands now; where both sides changed, both are told. Lines that were
taken out of the sheet stay as they are. A column may be in 元: its heading says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Returned, Workbook, given_row, open_workbook, written
from luoshi.core import money as rules
from luoshi.core.money import NoAmount
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import changes
from luoshi.core.workbooks.rows import Row as SheetRow
from luoshi.core.workbooks.rows import Table

from .lines import AMOUNTS, LABELS, Line, Problem, Quarter, refused_later
from .models import MoneyReport

FORM = "money_in_use.lines"
HEAD_ROWS = 30
_FIELDS = (
    Field("number", "序号", 6, locked=True),
    Field("task", "任务", 40, needed=True, locked=True),
    Field("source", "来源", 14, needed=True, locked=True),
    Field("planned", "本年计划（万元）", 12, locked=True),
    Field("last", "上季到位/支出（万元）", 16, locked=True),
    Field("document", "文号", 24),
    Field("arrived", "本季到位（万元）", 14, needed=True),
    Field("spent", "本季支出（万元）", 14, needed=True),
    Field("reason", "偏差原因", 30),
)
_NOTES = (
    "只填文号、本季到位、本季支出、偏差原因四列；到位、支出写本季度发生的数，没有的填 0。",
    "金额按万元。是元的，在格子里写明（35000元），或把列名改成“本季到位（元）”；累计数、累计执行率由系统计算，不用填。",
    "填好后在填报页上传，先在页面上核对差别，再保存。重复上传同一份表不会重复计数。",
)


class NoTable(RuleBroken):
    """Not our workbook: a list of the finance's own, whose columns a person tells (`finance`)."""


@dataclass(slots=True)
class Brought:
    """Lines for the grid; cells that are wrong; what differs from what stands (label, now, in the workbook)."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    differs: list[tuple[str, str, str]] = field(default_factory=list)


def workbook_of(report: MoneyReport) -> bytes:
    """What stands now, one row a line."""
    quarter = Quarter(report)
    rows = [
        given_row(
            row.key, row.line.version if row.line else 0, number=number, task=row.task, source=row.source_name,
            planned=rules.amount_words(row.planned), last=_last(row.last.arrived, row.last.spent), **row.cells,
        )
        for number, row in enumerate(quarter.rows(), 1)
    ]  # fmt: skip
    book = Workbook(
        form=FORM,
        form_version=str(report.version),
        organisation=report.organisation.public_id,
        title=report.title,
        fields=_FIELDS,
        rows=rows,
        notes=_NOTES,
        sheet="资金使用",
        facts={"report": report.public_id},
    )
    return written(book)


def _last(*amounts: object) -> str:
    said = [rules.amount_words(each) for each in amounts]  # type: ignore[arg-type]
    return " / ".join(each or "—" for each in said) if any(said) else ""


def brought(report: MoneyReport, name: str, data: bytes) -> Brought:
    """Raises Unreadable and NotOurs as `open_workbook` does; RuleBroken for another
    quarter's, NoTable where it is not ours.
    """
    returned = open_workbook(name, data, form=FORM, organisation=report.organisation.public_id)
    if returned.facts is not None and returned.facts.get("report") != report.public_id:
        raise RuleBroken("这是另一个季度的资金使用表。请在本页下载，填好后再上传。")
    table = returned.table(_FIELDS)
    if table is None:
        words = "表里没有找到资金使用：要有任务、来源、本季到位、本季支出几列。请下载模板对照。"
        raise NoTable(words) if returned.facts is None else RuleBroken(words)
    return _Coming(report, returned, table).read()


class _Coming:
    """One workbook on its way in."""

    def __init__(self, report: MoneyReport, returned: Returned, table: Table) -> None:
        self.quarter, self.table = Quarter(report), table
        self.given = {key: values for key, (_, values) in returned.given.items()}
        self.named = self.quarter.named()
        self.by_words = self._by_words()
        self.stands = {row.key: row.cells for row in self.quarter.rows()}
        self.units = {name: _unit(returned, table, name) for name in AMOUNTS}
        self.found = Brought()

    def _by_words(self) -> dict[tuple[str, str], str]:
        """Task and source as they are printed → name of the line; for rows that were typed by hand."""
        names, words = self.quarter.sources, self.quarter.wordings
        return {
            (tidy.name(words[work]), tidy.name(names.get(source, ""))): key
            for key, (work, source) in self.named.items()
        }

    def read(self) -> Brought:
        seen: dict[str, int] = {}
        for row in self.table.rows:
            key = self._key(row)
            if not key:
                continue
            if key in seen:
                self._wrong(row, "task", f"与第{seen[key]}行是同一项任务的同一个来源，请合并成一行。")
                continue
            seen[key] = row.number
            self._take(key, row)
        self.found.problems += refused_later(self.found.lines, self.found.problems)
        return self.found

    def _key(self, row: SheetRow) -> str:
        hidden = row.cells.get("_id", "").strip()
        if hidden in self.named:
            return hidden
        pair = (tidy.name(row.cells["task"]), tidy.name(row.cells["source"]))
        if pair in self.by_words:
            return self.by_words[pair]
        if any(row.cells[name].strip() for name in LABELS):
            self._wrong(row, "task", "没有这项任务的这个来源。任务和来源照模板写，新增的先在填报页加一行。")
        return ""

    def _take(self, key: str, row: SheetRow) -> None:
        number = len(self.found.lines) + 1
        now = self.stands.get(key, dict.fromkeys(LABELS, ""))
        typed = {name: self._typed(number, row, name) for name in LABELS}
        line = Line(key, dict(now))
        self.found.lines.append(line)
        work, source = self.named[key]
        title = f"{self.quarter.wordings[work]} · {self.quarter.sources.get(source, '')}"
        for change in changes(self.given.get(key), now, typed):
            line.cells[change.field] = change.after
            both = "（两边都改过）" if change.conflict else ""
            label = f"{title} · {LABELS[change.field]}{both}"
            self.found.differs.append((label, change.before or "—", change.after or "—"))

    def _typed(self, number: int, row: SheetRow, name: str) -> str:
        """As it would stand in the grid; what cannot be read stays as typed, and is told with its cell."""
        text = row.cells.get(name, "").replace("\N{REPLACEMENT CHARACTER}", "").strip()
        if name not in AMOUNTS:
            return " ".join(text.split())
        try:
            return rules.amount_words(rules.read_amount(text, self.units[name]))
        except NoAmount as wrong:
            place = self.table.place(row, name)
            self.found.problems.append(Problem(number, name, str(wrong), place=place))
            return text

    def _wrong(self, row: SheetRow, name: str, words: str) -> None:
        self.found.problems.append(Problem(0, "document", words, place=self.table.place(row, name)))


def _unit(returned: Returned, table: Table, name: str) -> str:
    """元 where the heading says so. 万元 is what our own heading says: whoever types 元 below it is still asked."""
    wanted = tidy.label(LABELS[name])
    for sheet, rows in returned.sheets:
        if sheet != table.sheet:
            continue
        for row in rows[:HEAD_ROWS]:
            for text in row:
                said = re.search(r"[(（\[【]\s*(?:单位[:：])?\s*(万?元)\s*[)）\]】]", text)
                if said and said[1] == rules.YUAN and tidy.label(text) == wanted:
                    return rules.YUAN
    return ""
