"""Finding the undertaking matrices: a table, or a page of one, with its heading and its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..structure import Paragraph, SourceDocument, Table
from .grid import Grid, grid_of, plain
from .header import Header, find_header
from .lines import Line, LineKind, best_fit, marks_of, read_line
from .marks import Kind, Legend, legend_of
from .words import Role, is_note, role_of, split_number

ABOUT_UNDERTAKING = re.compile(r"承接|承担|认领|任务分解|任务分配|任务安排")
UNIT_NAME = re.compile(
    r".*(学校|中专|中职|职中|职高|职校|技校|职教中心|教育中心|中心|学院|大学|附中|一中|校|局|委|办|科|室|集团|公司|协会|县|市|区|州|旗|镇|乡|街道)(\(.*\))?"
)
YEAR = re.compile(r"(到|至)?(19|20)\d\d(年|年度|学年)?(底|末|前)?(目标值?|计划|任务)?")
QUOTA = re.compile(
    r"(分配|推荐|申报|限报|下达|计划|招生|培训)*(名额|限额|配额|指标|人数|数量|计划)数?(\(.*\))?"
)
HEADING_ROWS = 12
INNER_COLUMN = 1  # a page without heading may show the number column that its heading had joined


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its lines. A table over several pages has several parts."""

    grid: Grid
    header: Header
    lines: tuple[Line, ...]
    legend: Legend
    headless: bool = False

    @property
    def reach(self) -> int:
        """Last column that any line reaches."""
        return max((line.end for line in self.lines), default=0)


def grids_of(document: SourceDocument) -> list[Grid]:
    """The document's tables with the words around them: title and what stands before, notes after."""
    grids: list[Grid] = []
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            before = [b.printed for b in blocks[max(0, index - 3) : index] if isinstance(b, Paragraph)]
            context = " ".join([block.title, *before, block.place.sheet or ""])
            grids.append(grid_of(block, context, _notes_around(blocks[index + 1 : index + 6], before)))
    return grids


def _notes_around(after: Sequence[object], before: list[str]) -> tuple[str, ...]:
    notes = list(before)
    for block in after:
        if not isinstance(block, Paragraph):
            break
        text = block.text.strip("|｜ ")
        if is_note(text) or "表示" in text or len(notes) > len(before):
            notes.append(text)
    return tuple(notes)


def parts_of(grids: Iterable[Grid]) -> tuple[list[Part], list[Grid]]:
    """The parts of all matrices in reading order, and the grids that are no matrix."""
    parts: list[Part] = []
    others: list[Grid] = []
    candidates = [(grid, _parts_in(grid)) for grid in grids]
    upright = [_is_matrix(grid, found) and not _reads_turned(found) for grid, found in candidates]
    known = {_units(found) for (_, found), sure in zip(candidates, upright, strict=True) if sure}
    alone: list[Part] = []
    for (grid, found), sure in zip(candidates, upright, strict=True):
        if not sure and not (found and _units(found) in known):  # known: a page on which nobody is marked
            goes_on = _otherwise(grid, found, alone or parts[-1:])
            if goes_on and goes_on[0].headless:
                goes_on = alone + goes_on
            alone, found = [] if goes_on else _lone_heading(found), goes_on
        parts.extend(found)
        if not found:
            others.append(grid)
    return parts, others


def _lone_heading(found: list[Part]) -> list[Part]:
    """A heading with a count of undertakers, left alone at the foot of its page: its rows come with the next."""
    return found if len(found) == 1 and not found[0].lines and found[0].header.count is not None else []


def _units(parts: list[Part]) -> frozenset[str]:
    return frozenset(parts[0].header.names)


def _otherwise(grid: Grid, upright: list[Part], before: list[Part]) -> list[Part]:
    """A table that makes no good matrix as it stands: turned over, upright after all, or a page that goes on."""
    turned = _turned_parts(grid)
    if turned or _is_matrix(grid, upright):
        return turned or upright
    return _headless(grid, before[-1]) if before else []


def _reads_turned(parts: list[Part]) -> bool:
    """Whether tasks stand where units should and units where tasks should, under a corner that names both."""
    names = [name for part in parts for name in part.header.names]
    titles = [line.title.text for part in parts for line in part.lines if line.title]
    numbered = sum(split_number(name, None, False)[0] is not None for name in names)
    units = sum(bool(UNIT_NAME.fullmatch(plain(title))) for title in titles)
    return numbered * 2 > len(names) or (
        units * 2 > len(titles) and not any(UNIT_NAME.fullmatch(name) for name in names)
    )


