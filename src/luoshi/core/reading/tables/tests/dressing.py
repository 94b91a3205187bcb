"""A true matrix and the many dresses in which offices print it, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from luoshi.core.reading.structure import Cell, Place, SourceDocument, Table

from .making import document_of, table_of


@dataclass(frozen=True)
class TrueTask:
    """number: in the number column, or "" for a line under the number above; inner: a number of its own, or ""."""

    number: str
    inner: str
    title: str


@dataclass(frozen=True)
class Truth:
    """What the document means. A mark is 0 for no, 1 for a tick, more for a quantity."""

    schools: list[str]
    tasks: list[TrueTask]
    marks: list[list[int]]

    def undertaken(self, task: int) -> tuple[str, ...]:
        return tuple(name for name, mark in zip(self.schools, self.marks[task], strict=True) if mark)


@dataclass(frozen=True)
class Dress:
    """How the matrix is printed.

    kind      sheet: merged cells and blanks are there; text: rows of texts, the joined heading lost its column
    inner     column: numbers such as 4.1 in a column of their own; title: inside the task text
    clip      cut every text row to the width of the heading
    extra_blank, drop_count, drop_number_cell  rows damaged so. Not done where nothing on paper could show it: a blank
              too many without any count; a lost count where marks are digits themselves and blanks are dropped
    trim      drop trailing blanks of text rows
    pages     number of parts with a heading each; one table or several
    """

    kind: str = "sheet"
    inner: str = "column"
    count: bool = True
    sign: str = "√"
    blank: str = ""
    quantities: bool = False
    group: bool = False
    total_row: bool = False
    total_column: bool = False
    pages: int = 1
    one_table: bool = True
    clip: bool = False
    trim: bool = False
    transposed: bool = False
    note: bool = False
    drop_number_cell: frozenset[int] = field(default_factory=frozenset)
    extra_blank: frozenset[int] = field(default_factory=frozenset)
    drop_count: frozenset[int] = field(default_factory=frozenset)


Span = tuple[str, int, int]  # text, rows, columns


def dress(truth: Truth, how: Dress) -> SourceDocument:
    """The document that prints this truth in this dress."""
    if how.transposed:
        return document_of("各校任务承接情况表", table_of(_turned(truth, how), file="t"), name="t")
    pages = _pages(len(truth.tasks), how.pages)
    blocks: list[list[list[Span]]] = []
    for page in pages:
        rows = [*_heading(truth, how), *(_row(truth, how, index, page) for index in page)]
        if page is pages[-1] and how.total_row:
            rows.append(_total(truth, how))
        if page is pages[-1] and how.note:
            rows.append([("注：本表由各校申报、市教育局审核。", 1, 1)])
        blocks.append(rows)
    if how.one_table:
        blocks = [[row for rows in blocks for row in rows]]
    tables = [_table(rows, number, how, len(truth.schools)) for number, rows in enumerate(blocks, 1)]
    return document_of("各校任务承接情况一览表", *tables, name="t")


def _pages(count: int, parts: int) -> list[list[int]]:
    size = -(-count // parts)
    return [list(range(start, min(start + size, count))) for start in range(0, count, size)]


def _joined(truth: Truth, how: Dress) -> bool:
    return how.inner == "column" and any(task.inner for task in truth.tasks)


def _heading(truth: Truth, how: Dress) -> list[list[Span]]:
    deep = 2 if how.group and how.kind == "sheet" else 1
    wide = 2 if _joined(truth, how) and how.kind == "sheet" else 1
    first: list[Span] = [("序号", deep, 1), ("工作任务", deep, wide)]
    first += [("承接数量", deep, 1)] if how.count else []
    names: list[Span] = [(name, 1, 1) for name in truth.schools]
    last: list[Span] = [("合计", deep, 1)] if how.total_column else []
    if not how.group:
        return [[*first, *names, *last]]
    half = len(names) // 2
    if how.kind == "sheet":
        groups = [("城区", 1, half), ("县市", 1, len(names) - half)]
        return [[*first, *groups, *last], names]
    over = [
        ("城区", 1, 1),
        *[("", 1, 1)] * (half - 1),
        ("县市", 1, 1),
        *[("", 1, 1)] * (len(names) - half - 1),
    ]
    return [[*first, *over, *last], [*[("", 1, 1)] * len(first), *names]]


def _row(truth: Truth, how: Dress, index: int, page: list[int]) -> list[Span]:
    task, marks = truth.tasks[index], truth.marks[index]
    row: list[Span] = []
    if task.number or index == page[0] or how.kind == "text":
        span = 1
        while how.kind == "sheet" and index + span in page and not truth.tasks[index + span].number:
            span += 1
        row.append((task.number, span, 1))
    if how.kind == "text" and index in how.drop_number_cell:
        row.pop()
    row += _task_cells(truth, how, task)
    if how.kind == "text" and how.count and index in how.extra_blank:
        row.append(("", 1, 1))
    if how.count and not (_loses_count(how, index)):
        row.append((str(sum(map(bool, marks))), 1, 1))
    row += [(_printed(how, mark), 1, 1) for mark in marks]
    return [*row, (str(sum(marks)), 1, 1)] if how.total_column else row


def _loses_count(how: Dress, index: int) -> bool:
    digits = how.quantities or how.sign in "1１"
    return how.kind == "text" and index in how.drop_count and not (digits and how.trim)


def _printed(how: Dress, mark: int) -> str:
    if not mark:
        return how.blank
    return str(mark) if how.quantities else how.sign


def _task_cells(truth: Truth, how: Dress, task: TrueTask) -> list[Span]:
    if how.inner == "column" and task.inner:
        return [(task.inner, 1, 1), (task.title, 1, 1)]
    title = f"{task.inner} {task.title}" if task.inner else task.title
    return [(title, 1, 2 if _joined(truth, how) and how.kind == "sheet" else 1)]


def _total(truth: Truth, how: Dress) -> list[Span]:
    wide = 2 if _joined(truth, how) and how.kind == "sheet" else 1
    columns = [sum(bool(row[i]) for row in truth.marks) for i in range(len(truth.schools))]
    row: list[Span] = [("合计", 1, 1), ("", 1, wide)]
    row += [(str(sum(columns)), 1, 1)] if how.count else []
    row += [(str(number), 1, 1) for number in columns]
    everything = sum(map(sum, truth.marks))
    return [*row, (str(everything), 1, 1)] if how.total_column else row


def _turned(truth: Truth, how: Dress) -> list[list[str]]:
    """Schools down, tasks across; numbers stand in the task's text or in a row above."""
    titles = [f"{t.inner or t.number}{'、' if t.inner or t.number else ''}{t.title}" for t in truth.tasks]
    rows = [["序号", "学校", *titles, *(["合计"] if how.total_column else [])]]
    for i, name in enumerate(truth.schools):
        marks = [row[i] for row in truth.marks]
        rows.append([str(i + 1), name, *(_printed(how, mark) for mark in marks)])
        rows[-1] += [str(sum(map(bool, marks)))] if how.total_column else []
    if how.count:
        rows.append(["", "承接数量", *(str(sum(map(bool, row))) for row in truth.marks)])
    return rows


def _table(rows: list[list[Span]], number: int, how: Dress, schools: int) -> Table:
    if how.kind == "sheet":
        return _sheet(rows, number)
    width = max(len(row) for row in rows if row[0][0] == "序号")
    texts = [[text for text, _, _ in row][: width if how.clip else None] for row in rows]
    if how.trim:
        texts = [_trimmed(row) for row in texts]
    return table_of(texts, number, "t")


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _sheet(rows: list[list[Span]], number: int) -> Table:
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for r, row in enumerate(rows, 1):
        column = 1
        for text, down, across in row:
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
            cells.append(Cell(text, r, column, down, across))
            column += across
    return Table(Place("t", table=number), tuple(cells))
