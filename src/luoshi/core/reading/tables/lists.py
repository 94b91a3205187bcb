"""Tables that are no matrix: who does what by when (task tables), and goals by year (target tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .by_unit import column_of_names, read_by_unit, unit_of_all
from .grid import Grid, Row, Slot, plain
from .model import TargetCell, TaskRow
from .words import is_note, is_number, is_total


class Field(StrEnum):
    NUMBER = "number"
    TASK = "task"
    MEASURE = "measure"
    OWNER = "owner"
    DUE = "due"
    SUBJECT = "subject"
    UNIT = "unit"
    GOAL = "goal"
    BOUND = "bound"
    BASE = "base"


YEAR = r"(19|20)\d\d"
FIELDS = (
    (Field.NUMBER, re.compile(r"序号|编号|号|任务编号|项目编号")),
    (
        Field.BASE,
        re.compile(
            rf".*(基数|基期|基准|现状|现有|已有|上年|完成值|实际|完成情况|执行数).*|{YEAR}年?(底|末)?\(?(完成|已)\)?.*"
        ),
    ),
    (
        Field.GOAL,
        re.compile(
            rf"(到|至)?{YEAR}(年|年度|学年)?(底|末|前)?((工作|建设|主要|预期|阶段性?|重点)?(目标|目标值|任务目标)|预期|计划|任务|建设任务)?(\(.*\))?|(总体|总|本年度?|今年|当年|年度|中期|终期|预期|期末|规划|[一二两三四五]年)?总?目标值?|“?十[三四五六]五”?末?(目标值?)?|指标值|标准值?"
        ),
    ),
    (
        Field.OWNER,
        re.compile(
            r"(责任|牵头|主要责任|负责|配合|协同|主办|承办|参与|协办|实施|落实)(单位|部门|处室|科室|股室|人|领导|学校|主体)?(及.*|\(.*\))?|(单位|部门|学校)(分工)?|责任分工|任务分工"
        ),
    ),
    (
        Field.DUE,
        re.compile(
            r"(完成|截止|起止|实施|推进|计划|时间|达成|建设)*(时限|期限|时间|日期|进度|节点|年限|年度|安排|进度安排)(要求)?"
        ),
    ),
    (
        Field.MEASURE,
        re.compile(
            r"(主要|具体|工作|重点|建设|改革|实施|落实)*(举措|措施|内容|要求|做法|路径|内容及要求|任务分解|成果)([及和与、/](预期|量化|工作|主要|具体|年度|建设|阶段性?|绩效)*(举措|措施|内容|要求|标准|目标|成效|成果|指标|任务))?(\(.*\))?"
            r"|(建设)?规模[及和与、](主要|建设)*内容|(主要|建设)*内容[及和与、](建设)?规模"
        ),
    ),
    (Field.SUBJECT, re.compile(r"([一二三]级|主要|绩效|核心|具体|监测|考核|发展)?指标(名称|内容)?(\(.*\))?")),
    (Field.TASK, re.compile(r".{0,6}(任务|项目|工作|事项)(名称|清单|领域|要点|\(.*\))?")),
    (Field.UNIT, re.compile(r"(计量)?单位")),
    (
        Field.BOUND,
        re.compile(r"(指标)?(性质|方向|符号|运算符号?|比较符号?)|计算符号|(目标值?|指标值?)?(方向|符号)"),
    ),
)
# 目标要求 beside 牵头单位: a goal in words is the measure of its task; only a target table has goals by year.
GOAL_IN_WORDS = re.compile(
    r"(总体|工作|建设|预期|年度|任务|主要|具体|绩效|量化|考核|责任)*目标(要求|任务|内容|成效|成果|及要求)?|量化(指标|要求)"
)
_OF_A_PLAN = re.compile(r"计划|目标|任务|规划|安排|分解")
_SIGNS = frozenset({"≥", "≤", "＞", "＜", ">", "<", ">=", "<=", "＝", "="})
YEARS_DOWN = ("年度", "年份", "学年")
HEADING_ROWS = 8
MONEY = re.compile(r"来源|万元|资金|经费|预算|金额|投入")


def field_of(heading: str, targets: bool) -> Field | None:
    """What a column is for. 单位 means the unit of measure in a target table, the owner in a task table."""
    word = plain(heading)
    if not word or len(word) > 20:
        return None
    if targets and word in ("单位", "计量单位", "度量单位"):
        return Field.UNIT
    if targets and word in YEARS_DOWN:
        return Field.SUBJECT
    if not targets and GOAL_IN_WORDS.fullmatch(word):
        return Field.MEASURE
    return next((found for found, pattern in FIELDS if pattern.fullmatch(word)), None)


@dataclass(slots=True)
class Heading:
    """Columns of a list by what they are for, with the lowest heading over each; `last` is its last row."""

    last: int
    fields: dict[int, Field | None]
    texts: dict[int, str]

    @property
    def found(self) -> set[Field]:
        return {name for name in self.fields.values() if name}

    @property
    def due(self) -> str:
        """The year in the heading over the goals in words of a task table: 2028年工作目标."""
        goals = [self.texts[column] for column, name in self.fields.items() if name is Field.MEASURE]
        return next((found[0] for text in goals if (found := re.match(rf"{YEAR}年", text))), "")

    def is_of_tasks(self) -> bool:
        who_or_when = self.found & {Field.OWNER, Field.DUE, Field.MEASURE}
        subject = self.found & {Field.TASK, Field.MEASURE}
        return bool(subject and who_or_when) and len(self.found - {Field.NUMBER}) >= 2

    def is_of_targets(self) -> bool:
        goals = {self.texts[column] for column, name in self.fields.items() if name is Field.GOAL}
        named = bool({Field.TASK, Field.MEASURE} & self.found)  # 工作举措 with its goals by year
        return bool(goals) and (Field.SUBJECT in self.found or (named and len(goals) >= 2))


def read_lists(grids: Iterable[Grid]) -> tuple[list[TaskRow], list[TargetCell]]:
    """The rows of all task tables and the goals of all target tables among these tables."""
    task_rows: list[TaskRow] = []
    cells: list[TargetCell] = []
    for grid in map(_years_across, grids):
        for number, _ in list(grid)[:HEADING_ROWS]:
            targets, tasks = _heading(grid, number, True), _heading(grid, number, False)
            if targets.is_of_targets() and not _is_about_money(grid, targets):
                cells += _target_cells(grid, targets)
                if Field.TASK not in tasks.found or Field.OWNER not in tasks.found:
                    break  # else a ledger: goals by year and who answers for them
            if tasks.is_of_tasks():
                task_rows += _task_rows(grid, tasks)
                break
        else:
            cells += read_by_unit(grid)
    return task_rows, cells


def _years_across(grid: Grid) -> Grid:
    """年度 over 2026, 2027, 2028: a table with its years down is read turned over."""
    down = [plain(row[1].text) for _, row in grid if 1 in row]
    years = [text for text in down if re.fullmatch(rf"{YEAR}年?(度|目标)?", text)]
    return grid.flip() if down[:1] and down[0] in YEARS_DOWN and len(years) == len(down) - 1 > 1 else grid


def _is_about_money(grid: Grid, heading: Heading) -> bool:
    """A table of means by year (来源、万元) shows what is spent, not what is to be reached."""
    words = " ".join([grid.place.sheet or "", *heading.texts.values()])
    return bool(MONEY.search(words)) and Field.SUBJECT not in heading.found


def _heading(grid: Grid, first: int, targets: bool) -> Heading:
    """The heading that begins in this row, with rows of years that stand below a joined 目标值."""
    reach = max(_last_row(slot, grid.flipped) for slot in grid.rows[first].values())
    heading = Heading(first, {}, {})
    number = first
    while number in grid.rows and (number <= reach or _names_goals(grid.rows[number], targets)):
        for column, slot in grid.rows[number].items():
            name = field_of(slot.text, targets) if slot.text else None
            if slot.text and (name or column not in heading.fields):
                heading.fields[column] = name
                heading.texts[column] = "".join(slot.text.split())
        heading.last = number
        number += 1
    if not targets:
        _take_goals_as_measure(heading)
    _name_the_task(heading)
    if targets:
        _name_the_subject(grid, first, heading)
    return heading


def _take_goals_as_measure(heading: Heading) -> None:
    """2028年工作目标 alone beside 任务 and 责任单位 says in words what is to be done."""
    goals = [column for column, name in heading.fields.items() if name is Field.GOAL]
    if len(goals) == 1 and Field.TASK in heading.found and Field.SUBJECT not in heading.found:
        heading.fields[goals[0]] = Field.MEASURE


def _last_row(slot: Slot, flipped: bool) -> int:
    cell = slot.cell
    return (cell.column + cell.column_span if flipped else cell.row + cell.row_span) - 1


def _name_the_task(heading: Heading) -> None:
    """建设内容 beside 主要举措 is the task, where no column is headed as one; of two numbers the task's own counts."""
    measures = [column for column, name in sorted(heading.fields.items()) if name is Field.MEASURE]
    if Field.TASK not in heading.found and len({heading.texts[column] for column in measures}) > 1:
        heading.fields[measures[0]] = Field.TASK
    numbers = [column for column, name in sorted(heading.fields.items()) if name is Field.NUMBER]
    for column in numbers[:-1]:
        heading.fields[column] = None