def _turned_parts(grid: Grid) -> list[Part]:
    """The parts of a matrix with the units down; only a corner that says so makes it worth turning the table."""
    corner = [grid.rows[row][c] for row in range(1, 5) for c in range(1, 5) if c in grid.rows.get(row, {})]
    if not any(role_of(slot.text) in (Role.UNITS, Role.TASK, Role.NUMBER) for slot in corner):
        return []
    if (
        sum(
            bool(YEAR.fullmatch(plain(slot.text)))
            for n in range(1, 4)
            for slot in grid.rows.get(n, {}).values()
        )
        > 1
    ):
        return []  # goals by year, even where the title speaks of 任务分解
    turned = grid.flip()
    found = _parts_in(turned)
    lines = [line for part in found for line in part.lines if line.kind is LineKind.TASK]
    if lines and all(line.title and QUOTA.fullmatch(plain(line.title.text)) for line in lines):
        return []  # 学校 | 分配名额: how many each may send
    fits = any(
        not line.shift for line in lines
    )  # where every line has to be moved, no line is one of a matrix
    return found if fits and _is_matrix(turned, found) else []


def _parts_in(grid: Grid) -> list[Part]:
    headers = _headers(grid)
    parts: list[Part] = []
    legend = legend_of([*grid.notes, *_notes_inside(grid)])
    for index, header in enumerate(headers):
        stop = headers[index + 1].first_row if index + 1 < len(headers) else None
        lines = _lines(grid, header, header.last_row + 1, stop, legend)
        worded = _columns_of_words(lines, legend)
        if worded:
            header = header.without(worded)
            lines = _lines(grid, header, header.last_row + 1, stop, legend)
        if len(header.units) >= 2:
            parts.append(Part(grid, header, lines, legend))
    return parts


def _columns_of_words(lines: Sequence[Line], legend: Legend) -> set[int]:
    """Columns headed like a unit but filled with words, such as 推进情况: most of their cells are no marks at all."""
    read: dict[int, list[bool]] = {}
    for line in lines:
        for index, mark in marks_of(line, legend).items():
            if line.kind is LineKind.TASK and mark.kind is not Kind.BLANK:
                read.setdefault(index, []).append(mark.kind is Kind.UNREADABLE)
    return {index for index, words in read.items() if sum(words) * 2 > len(words) and len(words) > 2}


def _headers(grid: Grid) -> list[Header]:
    headers: list[Header] = []
    after = 0
    for number, _ in grid:
        if number <= after or (not headers and number > HEADING_ROWS):
            continue
        header = find_header(grid, number)
        if header:
            headers.append(header)
            after = header.last_row
    return headers


def _lines(grid: Grid, header: Header, first: int, stop: int | None, legend: Legend) -> tuple[Line, ...]:
    numbers = [number for number, _ in grid if number >= first and (stop is None or number < stop)]
    lines = (read_line(grid, number, header, legend) for number in numbers)
    return tuple(line for line in lines if line is not None)


def _notes_inside(grid: Grid) -> list[str]:
    notes: list[str] = []
    for _, row in grid:
        notes += [slot.own_text for slot in row.values() if "表示" in slot.own_text or is_note(slot.own_text)]
    return notes


def _is_matrix(grid: Grid, parts: list[Part]) -> bool:
    """Whether marks and words say that units take on tasks here; tables of figures or dates do not."""
    marks = [mark for part in parts for line in part.lines for mark in marks_of(line, part.legend).values()]
    kinds = [mark.kind for mark in marks if mark.kind is not Kind.BLANK]
    if not any(line.kind is LineKind.TASK for part in parts for line in part.lines):
        return False
    if not kinds:
        return not grid.flipped and any(line.declared is not None for part in parts for line in part.lines)
    signs = sum(kind in (Kind.YES, Kind.OPEN) for kind in kinds)
    unreadable = sum(kind is Kind.UNREADABLE for kind in kinds)
    header = parts[0].header
    if unreadable * (2 if header.count is not None else 3) > len(kinds):
        return False
    units = sum(bool(UNIT_NAME.fullmatch(name)) for name in header.names) * 2 >= len(header.names)
    heading = " ".join(slot.text for slot in grid.rows[header.first_row].values())
    spoken = header.says_units or bool(ABOUT_UNDERTAKING.search(heading + grid.context + _top(grid, header)))
    if signs:
        return spoken or units or header.count is not None
    return spoken or (units and header.count is not None)


def _top(grid: Grid, header: Header) -> str:
    return " ".join(slot.text for n, row in grid for slot in row.values() if n < header.first_row)


def _headless(grid: Grid, before: Part) -> list[Part]:
    """A table that goes on over the page without repeating its heading: as wide, and every row fits."""
    header = before.header
    first = min(grid.rows, default=0)
    if (
        before.grid.flipped
        or not first
        or grid.width > max(before.reach, header.end) + INNER_COLUMN
        or grid.width <= header.body_start
    ):
        return []
    if any(role_of(slot.text) in (Role.TASK, Role.NUMBER) for slot in grid.rows[first].values()):
        return []
    lines = _lines(grid, header, first, None, before.legend)
    fits = [best_fit(grid.rows[line.row], header, before.legend).penalty for line in lines]
    readable = any(mark.counts for line in lines for mark in marks_of(line, before.legend).values())
    if not lines or not readable or any(fits):
        return []
    return [Part(grid, header, lines, before.legend, headless=True)]
