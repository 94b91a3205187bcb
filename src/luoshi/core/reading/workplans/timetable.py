"""The timetable as a table: one row or one item of a cell is a step; columns by year give it their year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..due_words import Due, find_due, read_due
from ..structure import Place
from ..tables.grid import Grid, Row, Slot, plain
from .heads import Head, is_head_again
from .items import half, has_label, lines_of, split_items, tidy_item, without_label
from .labels import labels_in

SUMS = re.compile(r"(?:[总小合]计|总[额数]|汇总)(?:[:：(（].*)?")
_PLACED = ("owner", "leader", "department", "helper", "result", "note", "money")
_MARK = re.compile(r"[√✓✔■●▲★◆○]+")
_DASH = re.compile(r"[-—–/\\]+|无")
_DOWN = ("task", "subtask", "code")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one cell and where they stand."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RawStep:
    """A step as printed. `tasks`: names that may be its task, the nearest first; `said`: the other cells by role."""

    title: str
    due: Due
    place: Place
    due_place: Place | None
    tasks: tuple[str, ...] = ()
    code: str = ""
    said: Mapping[str, Said] = field(default_factory=dict)


@dataclass(slots=True)
class Above:
    """What stands above a table or paragraph: the task it is about, and the time a heading gives."""

    tasks: tuple[str, ...] = ()
    year: int | None = None
    span: tuple[int, int] | None = None
    due: Due | None = None
    due_place: Place | None = None
    said: dict[str, Said] = field(default_factory=dict)


def is_timetable(head: Head) -> bool:
    thing = head.has("task", "subtask", "step", "content")
    timed = head.has("due", "start") or "period" in head.roles.values()
    return thing and (timed or (head.has("owner", "department", "leader") and head.has("step", "content")))


def table_steps(grid: Grid, head: Head, above: Above, down: dict[str, str]) -> Iterator[RawStep]:
    """The steps of one table, row by row. `down`: what the table before left, where this one goes on with it."""
    titles = _title_columns(head)
    coded = _numbers_are_codes(grid, head)
    inner = replace(above)
    for at, row in grid:
        if at <= head.after or is_head_again(row, head) or _is_sum(row):
            continue
        if _is_title(row):
            _take_title(_only(row), grid.place_of(_only(row)), inner, down)
            continue
        _fill(row, head, titles, down, ("code", "number") if coded else ("code",))
        yield from _row_steps(grid, row, head, titles, down, inner)


def _title_columns(head: Head) -> list[int]:
    """The columns whose text names the step; what stands before them names the task."""
    for role in ("step", "content", "subtask", "task"):
        columns = head.columns(role)
        if columns and (role != "task" or not _periods(head)):
            return columns[-1:]
    return []


def _periods(head: Head) -> list[int]:
    return [] if head.has("due") else head.columns("period")


def _only(row: Row) -> Slot:
    return next(slot for slot in row.values() if slot.text)


def _is_title(row: Row) -> bool:
    """One text alone, over the whole width or at the left: 任务一：…"""
    texts = {id(slot.cell): slot.text for slot in row.values() if slot.text}
    return len(texts) == 1 and len(row) > 1 and not re.fullmatch(r"[\d.]+", next(iter(texts.values())))


def _is_sum(row: Row) -> bool:
    return any(SUMS.fullmatch(plain(slot.text)) for slot in list(row.values())[:3])


def _take_title(slot: Slot, place: Place, inner: Above, down: dict[str, str]) -> None:
    """A task, or a phase with its time: 第一阶段：筹备（2021年9月—12月）."""
    found = find_due(slot.text, year=inner.year)
    words = slot.text[slice(*found)] if found else slot.text
    due = read_due(words, year=inner.year, span=inner.span)
    if due.certain and due.due and not due.recurrence and len(slot.text) <= 40:
        inner.due, inner.due_place = due, place
        if (due.start or due.due).year == due.due.year:
            inner.year = due.due.year
        if not re.search(r"任务|项目", slot.text):
            return
    down.clear()
    inner.tasks = (slot.text,)


def _numbers_are_codes(grid: Grid, head: Head) -> bool:
    """编号 4.3, 4.4, 25: not the ordinals of the rows."""
    columns = head.columns("number")
    said = [
        row[c].own_text
        for at, row in grid
        if at > head.after
        for c in columns
        if c in row and row[c].own_text
    ]
    return any(re.fullmatch(r"\d+\.\d+", plain(text)) for text in said) and not head.has("code")


def _fill(row: Row, head: Head, titles: list[int], down: dict[str, str], code: tuple[str, ...]) -> None:
    """Task names stand once and hold for the rows below, until the next."""
    for role in _DOWN:
        columns = [c for name in (code if role == "code" else (role,)) for c in head.columns(name)]
        said = [row[c].text for c in columns if c not in titles and c in row and row[c].text]
        if not said:
            continue
        text = " ".join(said) if role != "subtask" else said[-1]
        if down.get(role) != text:
            stale = {"task": ("subtask", "code"), "code": ("subtask",)}.get(role, ())
            for other in stale:
                down.pop(other, None)
        down[role] = text
    content = [row[c].text for c in head.columns("content") if c not in titles and c in row and row[c].text]
    if content and down.get("content") != content[-1]:
        down["content"] = content[-1]
        if not any(row[c].text for name in code for c in head.columns(name) if c in row):
            down.pop("code", None)  # another content under no number: the number above is not its own


def _row_steps(
    grid: Grid, row: Row, head: Head, titles: list[int], down: Mapping[str, str], inner: Above
) -> Iterator[RawStep]:
    names = tuple(dict.fromkeys(down[r] for r in ("subtask", "content", "task") if r in down)) + inner.tasks
    said = {role: found for role in _PLACED if (found := _said(grid, row, head, role))}
    said = dict(inner.said) | _parted(grid, row, head) | said
    if _periods(head):
        own = row[titles[0]].text if titles and titles[0] in row else ""
        tasks = ((own,) if own else ()) + names
        step = RawStep(own, NO_DUE, grid.place, None, tasks, down.get("code", ""), said)
        if own:
            step = replace(step, place=grid.place_of(row[titles[0]]))
        yield from _by_period(grid, row, head, step, inner)
        return
    slot = row.get(titles[0]) if titles else None
    if slot is None or not slot.text or slot.covered:
        return
    alone = head.columns("task") == titles
    step = RawStep(
        "",
        NO_DUE,
        grid.place_of(slot),
        None,
        names or ((slot.text,) if alone else ()),
        down.get("code", ""),
        said,
    )
    yield from _split(grid, row, head, slot, step, inner)


NO_DUE = Due(None, None, "", "", False, "没有写完成时间。")


def _said(grid: Grid, row: Row, head: Head, role: str) -> Said | None:
    """The cells of one role in a row, merged ones included; several columns of a role are joined."""
    slots = [row[column] for column in head.columns(role) if column in row and row[column].text]
    if not slots:
        return None
    return Said("\n".join(dict.fromkeys(slot.cell.text.strip() for slot in slots)), grid.place_of(slots[0]))


def _parted(grid: Grid, row: Row, head: Head) -> dict[str, Said]:
    """A cell that says of several who: 牵头：教务处 / 责任人：张文华 / 配合：学生处."""
    cell = _said(grid, row, head, "duties")
    if cell is None:
        return {}
    parts = labels_in(half(cell.text))
    return {role: Said(value, cell.place) for role, value in parts.items()} or {"owner": cell}


def _by_period(grid: Grid, row: Row, head: Head, step: RawStep, inner: Above) -> Iterator[RawStep]:
    """2021年度 | 2022年度 with ①②③ in one cell: each item is due within the time of its column."""
    said = [row[c] for c in _periods(head) if c in row and row[c].text and not row[c].covered]
    said = [slot for slot in said if not _DASH.fullmatch(slot.text)]
    if step.title and any(_MARK.fullmatch(slot.text) for slot in said):
        yield from _by_marks(grid, said, head, step, inner)
        return
    for slot in said:
        given, place, raw = _time_of(slot.column, head, inner), grid.place_of(slot), slot.cell.text
        for item in split_items(raw) or lines_of(raw):
            yield _dated_item(replace(step, title=tidy_item(item), place=place), given, place)


def _by_marks(grid: Grid, slots: list[Slot], head: Head, step: RawStep, inner: Above) -> Iterator[RawStep]:
    """√ under the months: from the first marked to the last."""
    times = [_time_of(slot.column, head, inner) for slot in slots]
    first, last = times[0].start, times[-1].due
    if first and last and first <= last:
        words = times[0].text if len(times) == 1 else f"{times[0].text}至{times[-1].text}"
        due = Due(first, last, "", words, all(time.certain for time in times))
        yield replace(step, due=due, due_place=grid.place_of(slots[0]))


def _time_of(column: int, head: Head, inner: Above) -> Due:
    """The stretch of time a column stands for: 2021年度, 2022年/第一季度, 2022年/3月."""
    parts = head.names[column].split("/")
    name = re.sub(r"(?:年度)?(?:目标|任务|计划|建设任务|建设内容|工作任务|安排)\Z", "", parts[-1])
    whole = read_due("".join(parts), year=inner.year)
    due = whole if whole.due else read_due(name, year=inner.year)
    if due.due and due.start is None:
        due = replace(due, start=due.due.replace(day=1))
    return due


def _dated_item(step: RawStep, given: Due, place: Place) -> RawStep:
    """An item of a year's column may say its own time more exactly: ①3月底前完成招标."""
    found = find_due(step.title, year=given.due.year if given.due else None)
    if found:
        own = read_due(step.title[slice(*found)], year=given.due.year if given.due else None)
        if own.due:
            return replace(step, due=own, due_place=place)
    return replace(step, due=given, due_place=place)


