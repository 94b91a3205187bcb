"""Matrices that name the undertakers in one cell instead of ticking columns: 任务 | 承接学校."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..findings import Finding, Severity
from ..structure import Place
from .drafts import Draft, Seen, code_and_title
from .grid import Grid, Row, Slot, plain
from .header import Header, UnitColumn
from .lines import Line, LineKind
from .listed import Listed, listed_in, whole_names
from .lists import read_lists
from .marks import Kind, Mark
from .model import TaskRow
from .parts import ABOUT_UNDERTAKING, HEADING_ROWS, Part
from .words import Role, bare_number, is_note, is_number, is_total, role_of

NAMING = re.compile(r".{0,4}(承接|承担|认领).{0,2}(学校|院校|单位|校|主体|名单|情况).{0,4}|承接(者|方)")
TAKING_PART = re.compile(
    r"(拟)?(牵头|主持|参与|参加|联合|协作|配合|试点|建设|实施|项目)(学校|院校|校)(名单)?"
)
PLACELESS = 0  # names that stand in cells have no column of their own


@dataclass(frozen=True, slots=True)
class NamedHeading:
    """Columns by what they are for; `units` all columns in which names stand."""

    first: int
    last: int
    title: int
    lead: tuple[int, ...]
    numbers: tuple[int, ...]
    count: int | None
    units: tuple[int, ...]


@dataclass(slots=True)
class Entry:
    """One task with the cells that name its undertakers, from one row or several."""

    line: Line
    code: str | None
    title: str
    cells: list[Slot] = field(default_factory=list)


@dataclass(slots=True)
class NamedTable:
    """One such table, not yet resolved: whom 全部学校 means is known only when all names are."""

    grid: Grid
    heading: NamedHeading
    entries: list[Entry]
    totals: list[Line]
    headless: bool = False


@dataclass(slots=True)
class NamedReading:
    """What the tables of one document gave; `side_rows` are their measures, of which only the goals are read."""

    parts: list[Part] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    others: list[Grid] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    side_rows: list[TaskRow] = field(default_factory=list)


def read_named(grids: Iterable[Grid], known: Collection[str]) -> NamedReading:
    """Read those of the tables that name undertakers; the rest come back as `others`.

    known  units that the headings of other matrices name: 全部学校 means them
    """
    reading = NamedReading()
    tables: list[NamedTable] = []
    for grid in grids:
        table = _table(grid, known) or _continued(grid, tables, known)
        if table:
            tables.append(table)
        else:
            reading.others.append(grid)
    spoken = _spoken(tables, known)
    everyone = list(known) or spoken
    names = whole_names(dict.fromkeys([*known, *spoken]))
    for table in tables:
        _resolve(table, names, everyone, reading)
    return reading


def _spoken(tables: Sequence[NamedTable], known: Collection[str]) -> list[str]:
    """All names in the cells, those that a cell excepts too; what stood glued together is parted by the others."""
    cells = [slot.cell.text for table in tables for entry in table.entries for slot in entry.cells]
    for _ in range(2):
        read = [listed_in(text, known) for text in cells]
        known = whole_names(dict.fromkeys(name for found in read for name in [*found.names, *found.left_out]))
    return list(known)


def _table(grid: Grid, known: Collection[str]) -> NamedTable | None:
    for number, _ in list(grid)[:HEADING_ROWS]:
        heading = _heading(grid, number)
        if heading:
            table = _read_rows(grid, heading, heading.last + 1)
            return table if _names_units(table, known) else None
    return None


def _continued(grid: Grid, before: Sequence[NamedTable], known: Collection[str]) -> NamedTable | None:
    """A page that goes on without repeating its heading: as wide as the one before, and its cells name units."""
    if not before or grid.width != before[-1].grid.width or not grid.rows:
        return None
    table = _read_rows(grid, before[-1].heading, min(grid.rows))
    table.headless = True
    roles = {role_of(slot.text) for slot in grid.rows[min(grid.rows)].values()}
    return table if not roles & {Role.TASK, Role.NUMBER} and _names_units(table, known) else None


def _names_units(table: NamedTable, known: Collection[str]) -> bool:
    read = [listed_in(slot.cell.text, known) for entry in table.entries for slot in entry.cells]
    return bool(read) and sum(found.says_something for found in read) * 2 >= len(read)


def _heading(grid: Grid, number: int) -> NamedHeading | None:
    """The heading in this row: a task, and one or more columns for the units that take it on."""
    row = grid.rows[number]
    roles = {column: role_of(slot.text) for column, slot in sorted(row.items()) if slot.own_text or slot.text}
    tasks = [column for column, role in roles.items() if role is Role.TASK]
    units = tuple(column for column in sorted(row) if _is_for_names(row[column], grid, roles))
    if not tasks or not units or tasks[0] > units[0]:
        return None
    title = max(column for column in tasks if column < units[0])
    counts = [column for column, role in roles.items() if role is Role.COUNT]
    return NamedHeading(
        first=number,
        last=max(slot.cell.row + slot.cell.row_span - 1 for slot in row.values()),
        title=title,
        lead=tuple(column for column in tasks if column <= title),
        numbers=tuple(column for column, role in roles.items() if role is Role.NUMBER),
        count=counts[0] if counts else None,
        units=units,
    )


def _is_for_names(slot: Slot, grid: Grid, roles: dict[int, Role]) -> bool:
    word = plain(slot.text)
    if NAMING.fullmatch(word) and role_of(word) is not Role.COUNT:
        return True
    spoken = ABOUT_UNDERTAKING.search(grid.context) or Role.COUNT in roles.values()
    return bool(spoken) and (role_of(word) is Role.UNITS or bool(TAKING_PART.fullmatch(word)))


def _read_rows(grid: Grid, heading: NamedHeading, first: int) -> NamedTable:
    table = NamedTable(grid, heading, [], [])
    under: str | None = None
    for number, row in grid:
        own = [slot for _, slot in sorted(row.items()) if slot.own_text]
        if number < first or not own or is_note(own[0].text) or _is_heading_again(row, heading):
            continue
        line = _line(number, row, heading, grid)
        if any(is_total(slot.text) for slot in own):
            table.totals.append(line)
            continue
        under = bare_number(line.outer) if line.outer else under
        cells = _cells(row, heading)
        if table.entries and _goes_on(row, line, table.entries[-1]):
            table.entries[-1].cells += cells
        elif line.title is not None and (cells or line.declared is not None):
            code, title = code_and_title(line, under, bool(heading.numbers))
            table.entries.append(Entry(line, code, title, cells))
    return table


def _line(number: int, row: Row, heading: NamedHeading, grid: Grid) -> Line:
    lead = [row[column] for column in sorted({*heading.lead, *heading.numbers}) if column in row]
    lead = [slot for slot in lead if slot.text]
    titles = [slot for slot in lead if slot.column in heading.lead and not is_number(slot.text)]
    outer = lead[0] if lead and is_number(lead[0].text) else None
    return Line(
        kind=LineKind.TASK,
        row=number,
        shift=0,
        no_count=False,
        gap=False,
        numbers=tuple(slot.text for slot in lead if is_number(slot.text)),
        outer=outer.text if outer else None,
        own_number=outer is not None and not outer.covered,
        title=titles[-1] if titles else None,
        count=row.get(heading.count) if heading.count is not None else None,
        cells={},
        outside=(),
        end=grid.width,
    )


def _cells(row: Row, heading: NamedHeading) -> list[Slot]:
    """The row's own cells among the columns of names, each once."""
    found: list[Slot] = []
    for column in heading.units:
        slot = row.get(column)
        if slot and slot.text and all(slot.cell is not other.cell for other in found):
            found.append(slot)
    return found


