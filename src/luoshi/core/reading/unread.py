"""Tables that look as if units undertook tasks in them, yet gave nothing: never lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .findings import Finding, Severity
from .structure import Place, SourceDocument, Table
from .tables import TableReading

_TICKS = set("√✓✔☑●★■")
_PLAIN_TICKS = set("√✓✔")
_HEADING_ROWS = 2
_UNDERTAKING = re.compile(
    r"(?:拟)?(?:承接|承担|认领)(?:学校|单位|院校|任务|项目)(?:名单|名称|编号|序号|情况)?"
)
_FEW = 3  # so many ticks make a matrix, one or two may be a form


def unread_tables(documents: Sequence[SourceDocument], tables: TableReading) -> Iterator[Finding]:
    """A question for each table with ticks of which no row became a task, and for each table squashed into a line."""
    used = {(place.file, place.table) for place in _places(tables)}
    titles = [_bare(task.title) for task in tables.tasks]
    for document in documents:
        for table in document.tables:
            known = (table.place.file, table.place.table) in used or _holds_any(table, titles)
            ticks = sum(cell.text.strip() in _TICKS for cell in table.cells)
            if not known and (ticks >= _FEW or _speaks_of_undertaking(table)):
                message = "这张表说的是承接，但没有识别出任务和单位，请对照原件补充，或把表头补全后重新上传。"
                yield Finding("table-not-read", Severity.ASK, table.place, message)
        for paragraph in document.paragraphs:
            if sum(sign in _PLAIN_TICKS for sign in paragraph.text) >= _FEW:
                message = (
                    "这一段像是压成一行的表格，其中的承接标记没有读取，请对照原件补充，或把表格另行上传。"
                )
                yield Finding("table-not-read", Severity.ASK, paragraph.place, message)


def _speaks_of_undertaking(table: Table) -> bool:
    """A heading such as 承接学校 or 承接任务 over rows that gave nothing."""
    heads = [_bare(cell.text) for cell in table.cells if cell.row <= _HEADING_ROWS]
    return table.row_count > 1 and any(_UNDERTAKING.fullmatch(head) for head in heads)


def _places(tables: TableReading) -> Iterator[Place]:
    for task in tables.tasks:
        yield task.place
        yield from task.mark_places.values()
    for row in tables.task_rows:
        yield row.place
    for cell in tables.target_cells:
        yield cell.place


def _holds_any(table: Table, titles: Iterable[str]) -> bool:
    """The same table in a second file: its tasks stand at the place of the first."""
    texts = "\n".join(_bare(cell.text) for cell in table.cells)
    return any(title in texts for title in titles)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
