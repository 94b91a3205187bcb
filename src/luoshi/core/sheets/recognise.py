"""One grid to its tables: where schools are rows, where rows are free, where they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import labels
from .grid import Grid, GridCell
from .heads import Head, head_at, is_blank, is_label, one_line, unit_in
from .lines import boxes_in, gaps_in, has_boxes, is_fillable
from .model import UNLABELLED, Certainty, Column, FixedRow, Kind, SchoolName, Shape, TemplateTable
from .names import looks_like_a_school, school_of
from .spread import spread_out

_LISTED = re.compile(
    r"^(?:姓名|.{0,6}姓名|(?:项目|课程|专业|教材|企业|基地|论文|课题|专利|成果|作品|案例|赛项|奖项|设备|证书|活动|合作企业|学生|教师|岗位)(?:名称)?|(?:问题|事项|隐患|线索|建议|案件)(?:描述|名称|内容|表现)?|身份证号码?)$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The rows under a head. `rows`: those to be filled or labelled; totals, samples and notes apart."""

    rows: tuple[int, ...]
    totals: tuple[int, ...]
    samples: tuple[int, ...]
    end: int  # the last row that belongs to the table


@dataclass(frozen=True, slots=True)
class Found:
    """A table with the rows that it takes up in the grid."""

    table: TemplateTable
    first: int
    last: int


def tables_in(grid: Grid, schools: Sequence[SchoolName], first_number: int) -> Iterator[Found]:
    """The tables of a grid from the top down."""
    row, number = 1, first_number
    while row <= grid.bottom:
        found = _table_at(grid, row, schools, f"t{number}")
        if found is None:
            row += 1
            continue
        yield found
        number += 1
        row = found.last + 1


def _table_at(grid: Grid, row: int, schools: Sequence[SchoolName], key: str) -> Found | None:
    side = _side(grid, row)
    if side is not None and (head := head_at(grid, row, side.right + 1)):
        body = _body(grid, head, side.bottom)
        if body is not None and len(body.rows) == 1 and not _labelled(grid, body.rows[0], side.right):
            return None  # one empty row under its headings: single cells, each under its label
        if body is not None and body.rows:
            table = _table(grid, head, body, (), key, aside=True)
            return Found(replace(table, title=one_line(side.text)), head.first, max(body.end, side.bottom))
    head = head_at(grid, row)
    body = _body(grid, head, grid.bottom) if head else None
    if head is None or body is None or _is_pairs(grid, head, body):
        return None
    return Found(_table(grid, head, body, schools, key), head.first, body.end)


def _labelled(grid: Grid, row: int, right: int) -> bool:
    return any(cell.text for cell in grid.own(row) if cell.column > right)


def _side(grid: Grid, row: int) -> GridCell | None:
    """A tall heading at the left (主要参与人员) beside a small table with headings of its own."""
    first = next((cell for cell in grid.own(row)), None)
    if first is None or first.column != 1 or first.rows < 2 or not first.text:
        return None
    inside = [cell for r in range(row, first.bottom + 1) for cell in grid.own(r) if cell is not first]
    return first if inside and max(cell.rows for cell in inside) < first.rows else None


_VALUE_HEADS = re.compile(r"数|值|额|内容|情况|结果|填|量|率|金|完成|得分|备注|名称|意见|是否")


def _is_pairs(grid: Grid, head: Head, body: Body) -> bool:
    """Two columns without a heading that speaks of values are label and cell, not a table."""
    if len(head.columns) != 2 or not body.rows:
        return False
    second = labels.bare(head.columns[1][1][-1])
    labelled = all(grid.text(row, head.columns[0][0]) for row in body.rows)
    return labelled and not _VALUE_HEADS.search(second)


def _body(grid: Grid, head: Head, bottom: int) -> Body | None:
    """The rows below the head, up to an empty row, a note, or a line that begins something else."""
    rows: list[int] = []
    totals: list[int] = []
    samples: list[int] = []
    row = head.last + 1
    while row <= bottom:
        cells = [cell for cell in grid.row(row) if head.left <= cell.column <= head.right]
        if not any(cell.text or cell.formula or cell.framed for cell in cells) or _ends(cells, head):
            break
        if rows and _begins_anew(grid, row, head):
            break
        said = [cell.bare for cell in cells if cell.text][:2]
        if any(labels.TOTAL.match(labels.bare(text)) for text in said):
            totals.append(row)
        elif any(labels.SAMPLE.match(text) for text in said):
            samples.append(row)
        elif not _is_dots(said):
            rows.append(row)
        row += 1
    if not rows and not _may_grow(grid, head):
        return None
    return Body(tuple(rows), tuple(totals), tuple(samples), max(row - 1, head.last))