def _goes_on(row: Row, line: Line, before: Entry) -> bool:
    """A row that only adds names to the task above: its task is merged with it, or left blank."""
    same = line.title is not None and before.line.title is not None
    if same and line.title and before.line.title:
        return line.title.cell is before.line.title.cell
    own_number = any(is_number(slot.own_text) for slot in row.values() if slot.column < line.end)
    return line.title is None and not own_number


def _is_heading_again(row: Row, heading: NamedHeading) -> bool:
    title = row.get(heading.title)
    return (
        title is not None
        and role_of(title.text) is Role.TASK
        and any(
            NAMING.fullmatch(plain(row[column].text)) or role_of(row[column].text) is Role.UNITS
            for column in heading.units
            if column in row
        )
    )


def _resolve(table: NamedTable, names: list[str], everyone: list[str], reading: NamedReading) -> None:
    first: dict[str, Place] = {}
    for entry in table.entries:
        draft = _draft(table, entry, names, everyone, reading.findings)
        reading.drafts.append(draft)
        for name, seen in draft.seen.items():
            first.setdefault(name, seen.place)
    reading.parts.append(_part(table, first))
    reading.side_rows += [replace(row, task="") for row in read_lists([table.grid])[0] if row.measure]


def _draft(
    table: NamedTable, entry: Entry, names: list[str], everyone: list[str], findings: list[Finding]
) -> Draft:
    draft = _blank_draft(table, entry, names)
    for slot in entry.cells:
        found = listed_in(slot.cell.text, names)
        place = table.grid.place_of(slot)
        for name, number in _taken(found, everyone).items():
            draft.seen[name] = Seen(_mark(number), place, "")
        findings += _questions(entry, found, place, draft, everyone)
    return draft


