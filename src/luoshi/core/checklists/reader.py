"""A checklist out of what was opened: of its tables where they have headings, else of its numbered paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import SourceDocument, Table, Unreadable

from . import lists, tables
from .columns import Columns
from .model import Checklist, Item

MOST = 1200
NOTHING = (
    "没有读出清单：表格上面要有“指标”“内容”“佐证材料”一类的表头，或者每条前面有编号（一、（一）1. ①）。"
    "请补上表头或编号后再上传。"
)


def read_checklist(files: Sequence[tuple[str, bytes]], options: Mapping[str, Any]) -> dict[str, Any]:
    """In the child process: one file in; {title, items, remarks} out."""
    ((name, data),) = files
    document = open_document(name, data, shown_as=options.get("shown_as", name))
    found = checklist_of(document)
    return {
        "title": found.title,
        "items": [asdict(item) for item in found.items],
        "remarks": list(found.remarks),
    }


def checklist_of(document: SourceDocument) -> Checklist:
    """Raises Unreadable where nothing in it is a checklist."""
    read = [(table, items) for table, items in _of_tables(document) if items]
    remarks = list(document.remarks)
    items = _joined(read) if read else lists.items_of(document.paragraphs)
    left = len(document.tables) - len(read)
    if read and left:
        remarks.append(f"有 {left} 个表格没有清单的表头，没有读入，请核对是否漏了目录。")
    if not any(item.asks for item in items):
        raise Unreadable(NOTHING)
    if len(items) > MOST:
        raise Unreadable(f"清单有 {len(items)} 行，一次最多 {MOST} 行。请拆成几个文件，分别编排材料包。")
    return Checklist(_title(document), tuple(_placed(items)), tuple(remarks))


def _of_tables(document: SourceDocument) -> Iterator[tuple[Table, list[Item]]]:
    """Each table with its items; one without a heading goes on from the one before that stood in the same columns."""
    before: tuple[Any, Columns] | None = None
    for table in document.tables:
        where = (table.place.sheet, table.place.column, None if table.place.sheet else table.column_count)
        goes_on = before[1] if before is not None and before[0] == where else None
        items, columns = tables.items_of(table, goes_on)
        before = (where, columns) if columns is not None else before
        yield table, items


def _joined(read: list[tuple[Table, list[Item]]]) -> list[Item]:
    """Tables one after the other; of several sheets each under its name."""
    sheets = list(dict.fromkeys(table.place.sheet for table, _ in read if table.place.sheet))
    if len(sheets) < 2:
        return tables.by_numbers([item for _, items in read for item in items])
    found: list[Item] = []
    at = ""
    for table, items in read:
        if table.place.sheet and table.place.sheet != at:
            at = table.place.sheet
            found.append(Item(0, "", at, asks=False, place=f"工作表“{at}”"))
        found += [replace(item, level=item.level + 1) for item in tables.by_numbers(items)]
    return found


def _placed(items: list[Item]) -> list[Item]:
    """Levels without gaps, four at most, so that folders lie in folders."""
    found: list[Item] = []
    open_: list[int] = []
    for item in items:
        while open_ and open_[-1] >= item.level:
            open_.pop()
        found.append(replace(item, level=min(len(open_), 3)))
        open_.append(item.level)
    return found


def _title(document: SourceDocument) -> str:
    for block in document.blocks[:6]:
        text = block.title if isinstance(block, Table) else block.text
        text = " ".join(text.split())
        if 4 <= len(text) <= 60:
            return text
    return document.name.rsplit(".", 1)[0][:60]