def _begins_anew(grid: Grid, row: int, head: Head) -> bool:
    """A row of a form below the table: its cells keep to other lines, and a label stands beside a blank."""
    lines = {at for at, _ in head.columns}
    cells = [cell for cell in grid.own(row) if cell.column >= head.left]
    astray = [cell for cell in cells if cell.column not in lines or _crosses(cell, lines)]
    return bool(astray) and any(is_label(cell) for cell in cells) and len(astray) * 2 > len(cells)


def _crosses(cell: GridCell, lines: set[int]) -> bool:
    return cell.columns > 1 and any(cell.column < at <= cell.right for at in lines)


def _is_dots(said: Sequence[str]) -> bool:
    """A row of …… says that more may follow."""
    return bool(said) and all(re.fullmatch(r"[.…·。]+", text) for text in said)


def _may_grow(grid: Grid, head: Head) -> bool:
    """Headings without a row below: a list to be filled, if a number or a name comes first."""
    first = labels.bare(head.columns[0][1][-1])
    return len(head.columns) >= 3 and bool(labels.NUMBER.match(first) or labels.SCHOOL.match(first))


def _ends(cells: Sequence[GridCell], head: Head) -> bool:
    """A note, a line 填报人：, a title: one text over most of the width."""
    said = [cell for cell in cells if cell.text]
    if not said:
        return False
    first = said[0].bare
    if labels.NOTE.match(first) and len(said) == 1:
        return True
    if re.match(r"^.{1,10}[:：]", first) and not any(is_blank(cell) for cell in cells):
        return True
    if re.search(r"[:：]$", first) and any(gaps_in(said[0].text)):
        return True
    wide = said[0].columns * 2 > head.right - head.left + 1 and said[0].columns > 2
    return len(said) == 1 and wide and len(cells) <= 2


def _table(
    grid: Grid, head: Head, body: Body, schools: Sequence[SchoolName], key: str, *, aside: bool = False
) -> TemplateTable:
    """`aside`: a small table within a form, whose 单位 is not the school that fills the form."""
    columns = [_column(grid, head, body, key, at, path) for at, path in head.columns]
    name_at = 0 if aside else _name_column(grid, columns, body, schools)
    number_at = next(
        (c.at for c in columns[:2] if labels.NUMBER.match(labels.bare(c.label)) and c.at != name_at), 0
    )
    rows = tuple(_rows(grid, body, columns, name_at, number_at, schools))
    shape, certainty = _shape(columns, rows, name_at, lone=len(body.rows) == 1, numbered=number_at > 0)
    if shape is Shape.LIST:
        rows = ()
    elif shape is Shape.FIXED and not rows:
        keys = tuple(column.key for column in columns if not column.formula)
        rows = (FixedRow(f"r{body.rows[0]}", UNLABELLED, body.rows[0], "", keys),)
    plain = [_asked(column, name_at, number_at, rows, shape) for column in columns]
    found = TemplateTable(
        key=key,
        title="",
        grid=grid.key,
        where=grid.name,
        shape=shape,
        header=(head.first, head.last),
        first=body.rows[0] if body.rows else head.last + 1,
        last=body.rows[-1] if body.rows else head.last,
        columns=tuple(plain),
        rows=rows,
        name_at=name_at,
        number_at=number_at,
        totals=body.totals,
        samples=body.samples,
        certainty=certainty,
    )
    return spread_out(found, grid, schools)


