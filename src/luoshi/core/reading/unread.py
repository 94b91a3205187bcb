"""Tables that look as if units undertook tasks in them, yet gave nothing: never lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .findings import Finding, Severity
from .structure import Place, SourceDocument, Table
from .tables import TableReading

_TICKS = set("√✓✔☑●★■")
_PLAIN_TICKS = set("√✓✔")
_FEW = 3  # so many ticks make a matrix, one or two may be a form


def unread_tables(documents: Sequence[SourceDocument], tables: TableReading) -> Iterator[Finding]:
    """A question for each table with ticks of which no row became a task, and for each table squashed into a line."""
    used = {(place.file, place.table) for place in _places(tables)}
    titles = [_bare(task.title) for task in tables.tasks]
    for document in documents:
        for table in document.tables:
            known = (table.place.file, table.place.table) in used or _holds_any(table, titles)
            if not known and sum(cell.text.strip() in _TICKS for cell in table.cells) >= _FEW:
                message = (
                    "这张表里有承接标记，但没有识别出任务和单位，请对照原件补充，或把表头补全后重新上传。"
                )
                yield Finding("table-not-read", Severity.ASK, table.place, message)
        for paragraph in document.paragraphs:
            if sum(sign in _PLAIN_TICKS for sign in paragraph.text) >= _FEW:
                message = (
                    "这一段像是压成一行的表格，其中的承接标记没有读取，请对照原件补充，或把表格另行上传。"
                )
                yield Finding("table-not-read", Severity.ASK, paragraph.place, message)


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
