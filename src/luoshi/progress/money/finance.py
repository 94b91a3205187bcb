"""A list as the school's finance keeps it, with headings of its own, into the lines of a quarter. It is read by
`core.lists` in the child, as the lists of registers are; what its columns, projects and sources are, a person says once
for the school. What cannot be read goes into the grid as it stands there, with its cell.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from luoshi.common import sealed_files
from luoshi.common.conversion import to_modern
from luoshi.common.errors import RuleBroken
from luoshi.common.sandbox import run_in_child
from luoshi.core import money as rules
from luoshi.core.fields.model import Field, Picked
from luoshi.core.lists.asking import wanted_data
from luoshi.core.lists.model import NONE, Wanted
from luoshi.core.reading.structure import Unreadable
from luoshi.undertakings.models import Duty

from .book import Brought
from .lines import AMOUNTS, LABELS, Line, Problem, Quarter, refused_later
from .models import FinanceWords, MoneyReport

TASK = "luoshi.core.lists.task.read_file"
SECONDS, FEN = 30, 1_000_000  # fen in 万元
LEFT_OUT = "-"  # said of a project or a source: it is not of this plan
GONE = "上传的文件只留一天，已经清除。请重新上传。"
ALIASES = {
    "task": ("项目", "项目名称", "任务名称", "工作任务", "预算项目", "预算项目名称", "指标名称", "建设内容"),
    "source": ("资金来源", "经费来源", "资金性质", "资金渠道", "资金类型"),
    "document": ("文号", "指标文号", "下达文号", "批复文号", "文件文号", "来文文号"),
    "arrived": ("本季到位", "到位金额", "到位资金", "到账金额", "拨款金额", "下达金额", "收入金额"),
    "spent": ("本季支出", "支出金额", "实际支出", "支付金额", "支出数", "已支付"),
    "reason": ("偏差原因", "备注", "说明", "原因说明"),
}
NAMES = {
    **dict(zip(("task", "source"), ("任务", "来源"), strict=True)),
    **{key: label.partition("（")[0] for key, label in LABELS.items()},
}
ASKED = ("task", "source")


def keep_file(report: MoneyReport, name: str, data: bytes) -> None:
    """Sealed, for a day, until its columns are told; one a quarter."""
    with sealed_files.writing(report.public_id) as writer:
        writer.write(json.dumps({"name": name[:120]}).encode() + b"\n" + data)


def words_of(report: MoneyReport) -> FinanceWords:
    """What the school said before; empty where it said nothing."""
    rows = FinanceWords.objects.filter(organisation=report.organisation_id)
    found = rows.filter(plan=report.plan_id).first()
    if found is not None:
        return found
    other = rows.order_by("-pk").first()  # of another plan: the same lists, other tasks
    known = {"columns": other.columns, "unit": other.unit} if other is not None else {}
    return FinanceWords(organisation=report.organisation, plan=report.plan, **known)


@dataclass(frozen=True, slots=True)
class Word:
    """A project or a source of the list that is not known: where it stands first, and what it is likely."""

    field: str
    text: str
    place: str
    proposal: str = ""

    @property
    def key(self) -> str:
        return f"{self.field}:{self.text}"


@dataclass(slots=True)
class Listing:
    """A list as read, with what is still to be said of it."""

    name: str
    tables: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    known: FinanceWords
    remarks: list[str] = field(default_factory=list)  # cells of amounts that were taken for empty, in words
    added: int = 0  # rows that went into the line of an earlier one

    @property
    def columns_are_told(self) -> bool:
        return all(table["digest"] in self.known.columns for table in self.tables)

    def words(self) -> list[Word]:
        """Each once, in the order of the list."""
        found: dict[str, Word] = {}
        for row in self.rows:
            for doubt in row["doubts"]:
                told = self.known.said(doubt["field"], doubt["text"])
                if doubt["field"] in ASKED and doubt["text"] and told is None:
                    likely = (doubt["proposal"] or {}).get("id", "")
                    word = Word(doubt["field"], doubt["text"], doubt["place"], likely)
                    found.setdefault(word.key, word)
        return list(found.values())


def wanted_of(quarter: Quarter, known: FinanceWords) -> list[Wanted]:
    """Projects are known by the wording of the task, with or without its number, and by what the school said."""
    titles: dict[int, list[str]] = {}
    duties = Duty.objects.filter(organisation=quarter.report.organisation_id, work__in=quarter.carried)
    for work, title in duties.values_list("work_id", "task__title"):
        titles.setdefault(work, []).append(title)
    works = tuple(
        Picked(
            quarter.public[work],
            quarter.wordings[work],
            (*titles.get(work, ()), *known.called("task", quarter.public[work])),
        )
        for work in quarter.carried
    )
    sources = tuple(
        Picked(key, quarter.sources[key], tuple(known.called("source", key))) for key in quarter.source_order
    )
    kinds = {"task": "entry", "source": "entry", "arrived": "money", "spent": "money"}
    picked = {"task": works, "source": sources}
    return [
        Wanted(
            Field(
                key,
                kinds.get(key, "text"),
                NAMES[key],
                required=key == "task",
                unit=known.unit if key in AMOUNTS else "",
            ),
            names,
            picked=picked.get(key, ()),
        )
        for key, names in ALIASES.items()
    ]


def listing_of(report: MoneyReport) -> Listing:
    """The list that lies sealed for this quarter. Raises RuleBroken with one Chinese sentence."""
    try:
        head, _, data = b"".join(sealed_files.reading(report.public_id)).partition(b"\n")
    except FileNotFoundError:
        raise RuleBroken(GONE) from None
    file_name, known = str(json.loads(head)["name"]), words_of(report)
    options = wanted_data(wanted_of(Quarter(report), known))
    with tempfile.TemporaryDirectory(prefix="luoshi-money-") as folder:
        try:
            name, ready = to_modern(file_name, data)
            path = Path(folder) / "0"
            path.write_bytes(ready)
            chosen = {"chosen": known.columns, "names": [name], "shown_as": file_name}
            read = run_in_child(TASK, [path], {**options, **chosen}, seconds=SECONDS)
        except Unreadable as reason:
            raise RuleBroken(str(reason)) from None
    amounts = tuple(f"“{NAMES[key]}”" for key in AMOUNTS)
    remarks = [words for words in read["remarks"] if words.startswith(amounts)]
    return Listing(file_name, read["tables"], read["rows"], read["dropped"], known, remarks)


def lacks_unit(listing: Listing) -> bool:
    """Whether no heading and no line above says 元 or 万元, nor the school before."""
    amounts = [
        column for table in listing.tables for column in table["columns"] if column["field"] in AMOUNTS
    ]
    return not listing.known.unit and any(not column["unit"] for column in amounts)


def is_certain(column: Mapping[str, Any]) -> bool:
    return bool(column["field"]) and column["certainty"] not in ("likely", NONE)


@dataclass(slots=True)
class _Sum:
    """Rows of one task and source, added up."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=lambda: {"document": [], "reason": []})
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)  # column, text, why, place
    rows: int = 0