def _split(grid: Grid, row: Row, head: Head, slot: Slot, step: RawStep, inner: Above) -> Iterator[RawStep]:
    """The steps of one cell: as many as it numbers, or as many lines as the cell of the date has too."""
    raw = slot.cell.text
    due_slots = [
        row[c] for role in ("start", "due") for c in head.columns(role)[:1] if c in row and row[c].text
    ]
    due_raw = due_slots[-1].cell.text if due_slots else ""
    dues = split_items(due_raw) or lines_of(due_raw)
    items = split_items(raw) if len(split_items(raw)) > 1 or has_label(raw) else []
    lines = lines_of(raw)
    if not items and len(lines) > 1 and len(lines) == len(dues):
        items = [without_label(line) for line in lines]
    items = items or [tidy_item(without_label(raw)) or tidy_item(raw)]
    due_place = grid.place_of(due_slots[-1]) if due_slots else None
    shared = _due_of(due_slots, inner)
    for at, item in enumerate(items):
        due = read_due(dues[at], year=inner.year, span=inner.span) if _paired(items, dues) else shared
        own = replace(
            step, title=item, due=due, due_place=due_place, said=_own_said(step.said, at, len(items))
        )
        yield _by_title(own, inner) if not due_slots else own


def _paired(items: list[str], dues: list[str]) -> bool:
    return len(items) > 1 and len(items) == len(dues)