def _name_the_subject(grid: Grid, first: int, heading: Heading) -> None:
    """工种 before nothing but goals by year, where the caption says that it is a plan: what the rows measure."""
    if heading.found & {Field.SUBJECT, Field.TASK, Field.MEASURE} or column_of_names(grid.rows[first]):
        return
    named = [column for column, name in sorted(heading.fields.items()) if name is None]
    goals = [column for column, name in heading.fields.items() if name is Field.GOAL]
    if len(named) == 1 and len(goals) > 1 and named[0] < min(goals) and _OF_A_PLAN.search(grid.context):
        heading.fields[named[0]] = Field.SUBJECT


def _names_goals(row: Row, targets: bool) -> bool:
    own = [field_of(slot.own_text, targets) for slot in row.values() if slot.own_text]
    return bool(own) and all(name in (Field.GOAL, Field.BASE) for name in own)


def _task_rows(grid: Grid, heading: Heading) -> list[TaskRow]:
    fields = heading.fields
    rows: list[TaskRow] = []
    carried = {Field.NUMBER: "", Field.TASK: ""}
    for number, row in grid:
        if number <= heading.last or _is_repeated(row, fields) or _is_aside(row):
            continue
        texts = _texts(row, fields)
        _carry(texts, carried)
        values = {name: "；".join(found) for name, found in texts.items()}
        if not any(values.get(name) for name in (Field.MEASURE, Field.OWNER, Field.DUE)):
            continue
        rows.append(
            TaskRow(
                values.get(Field.NUMBER, ""),
                values.get(Field.TASK, ""),
                values.get(Field.MEASURE, ""),
                values.get(Field.OWNER, ""),
                values.get(Field.DUE, "") or heading.due,
                grid.place_of(_first(row, fields, (Field.TASK, Field.MEASURE))),
            )
        )
    return rows