def brought_from(report: MoneyReport, listing: Listing, default: str = "") -> Brought:
    """Lines for the grid. `default`: the source of rows that name none. Rows of the same task and source are added."""
    quarter, found = Quarter(report), Brought()
    sums: dict[str, _Sum] = {}
    for row in listing.rows:
        key = _key(row, listing.known, default)
        if key is not None:
            _add(sums.setdefault(key, _Sum()), row)
        found.problems += _asked_of(row, key)
    named, stands = quarter.named(), {row.key: row.cells for row in quarter.rows()}
    listing.added = sum(each.rows - 1 for each in sums.values())
    for key, said in sums.items():
        if key in named:
            now = stands.get(key, dict.fromkeys(LABELS, ""))
            work, source = named[key]
            _take(found, Line(key, dict(now)), f"{quarter.wordings[work]} · {quarter.sources[source]}", said)
    found.problems += refused_later(found.lines, found.problems)
    return found


def _asked_of(row: Mapping[str, Any], key: str | None) -> Iterator[Problem]:
    """What a person looks at in the row itself: hidden, without a project."""
    for doubt in row["doubts"]:
        whole = not doubt["field"] and key is not None
        nameless = doubt["field"] in ASKED and not doubt["text"] and set(AMOUNTS) & set(row["values"])
        if whole or nameless:
            yield Problem(0, "document", doubt["why"], place=doubt["place"])


def _key(row: Mapping[str, Any], known: FinanceWords, default: str) -> str | None:
    """Name of the line; None for what the school said is not of this plan."""
    said = {"source": default}
    for name in ASKED:
        if name in row["values"]:
            said[name] = row["values"][name]["id"]
    for doubt in row["doubts"]:
        if doubt["field"] in ASKED and doubt["text"]:
            said[doubt["field"]] = known.said(doubt["field"], doubt["text"]) or LEFT_OUT
    pair = said.get("task", LEFT_OUT), said["source"] or LEFT_OUT
    return None if LEFT_OUT in pair else ":".join(pair)


def _add(one: _Sum, row: Mapping[str, Any]) -> None:
    one.rows += 1
    for name in AMOUNTS:
        if name in row["values"]:
            one.amounts[name] = one.amounts.get(name, Decimal(0)) + Decimal(row["values"][name]) / FEN
    for name, texts in one.texts.items():
        text = row["values"].get(name, "")
        if text and text not in texts:
            texts.append(text)
    for doubt in row["doubts"]:
        if doubt["field"] in LABELS:
            one.wrong.append((doubt["field"], doubt["text"], doubt["why"], doubt["place"]))


def _take(found: Brought, line: Line, title: str, said: _Sum) -> None:
    found.lines.append(line)
    cells = {name: rules.amount_words(value) for name, value in said.amounts.items()}
    cells |= {name: "；".join(texts) for name, texts in said.texts.items() if texts}
    for name, text, why, place in said.wrong:
        cells[name] = text
        found.problems.append(Problem(len(found.lines), name, why, place=place))
    for name, label in LABELS.items():
        now = line.cells.get(name, "")
        if name in cells and cells[name] != now:
            line.cells[name] = cells[name]
            found.differs.append((f"{title} · {label}", now or "—", cells[name]))


def left_out(listing: Listing) -> Iterator[str]:
    """What of the list is no line or no number, in words: 待定, sums, notes, projects that were said to be others."""
    yield from listing.remarks
    for each in listing.dropped:
        yield f"第 {each['first']} 行（{each['why']}）：{each['text'][:60]}"
    for row in listing.rows:
        words = [listing.known.said(doubt["field"], doubt["text"]) for doubt in row["doubts"]]
        if LEFT_OUT in words:
            texts = "、".join(doubt["text"][:40] for doubt in row["doubts"] if doubt["field"] in ASKED)
            yield f"第 {row['number']} 行（不是本计划的项目或来源）：{texts}"
