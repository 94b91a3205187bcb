"""The grid of numbers as a workbook: out with what is set, back into the boxes, compared three ways.

A cell that was left as it was given out keeps what stands now; what was typed counts; both are told where both changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Workbook, given_row, open_workbook, written

from . import parts as works
from .goal_forms import name_of
from .numbers import Grid, Row

FORM = "workplans.city-numbers"


@dataclass(slots=True)
class Numbers:
    """What the boxes then hold, by their names, and cells that were changed on both sides: (place, now, typed)."""

    typed: dict[str, str] = field(default_factory=dict)
    clashes: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _fields(grid: Grid) -> list[Field]:
    years = [Field(_year(year), f"{year}年市级数", 14) for year in grid.years]
    return [
        Field("target", "目标", 44, needed=True, locked=True),
        Field("unit", "单位", 8, locked=True),
        Field("school", "学校", 24, needed=True, locked=True),
        *years,
    ]


def _year(year: int) -> str:
    return f"year{year}"


def _values(grid: Grid, row: Row) -> dict[str, str]:
    return {
        _year(year): works.number_words(cell.city) for year, cell in zip(grid.years, row.cells, strict=True)
    }


def workbook_of(grid: Grid) -> bytes:
    rows = [
        given_row(
            row.id,
            grid.plan.version,
            target=row.target.words,
            unit=row.target.unit,
            school=row.organisation.short,
            **_values(grid, row),
        )
        for row in grid.rows
    ]
    book = Workbook(
        form=FORM,
        form_version=str(grid.plan.version),
        organisation=grid.plan.issuer.public_id,
        title=f"{grid.plan.short}各校年度目标市级数",
        fields=_fields(grid),
        rows=rows,
        notes=("只填各年的市级数，空着就是不下达。", "填好后在“各校年度目标”页上传，核对后保存。"),
        sheet="市级数",
        facts={"plan": grid.plan.public_id},
    )
    return written(book)


def brought(grid: Grid, name: str, data: bytes) -> Numbers:
    """Raises Unreadable and NotOurs as `open_workbook` does; RuleBroken for another plan's, or no such table."""
    fields = _fields(grid)
    returned = open_workbook(name, data, form=FORM, organisation=grid.plan.issuer.public_id)
    if returned.facts is not None and returned.facts.get("plan") != grid.plan.public_id:
        raise RuleBroken("这是另一份计划的表。请在本页下载，填好后再上传。")
    table = returned.table(fields)
    if table is None:
        raise RuleBroken("表里没有找到市级数：要有目标、学校两列和各年的数。请下载模板对照。")
    rows = {row.id: row for row in grid.rows}
    by_name = {(row.target.words, row.organisation.short): row for row in grid.rows}
    given = {key: values for key, (_, values) in returned.given.items()}
    found = Numbers()
    for each in table.rows:
        named = (each.cells.get("target", "").strip(), each.cells.get("school", "").strip())
        row = rows.get(each.cells.get("_id", "").strip()) or by_name.get(named)
        if row is not None:
            _take(grid, row, each, given.get(row.id, {}), found)
        elif any(named):
            found.unknown.append(f"第{each.number}行：这一页上没有{named[1]}的“{named[0][:40]}”，没有读入。")
    return found


def _take(grid: Grid, row: Row, each: object, given: dict[str, str], found: Numbers) -> None:
    cells: dict[str, str] = each.cells  # type: ignore[attr-defined]
    for year, cell in zip(grid.years, row.cells, strict=True):
        key, stands = _year(year), works.number_words(cell.city)
        typed, was = cells.get(key, "").strip(), given.get(key, "")
        untouched = key not in cells or (bool(given) and typed == was)
        found.typed[name_of(row, year)] = stands if untouched else typed[:40]
        if not untouched and given and typed not in (was, stands) and stands != was:
            place = f"{row.organisation.short}“{row.target.words}”{year} 年"
            found.clashes.append((place, stands or "—", typed or "—"))
