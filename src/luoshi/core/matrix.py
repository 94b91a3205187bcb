"""The matrix of tasks and organisations as a printed table: numbers, headings over several cells, counts, blocks.

Rules without a database: the page, the workbook, the document and the print share them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE_UP_TO = 2000  # cells; a larger matrix comes in blocks of rows
_DOTTED = re.compile(r"(\d+)\.\d+")


@dataclass(frozen=True, slots=True)
class Span:
    """A heading over `size` neighbours, or 0 where the neighbour before covers this place already."""

    label: str
    size: int


def number_parts(code: str) -> tuple[str, str]:
    """A task's number as the annex prints it: the outer number and the inner one ("4.2" → "4", "4.2")."""
    dotted = _DOTTED.fullmatch(code)
    return (dotted.group(1), code) if dotted else (code, "")


def runs(labels: Sequence[str]) -> list[Span]:
    """Neighbours of one label share a heading; empty labels stay alone. One entry per place."""
    spans: list[Span] = []
    start = 0
    for place, label in enumerate(labels):
        if place and label and label == labels[place - 1]:
            spans[start] = Span(label, spans[start].size + 1)
            spans.append(Span(label, 0))
        else:
            start = place
            spans.append(Span(label, 1))
    return spans


def headings(labels: Sequence[str]) -> list[Span]:
    """The headings over columns, or none where they would hardly join anything (a county per school)."""
    spans = [span for span in runs(labels) if span.size]
    return spans if spans and len(spans) * 2 <= len(labels) else []


def count_words(declared: int | None, now: int) -> str:
    """A count at the edge: one number while document and site agree, both when they do not."""
    if declared is None or declared == now:
        return str(now)
    return f"文件 {declared} · 现 {now}"


def rows_per_block(columns: int) -> int:
    """How many rows of so many columns come in one answer."""
    return max(1, WHOLE_UP_TO // max(1, columns))


def block_starts(rows: int, columns: int) -> list[int]:
    """Where each block begins; a single 0 when everything comes at once."""
    if rows * columns <= WHOLE_UP_TO:
        return [0]
    return list(range(0, rows, rows_per_block(columns)))


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A task as the annex prints it; `inner` is empty where the number column under the heading is joined away."""

    outer: str
    inner: str
    title: str
    count: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The annex: a title, the names of the organisations, the tasks, and what has to be said below the table."""

    title: str
    organisations: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]

    @property
    def numbers(self) -> list[Span]:
        """The outer numbers, each over the rows it joins."""
        return runs([row.outer for row in self.rows])


LEAD = (
    "序号",
    "工作任务",
    "",
    "承接数量",
)  # the annex's first columns; the empty one is joined to its neighbour
MARK = "√"
LEADS = "牵头"  # of a joint task, counted here
TAKES_PART = "参与"  # where another organisation leads and is counted
COUNTED_ONCE = "注：“牵头”的学校带领“参与”的学校联合承接，联合承接只在牵头学校计一次。"


def joint_mark(organisation: int, led_by: int | None, leaders: Mapping[int, str]) -> str:
    """What a cell of the annex says; with more than one `leader` in the row who takes part says whose."""
    if led_by is None:
        return MARK
    if led_by == organisation:
        return LEADS
    return f"{TAKES_PART}（{leaders[led_by]}）" if len(leaders) > 1 and led_by in leaders else TAKES_PART


def parts_of(columns: int, most: int) -> list[range]:
    """Columns in parts of at most `most`, for papers that cannot be wider."""
    return [range(start, min(start + most, columns)) for start in range(0, columns, most)] or [range(0)]