def _column(grid: Grid, head: Head, body: Body, key: str, at: int, path: tuple[str, ...]) -> Column:
    cells = [cell for row in body.rows if (cell := grid.at(row, at)) and cell.row == row]
    allowed = next((found for row in body.rows if (found := grid.allowed_at(row, at))), None)
    unit = unit_in(path)
    shown = next((cell.kind for cell in cells if cell.kind and cell.kind is not Kind.TEXT), None)
    kind = (allowed.kind if allowed and allowed.kind else None) or labels.kind_in(path, unit, shown)
    formulas = [cell for cell in cells if cell.formula]
    ticks = _ticks(cells)
    if ticks:
        kind = Kind.YES_NO if set(ticks) in ({"是", "否"}, {"有", "无"}) else Kind.CHOICE
    return Column(
        key=f"{key}_c{at}",
        label=path[-1],
        at=at,
        path=path,
        unit=unit or ("%" if kind is Kind.PERCENT else ""),
        kind=kind,
        choices=ticks or (allowed.choices if allowed else ()),
        ticks=ticks,
        formula=bool(formulas) and len(formulas) * 2 > len(cells),
        required=any(labels.is_required(text) for text in path),
        places=next((cell.places for cell in cells if cell.places is not None), None),
        low=allowed.low if allowed else "",
        high=allowed.high if allowed else "",
        sample=next((grid.text(row, at) for row in body.samples), ""),
    )


def _ticks(cells: Sequence[GridCell]) -> tuple[str, ...]:
    """The options of □是 □否 printed in every cell of a column."""
    found = [tuple(boxes[0].options) if (boxes := boxes_in(cell.text)) else () for cell in cells]
    return found[0] if found and found[0] and all(each == found[0] for each in found) else ()


def _name_column(grid: Grid, columns: Sequence[Column], body: Body, schools: Sequence[SchoolName]) -> int:
    """The column of the schools' names: by names that are known, else by its heading."""
    for column in columns[:4]:
        texts = [grid.text(row, column.at) for row in body.rows]
        known = [text for text in texts if text and school_of(text, schools)]
        if known and len(known) * 2 >= len([text for text in texts if text]):
            return column.at
    for column in columns[:4]:
        if labels.SCHOOL.match(labels.bare(column.label)):
            return column.at
    return 0


def _rows(
    grid: Grid,
    body: Body,
    columns: Sequence[Column],
    name_at: int,
    number_at: int,
    schools: Sequence[SchoolName],
) -> Iterator[FixedRow]:
    """Rows that bear a label: a school's name, or words in the first columns while others are blank."""
    given = () if name_at else body.totals
    for row in sorted((*body.rows, *given)):
        blank = tuple(c.key for c in columns if _is_open(grid, row, c.at))
        if name_at:
            label = one_line(grid.text(row, name_at))
        else:
            words = [grid.text(row, c.at) for c in columns if c.at != number_at]
            words = [text for text in words if not has_boxes(text)]
            said = [
                one_line(text) for text in words if text and not re.fullmatch(r"[\d.,%]+|[-—–/×*]+", text)
            ]
            label = " ".join(dict.fromkeys(said)) if blank or said else ""
        if label:
            school = school_of(label, schools)
            yield FixedRow(f"r{row}", label, row, school.name if school else "", blank)


def _is_open(grid: Grid, row: int, column: int) -> bool:
    """Whether something may be written there; in a sheet without any line drawn, also where nothing is stored."""
    cell = grid.at(row, column)
    return is_fillable(cell, row) if cell is not None else not grid.is_framed


def _shape(
    columns: Sequence[Column], rows: Sequence[FixedRow], name_at: int, *, lone: bool, numbered: bool
) -> tuple[Shape, Certainty]:
    if name_at and rows:
        matched = sum(bool(row.school) for row in rows)
        alike = sum(bool(row.school) or looks_like_a_school(row.label) for row in rows)
        return Shape.SCHOOLS, Certainty.CERTAIN if matched or alike * 2 > len(rows) else Certainty.LIKELY
    if rows:
        return Shape.FIXED, Certainty.CERTAIN
    if lone and not numbered and not name_at:
        return Shape.FIXED, Certainty.LIKELY
    if name_at:
        listed = any(_LISTED.match(labels.bare(column.label)) for column in columns)
        return (Shape.LIST, Certainty.LIKELY) if listed else (Shape.SCHOOLS, Certainty.LIKELY)
    return Shape.LIST, Certainty.CERTAIN


def _asked(column: Column, name_at: int, number_at: int, rows: Sequence[FixedRow], shape: Shape) -> Column:
    """Whether a school fills this column."""
    fill = not column.formula and column.at not in (name_at, number_at)
    if rows and shape is not Shape.LIST:
        fill = fill and any(column.key in row.blank for row in rows)
    return replace(column, fill=fill)
