"""A sheet as a workbook: out with what stands, back into the grid, compared three ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Workbook, given_row, open_workbook, written
from luoshi.core.workbooks import tidy
from luoshi.core.workbooks.compare import changes
from luoshi.core.workbooks.rows import Row as SheetRow

from .lines import Problem, Row, Sheet
from .models import FilingSheet
from .stored import LABELS, cells_of

FORM = "indicator_entry.sheet"
_FIELDS = (
    Field("title", "指标", 36, needed=True, locked=True),
    Field("unit", "单位", 10, locked=True),
    Field("last", "上期", 14, locked=True),
    Field("value", "本期数（比率填分子）", 18, needed=True),
    Field("bottom", "分母（只有比率填）", 16),
    Field("missing", "没有数据的原因", 24),
    Field("note", "说明", 30),
    Field("definition", "口径", 60, locked=True),
)
_NOTES = (
    "只填本期数、分母、没有数据的原因、说明四列；没有数据不等于 0，写明原因。",
    "填好后在填报页上传，先在页面上核对差别，再保存。重复上传同一份表不会重复计数。",
)


@dataclass(slots=True)
class Brought:
    """Cells for the grid by line; cells that are wrong; what differs from what stands; places by line and column."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    differs: list[tuple[str, str, str]] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)


def last_words(row: Row) -> str:
    cells = cells_of(row.last, row.definition)
    if not cells["value"]:
        return cells["missing"]
    return f"{cells['value']} / {cells['bottom']}" if row.is_ratio else cells["value"]


def workbook_of(sheet: FilingSheet) -> bytes:
    rows = [
        given_row(
            row.key, row.line.version, title=row.title, unit=row.definition.unit, last=last_words(row),
            definition=row.definition.note, **row.cells,
        )
        for row in Sheet(sheet).rows()
    ]  # fmt: skip
    book = Workbook(
        form=FORM,
        form_version=str(sheet.version),
        organisation=sheet.organisation.public_id,
        title=f"{sheet.organisation.short}{sheet.filing.title}（{sheet.filing.period.label}）",
        fields=_FIELDS,
        rows=rows,
        notes=_NOTES,
        sheet="指标填报",
        facts={"sheet": sheet.public_id},
    )
    return written(book)


def brought(sheet: FilingSheet, name: str, data: bytes) -> Brought:
    """Raises Unreadable and NotOurs as `open_workbook` does; RuleBroken for another sheet's, or no such table."""
    returned = open_workbook(name, data, form=FORM, organisation=sheet.organisation.public_id)
    if returned.facts is not None and returned.facts.get("sheet") != sheet.public_id:
        raise RuleBroken("这是另一次填报的表。请在本页下载，填好后再上传。")
    table = returned.table(_FIELDS)
    if table is None:
        raise RuleBroken("表里没有找到指标填报：要有指标、本期数两列。请下载模板对照。")
    rows = {row.key: row for row in Sheet(sheet).rows()}
    given = {key: values for key, (_, values) in returned.given.items()}
    found = Brought()
    by_title = {tidy.name(row.title): key for key, row in rows.items()}
    for line in table.rows:
        key = _key(line, rows, by_title)
        if key:
            _take(found, rows[key], line, given.get(key), {name: table.place(line, name) for name in LABELS})
    return found


def _key(line: SheetRow, rows: dict[str, Row], by_title: dict[str, str]) -> str:
    hidden = line.cells.get("_id", "").strip()
    return hidden if hidden in rows else by_title.get(tidy.name(line.cells.get("title", "")), "")


def _take(
    found: Brought, row: Row, line: SheetRow, given: dict[str, str] | None, places: dict[str, str]
) -> None:
    """A cell left as it was given out keeps what stands now; where both sides changed, both are told."""
    now = row.cells
    typed = {
        name: " ".join(line.cells.get(name, "").replace("\N{REPLACEMENT CHARACTER}", "").split())
        for name in LABELS
    }
    cells = dict(now)
    for change in changes(given, now, typed):
        if not row.is_open:
            message = "这一项已经报送，不能在表里改。"
            found.problems.append(Problem(row.key, change.field, message, row.title, places[change.field]))
            continue
        cells[change.field] = change.after
        both = "（两边都改过）" if change.conflict else ""
        label = f"{row.title} · {LABELS[change.field]}{both}"
        found.differs.append((label, change.before or "—", change.after or "—"))
    if row.is_open:
        found.cells[row.key] = cells
        found.places |= {(row.key, name): place for name, place in places.items()}


def listed(rows: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "current": now, "yours": yours} for label, now, yours in rows]