def _texts(row: Row, fields: dict[int, Field | None]) -> dict[Field, list[str]]:
    texts: dict[Field, list[str]] = {}
    for column, name in sorted(fields.items()):
        slot = row.get(column)
        if name and slot and slot.text and slot.text not in texts.get(name, []):
            texts.setdefault(name, []).append(slot.text)
    return texts


def _carry(texts: dict[Field, list[str]], carried: dict[Field, str]) -> None:
    """Number and task stand once for several lines: in files without merged cells they are carried down."""
    if texts.get(Field.TASK):
        carried[Field.NUMBER] = ""
    for name in carried:
        if texts.get(name):
            carried[name] = "；".join(texts[name])
        elif carried[name] and texts:
            texts[name] = [carried[name]]


def _first(row: Row, fields: dict[int, Field | None], wanted: tuple[Field, ...]) -> Slot:
    """The row's own cell of the task or, where that is merged from above, of the measure."""
    columns = [c for c in sorted(row) if fields.get(c) in wanted and row[c].text]
    own = [c for c in columns if not row[c].covered]
    return row[(own or columns or [min(row)])[0]]


def _is_repeated(row: Row, fields: dict[int, Field | None]) -> bool:
    """The heading printed again on the next page."""
    same = sum(field_of(slot.text, False) is not None for slot in row.values() if slot.text)
    return same >= max(2, len([slot for slot in row.values() if slot.text]) - 1)


def _is_aside(row: Row) -> bool:
    own = [slot for _, slot in sorted(row.items()) if slot.own_text]
    return not own or is_note(own[0].text) or is_total(own[0].text)


def _target_cells(grid: Grid, heading: Heading) -> list[TargetCell]:
    cells: list[TargetCell] = []
    carried, of_all = "", unit_of_all(grid.context)
    for number, row in grid:
        if number <= heading.last or _is_repeated(row, heading.fields) or _is_aside(row):
            continue
        carried = _subject(row, heading) or carried
        unit = next(
            (row[c].text for c, name in heading.fields.items() if name is Field.UNIT and c in row), of_all
        )
        bound = next(
            (row[c].text for c, name in heading.fields.items() if name is Field.BOUND and c in row), ""
        )
        bound = bound if bound in _SIGNS else ""
        for column, name in sorted(heading.fields.items()):
            slot = row.get(column)
            if name is Field.GOAL and slot and slot.own_text and carried:
                cells.append(
                    TargetCell(carried, unit, heading.texts[column], slot.text, grid.place_of(slot), bound)
                )
    return cells


def _subject(row: Row, heading: Heading) -> str:
    """What the row measures: the last of its 一级, 二级, 三级 names."""
    names = {Field.SUBJECT, Field.TASK} & heading.found or {Field.MEASURE}
    wanted = [c for c, name in sorted(heading.fields.items()) if name in names]
    texts = [row[c].text for c in wanted if c in row and row[c].text and not is_number(row[c].text)]
    return texts[-1] if texts else ""