def _own_said(said: Mapping[str, Said], at: int, count: int) -> Mapping[str, Said]:
    """Persons and results numbered as the steps are belong to them one by one."""
    if count == 1:
        return said
    own = dict(said)
    for role, cell in said.items():
        parts = split_items(cell.text)
        if len(parts) == count:
            own[role] = Said(parts[at], cell.place)
    return own


def _due_of(slots: list[Slot], inner: Above) -> Due:
    words = [tidy_item(slot.cell.text) for slot in slots]
    if len(words) == 2 and words[0] != words[1]:
        both = read_due(f"{words[0]}至{words[1]}", year=inner.year, span=inner.span)
        return replace(both, text=f"{words[0]}至{words[1]}")
    if not words:
        return inner.due or NO_DUE
    return read_due(words[0], year=inner.year, span=inner.span)


def _by_title(step: RawStep, inner: Above) -> RawStep:
    """No column for the time: it may stand in the words of the step."""
    found = find_due(step.title, year=inner.year)
    if not found:
        return replace(step, due_place=step.due_place or inner.due_place)
    due = read_due(step.title[slice(*found)], year=inner.year, span=inner.span)
    return replace(step, due=due, due_place=step.place)


def zero_lost(due: Due, place: Place | None) -> Due:
    """2021.1 in a sheet may be 2021.10, whose nought Excel does not show."""
    if place and place.sheet and re.fullmatch(r"\s*(?:19|20)\d{2}\.1\s*", due.text):
        return replace(
            due,
            certain=False,
            doubt="表格里的2021.10会显示成2021.1，可能是1月，也可能是10月。".replace(
                "2021", due.text.strip()[:4]
            ),
        )
    return due
