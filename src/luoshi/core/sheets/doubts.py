"""What a person has to look at before the template is used: each a Finding with a proposal where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.core.quoting import quoted
from luoshi.core.reading.findings import Finding, Severity
from luoshi.core.reading.structure import Place

from .grid import Grid
from .model import Arrangement, Certainty, SchoolName, Shape, Template, TemplateTable
from .names import looks_like_a_school, plain
from .planning import nowhere_to_write, same_layout

_ADD_OR_LEAVE_OUT = "要它们填的，在文件里加上，再换这个文件；不要的，选填报单位时去掉。"
_WORDS = {Shape.SCHOOLS: "一行一校", Shape.LIST: "每校可填多行", Shape.FIXED: "固定的行"}


def of(template: Template, grids: Sequence[Grid], schools: Sequence[SchoolName]) -> Iterator[Finding]:
    by_key = {grid.key: grid for grid in grids}
    if not template.tables and not template.fields:
        yield _finding(
            template,
            "nothing-to-fill",
            Severity.ERROR,
            None,
            "没有认出要填的格子，请确认是空白模板；确实要填的，请在网页上补充要填的内容。",
        )
    for table in template.tables:
        yield from _shape(template, table)
        if table.shape is Shape.FIXED and table.certainty is Certainty.UNSURE:
            message = f"{quoted(table.title)}里各学校下面的栏目不一样，不能确定每个学校填哪几格；请改成一样的再上传。"
            yield _finding(template, "schools-differ", Severity.ASK, table, message)
        if not table.asked:
            message = f"{quoted(table.title)}不是按学校填的，不问学校；请在合并后的文件里填写。"
            yield _finding(template, "table-of-the-office", Severity.NOTE, table, message)
        if schools and table.shape is Shape.SCHOOLS:
            yield from _rows(template, table, schools)
    if template.arrangement is Arrangement.LISTS and template.certainty is not Certainty.CERTAIN:
        yield _finding(
            template, "arrangement-unsure", Severity.ASK, None,
            "这张表没有学校一列，不能确定是各校的行接在一起，还是每校一份，请确认。",
            {"arrangement": "lists", "other": "form", "reason": "表中没有学校名称，也没有填报单位。"},
        )  # fmt: skip
    for grid in by_key.values():
        yield from _sheet(template, grid)
    for school_name, key in template.copies[1:]:
        if not same_layout(template, by_key[template.copies[0][1]], by_key[key]):
            message = (
                f"{quoted(school_name)}的工作表和第一个学校的排法不一样，合并时不会写入，请改成一样的再上传。"
            )
            yield _finding(template, "sheet-differs", Severity.ERROR, None, message)
    yield from _nowhere(template, schools)


def _shape(template: Template, table: TemplateTable) -> Iterator[Finding]:
    if table.certainty is Certainty.CERTAIN or table.shape is Shape.FIXED:
        return
    other = Shape.LIST if table.shape is Shape.SCHOOLS else Shape.SCHOOLS
    message = f"{quoted(table.title)}按“{_WORDS[table.shape]}”处理，请确认；如果是“{_WORDS[other]}”，请改正。"
    reason = "表中有学校名称一列，没有预先印好的学校。"
    proposal: dict[str, object] = {
        "table": table.key,
        "shape": table.shape.value,
        "other": other.value,
        "reason": reason,
    }
    yield _finding(template, "shape-unsure", Severity.ASK, table, message, proposal)


def _rows(template: Template, table: TemplateTable, schools: Sequence[SchoolName]) -> Iterator[Finding]:
    """Printed rows that belong to no school given."""
    here = {row.school for row in table.rows}
    missing = [school for school in schools if school.name not in here]
    for row in table.rows:
        if row.school or not (looks_like_a_school(row.label) or here - {""}):
            continue
        near = _near(row.label, missing)
        proposal: dict[str, object] = {"table": table.key, "row": row.key, "school": near}
        proposal["reason"] = "名称相近。" if near else "没有同名或别名相同的学校。"
        message = f"第{row.at}行{quoted(row.label)}不在本次填报的学校里，请指定是哪个学校，或确认不填。"
        yield _finding(template, "row-without-school", Severity.ASK, table, message, proposal, row.at)


def _near(label: str, schools: Sequence[SchoolName]) -> str | None:
    """The one school whose name or other name holds all signs of the label in order, or the other way round."""
    wanted = plain(label)
    found = [
        school.name
        for school in schools
        if any(
            _holds(plain(name), wanted) or _holds(wanted, plain(name))
            for name in (school.name, *school.aliases)
        )
    ]
    return found[0] if len(found) == 1 else None


def _holds(long: str, short: str) -> bool:
    signs = iter(long)
    return len(short) >= 2 and all(sign in signs for sign in short)


def _sheet(template: Template, grid: Grid) -> Iterator[Finding]:
    place = Place(template.name, sheet=grid.name)
    if not grid.visible:
        message = f"工作表{quoted(grid.name)}是隐藏的，没有当作要填的表，合并时原样保留。"
        yield Finding("hidden-sheet", Severity.NOTE, place, message)
    elif grid.hidden_rows or grid.hidden_columns:
        message = f"工作表{quoted(grid.name)}有隐藏的行或列，请核对其中有没有要填的内容。"
        yield Finding("hidden-cells", Severity.NOTE, place, message)
    if grid.protected:
        message = f"工作表{quoted(grid.name)}有保护，合并时原样保留；学校在 Excel 里只能改允许改的格子。"
        yield Finding("protected-sheet", Severity.NOTE, place, message)


def _nowhere(template: Template, schools: Sequence[SchoolName]) -> Iterator[Finding]:
    """All schools of one table in one sentence."""
    for each in nowhere_to_write(template, schools):
        code = "school-without-row" if each.table else "school-without-sheet"
        names = "、".join(each.schools)
        message = f"{len(each.schools)} 个学校{each.words}，填了也没有地方写：{names}。{_ADD_OR_LEAVE_OUT}"
        yield _finding(template, code, Severity.ASK, each.table, message)


def _finding(
    template: Template,
    code: str,
    severity: Severity,
    table: TemplateTable | None,
    message: str,
    proposal: dict[str, object] | None = None,
    row: int | None = None,
) -> Finding:
    sheet = table.where if table and template.kind == "xlsx" else None
    return Finding(code, severity, Place(template.name, sheet=sheet, row=row), message, proposal)