def _blank_draft(table: NamedTable, entry: Entry, names: list[str]) -> Draft:
    line, grid = entry.line, table.grid
    assert line.title is not None
    return Draft(
        code=entry.code,
        title=entry.title,
        place=grid.place_of(line.title),
        count_place=grid.place_of(line.count or line.title),
        declared=line.declared,
        shared_count=False,
        expects_count=any(other.line.declared is not None for other in table.entries),
        printed_code=line.own_number or bool(entry.code and entry.title != line.title.text),
        continued=entry is table.entries[0],
        units=list(names),
        seen={},
        lost=[],
        shift=0,
        no_count=False,
        gap=False,
        full_width=False,
        file=grid.place.file,
    )


def _taken(found: Listed, everyone: list[str]) -> dict[str, int | None]:
    taken: dict[str, int | None] = dict(found.names)
    if found.everyone:
        taken = {name: found.number for name in everyone if name not in found.left_out} | taken
    return taken


def _mark(number: int | None) -> Mark:
    return Mark(Kind.YES) if number is None else Mark(Kind.NUMBER, number) if number else Mark(Kind.NO)


def _questions(
    entry: Entry, found: Listed, place: Place, draft: Draft, everyone: list[str]
) -> Iterator[Finding]:
    label = f"“{entry.code or ''} {entry.title}”".replace("“ ", "“")
    proved = draft.declared is not None and draft.agrees(draft.declared)
    if found.everyone:
        yield _all_units(label, found, place, everyone, proved)
    strangers = [name for name in found.left_out if name not in everyone]
    if strangers:
        message = f"任务{label}写明{'、'.join(strangers)}除外，但表中没有这个单位，请核对单位名称。"
        yield Finding("unknown-name", Severity.ASK, place, message)
    if found.unread:
        message = (
            f"任务{label}的承接单位一格中“{'；'.join(found.unread)[:60]}”看不出是哪些单位，没有计入，请确认。"
        )
        yield Finding("unreadable-names", Severity.ASK, place, message)
    if found.incomplete and not proved:
        message = f"任务{label}的承接单位一格以“等”结尾，可能没有写全，请确认。"
        yield Finding("names-incomplete", Severity.ASK, place, message)


def _all_units(label: str, found: Listed, place: Place, everyone: list[str], proved: bool) -> Finding:
    if not everyone:
        message = f"任务{label}由全部学校承接，但文件里没有列出学校名单，请在装入后选定。"
        return Finding("all-units", Severity.ASK, place, message)
    left = [name for name in everyone if name not in found.left_out]
    said = "全部单位" if not found.left_out else f"除{'、'.join(found.left_out)}以外的单位"
    message = f"任务{label}由{said}承接，按文件中出现的{len(left)}个单位读取"
    if proved:
        return Finding("all-units", Severity.NOTE, place, f"{message}，与承接数量相符。")
    return Finding("all-units", Severity.ASK, place, f"{message}，请确认没有遗漏。")


def _part(table: NamedTable, first: dict[str, Place]) -> Part:
    """The table in the form of a matrix's page, so that totals and names are checked alike."""
    heading, width = table.heading, table.grid.width
    header = Header(
        first_row=heading.first,
        last_row=heading.last,
        skipped=frozenset(),
        numbers=frozenset(heading.numbers),
        body_start=heading.title + 1,
        count=heading.count,
        totals=(),
        nameless=frozenset(),
        units=tuple(UnitColumn(PLACELESS, name, None, place) for name, place in first.items()),
        end=width,
        says_units=True,
    )
    lines = [*(entry.line for entry in table.entries), *(_total(line) for line in table.totals)]
    return Part(table.grid, header, tuple(sorted(lines, key=lambda line: line.row)), {}, table.headless)


def _total(line: Line) -> Line:
    return replace(line, kind=LineKind.TOTAL)
