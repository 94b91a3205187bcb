"""The timetable as a workbook: out with what stands, back into the grid, compared three ways.

A cell that was left as it was given out keeps what stands now; what was typed in the workbook counts; where both
changed, both are told. Rows that were taken out of the sheet go; rows that came since it was given out stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.common.errors import RuleBroken
from luoshi.common.workbooks import Field, Workbook, given_row, open_workbook, written
from luoshi.core.timetable import COLUMNS, LABELS, Line, renumbered

from .models import Workplan
from .timetable import Names, lines_of

FORM = "workplans.timetable"
WIDTHS = {"part": 34, "title": 34, "acceptance": 24, "helpers": 24, "recurring": 18, "weight": 8, "after": 8}
NEEDED = ("part", "title", "due")
NUMBER = "number"


@dataclass(slots=True)
class Brought:
    """Rows for the grid, and cells that were changed on both sides: (place, now, in the workbook)."""

    lines: list[Line]
    clashes: list[tuple[str, str, str]] = field(default_factory=list)


def _fields(names: Names) -> list[Field]:
    lists = {
        "part": tuple(wording for _, wording in names.parts.values()),
        "leader": tuple(names.people),
        "owner": tuple(names.people),
        "department": tuple(names.departments),
    }
    columns = [
        Field(key, label, WIDTHS.get(key, 13), lists.get(key, ()), needed=key in NEEDED)
        for key, label in COLUMNS
    ]
    return [Field(NUMBER, "序号", 6, locked=True), *columns]


def workbook_of(workplan: Workplan) -> bytes:
    """What stands now, one row a milestone."""
    names = Names(workplan)
    rows = [
        given_row(line.key, workplan.version, **{NUMBER: number}, **line.cells)
        for number, line in enumerate(lines_of(workplan, names), 1)
    ]
    notes = (
        "一行一个里程碑。任务写编号或名称；"
        "日期写 2026-06-30 或 2026年6月底；前置写要等的里程碑的序号，本表从上到下数。",
        "责任领导、责任人只能是本校在岗的一个人；校外单位和其他人写在配合单位。删掉一整行就是不要这个里程碑。",
        "填好后在“进度表”页上传，先在页面上核对，再保存。",
    )
    book = Workbook(
        form=FORM,
        form_version=str(workplan.version),
        organisation=workplan.organisation.public_id,
        title=f"{workplan.title}进度表",
        fields=_fields(names),
        rows=rows,
        notes=notes,
        sheet="进度表",
        facts={"workplan": workplan.public_id},
    )
    return written(book)


def brought(workplan: Workplan, name: str, data: bytes) -> Brought:
    """Raises Unreadable and NotOurs as `open_workbook` does; RuleBroken for another workplan's, or no timetable."""
    names = Names(workplan)
    returned = open_workbook(name, data, form=FORM, organisation=workplan.organisation.public_id)
    if returned.facts is not None and returned.facts.get("workplan") != workplan.public_id:
        raise RuleBroken("这是另一份实施方案的进度表。请在本页下载，填好后再上传。")
    table = returned.table(_fields(names))
    if table is None:
        raise RuleBroken(
            f"表里没有找到进度表：要有{'、'.join(LABELS[key] for key in NEEDED)}几列。请下载模板对照。"
        )
    now = {line.key: line for line in lines_of(workplan, names)}
    given = {key: values for key, (_, values) in returned.given.items()}
    found = Brought([])
    seen: set[str] = set()
    as_given: set[int] = set()  # rows whose 前置 was not touched: it counts the milestones as they stand
    for row in table.rows:
        key = row.cells.get("_id", "").strip()
        key = key if key in now and key not in seen else ""
        seen.add(key)
        line = Line(key)
        for column, label in COLUMNS:
            typed = row.cells.get(column, "").strip()
            stands = now[key].cells.get(column, "") if key else ""
            was = given.get(key, {}).get(column, "")
            untouched = bool(key) and typed == was
            line.cells[column] = stands if untouched else typed
            if untouched and column == "after":
                as_given.add(len(found.lines))
            if key and typed not in (was, stands) and stands != was:
                found.clashes.append((f"第{row.number}行“{label}”", stands, typed))
        found.lines.append(line)
    more = [line for key, line in now.items() if key not in seen and key not in given]
    as_given |= set(range(len(found.lines), len(found.lines) + len(more)))
    found.lines += more
    places = {line.key: str(at) for at, line in enumerate(found.lines, 1) if line.key}
    moved = {str(at): places.get(key, "") for at, key in enumerate(now, 1)}
    found.lines = [renumbered(line, moved) if at in as_given else line for at, line in enumerate(found.lines)]
    return found
