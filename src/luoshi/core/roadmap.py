"""A roadmap as numbers to draw: groups, bars over a scale of months, lines between what waits and what it waits for.

Pure: rows in, coordinates out; the template only writes them down. Units are pixels of an SVG whose width is fixed by
the zoom; `whole` fits any span into one page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .standing import BLOCKED, DONE, OPEN, UNDER_WAY, Step, percent_done

MARKS = {DONE: "✓", BLOCKED: "✕"}
PROVED = "证"  # 有佐证
LABELS, ROW, HEAD, PAD = 400, 24, 60, 12  # the head: years, months, today
WIDTH = 1240  # of everything, labels too, at zoom `whole`
WIDE = 1750  # the same on A3
SHEET = 0.66  # height of what a sheet of landscape paper holds, to its width
FIRST_SHEET, LEAST_ROWS = 0.8, 12  # of the first sheet the heading takes the rest
PER_DAY = {"quarter": 2.0, "month": 6.0}
ZOOMS = ("whole", "quarter", "month")
LEAST = 6  # pixels of the shortest bar
MOST_MONTHS = 240
LONGEST_LABEL = 27


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone: `key` names it, `group` and `label` are shown, `after` are keys of those it waits for."""

    key: str
    group: str
    label: str
    starts: dt.date | None
    due: dt.date | None
    href: str = ""
    note: str = ""  # read out and shown on hover
    tone: str = ""  # past: the last day is over; empty: as planned
    state: str = ""  # how far it has come, as `standing` has it
    proved: bool = False  # something shows it
    weight: int = 1
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class Drawn:
    """A bar in its place; without a date it has no `width`."""

    bar: Bar
    y: int
    x: float = 0
    width: float = 0

    @property
    def middle(self) -> float:
        return self.y + ROW / 2

    @property
    def top(self) -> int:
        return self.y + 5

    @property
    def text_y(self) -> int:
        return self.y + 16

    @property
    def short(self) -> str:
        label = self.bar.label
        return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"

    @property
    def is_point(self) -> bool:
        return self.bar.starts is None

    @property
    def looks(self) -> str:
        """Its classes: the state, and whether its day is over."""
        return f"{self.bar.state} {self.bar.tone}".strip()

    @property
    def filled(self) -> float:
        """Width of the filled part: half of what is under way."""
        return round(self.width / 2, 1) if self.bar.state == UNDER_WAY else 0

    @property
    def mark(self) -> str:
        """Beside the bar, to be read without colour."""
        mark = MARKS.get(self.bar.state) or ("!" if self.bar.tone == "past" else "")
        return f"{mark}{PROVED}" if self.bar.proved else mark

    @property
    def mark_x(self) -> float:
        return self.x + (12 if self.is_point else self.width) + 3


@dataclass(slots=True)
class Group:
    name: str
    y: int
    bars: list[Drawn] = field(default_factory=list)
    whole: Sequence[Bar] = ()  # all of the group, where it goes on on another sheet
    is_begun: bool = False  # something of the picture was begun: then every group says how far it is

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def percent(self) -> int | None:
        """Done by weight; None where nothing of the whole picture has begun."""
        if not self.is_begun:
            return None
        bars = self.whole or [drawn.bar for drawn in self.bars]
        steps = [Step(state=bar.state or OPEN, weight=bar.weight) for bar in bars]
        return percent_done(steps)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale. `is_year`: where a year begins."""

    x: float
    words: str
    is_year: bool


@dataclass(slots=True)
class Chart:
    width: float
    height: int
    groups: list[Group]
    ticks: list[Tick]
    years: list[Tick]
    today: float | None
    lines: list[str]  # paths of what waits for what


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the months from one day to the other, both counted."""
    found: list[dt.date] = []
    day = first.replace(day=1)
    while day <= last and len(found) < MOST_MONTHS:
        found.append(day)
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def span_of(bars: Iterable[Bar], today: dt.date) -> tuple[dt.date, dt.date]:
    """From the first month that anything lies in to the end of the last one."""
    days = [day for bar in bars for day in (bar.starts, bar.due) if day is not None]
    first, last = (min(days), max(days)) if days else (today, today)
    after = months_between(last, last)[0]
    end = dt.date(after.year + after.month // 12, after.month % 12 + 1, 1)
    return first.replace(day=1), end


def sheets_of(bars: Sequence[Bar], today: dt.date, zoom: str = "whole", width: int = WIDTH) -> list[Chart]:
    """The same over as many sheets as landscape paper takes, each with its scale; a group stays on one sheet where it
    fits. What waits for something on another sheet has no line.
    """
    span = span_of(bars, today)
    drawn = chart_of(bars[:1], today, zoom, span, width).width
    rows = max(int((drawn * SHEET - HEAD - PAD) / ROW), LEAST_ROWS)
    chunks: list[list[Bar]] = [[]]
    room = int(rows * FIRST_SHEET)
    for group in _groups(bars):
        while group:
            if chunks[-1] and 1 + len(group) > room:
                chunks.append([])
                room = rows
            taken, group = group[: room - 1], group[room - 1 :]
            chunks[-1] += taken
            room -= 1 + len(taken)
            if group:
                chunks.append([])
                room = rows
    charts = [chart_of(chunk, today, zoom, span, width) for chunk in chunks if chunk]
    whole = {group[0].group: group for group in _groups(bars)}
    begun = _is_begun(bars)
    for chart in charts:
        for each in chart.groups:
            each.whole, each.is_begun = whole[each.name], begun
    return charts


def _is_begun(bars: Iterable[Bar]) -> bool:
    return any(bar.state not in ("", OPEN) for bar in bars)


def _groups(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Bars of one group that follow each other."""
    found: list[list[Bar]] = []
    for bar in bars:
        if found and found[-1][0].group == bar.group:
            found[-1].append(bar)
        else:
            found.append([bar])
    return found


def chart_of(
    bars: Sequence[Bar],
    today: dt.date,
    zoom: str = "whole",
    span: tuple[dt.date, dt.date] | None = None,
    width: int = WIDTH,
) -> Chart:
    """Bars in the order given; those of one group that follow each other share its heading."""
    first, end = span or span_of(bars, today)
    days = max((end - first).days, 1)
    per_day = PER_DAY.get(zoom) or (width - LABELS - PAD) / days

    def at(day: dt.date) -> float:
        return round(LABELS + (day - first).days * per_day, 1)

    groups = _placed(bars, at, per_day)
    for group in groups:
        group.is_begun = _is_begun(bars)
    months = months_between(first, end - dt.timedelta(days=1))
    step = 1 if per_day >= 1.2 else 3 if per_day >= 0.35 else 12
    ticks = [
        Tick(at(month), f"{month.month}月", month.month == 1)
        for month in months
        if month.month % step == 1 % step
    ]
    years = [Tick(at(m), f"{m.year}年", True) for m in months if m.month == 1 or m == first]
    height = HEAD + sum(ROW * (1 + len(group.bars)) for group in groups) + PAD
    return Chart(
        round(LABELS + days * per_day + PAD, 1),
        height,
        groups,
        ticks,
        years,
        at(today) if first <= today < end else None,
        _lines(groups),
    )


def _placed(bars: Sequence[Bar], at: Callable[[dt.date], float], per_day: float) -> list[Group]:
    groups: list[Group] = []
    y = HEAD
    for bar in bars:
        if not groups or groups[-1].name != bar.group:
            groups.append(Group(bar.group, y))
            y += ROW
        drawn = Drawn(bar, y)
        start, stop = bar.starts or bar.due, bar.due or bar.starts
        if start is not None and stop is not None:
            drawn.x = at(start)
            drawn.width = round(max(at(stop) + per_day - drawn.x, LEAST), 1)
        groups[-1].bars.append(drawn)
        y += ROW
    return groups


def _lines(groups: Sequence[Group]) -> list[str]:
    """From the end of what is waited for to the beginning of what waits: out, down or up, in."""
    placed: Mapping[str, Drawn] = {
        drawn.bar.key: drawn for group in groups for drawn in group.bars if drawn.width
    }
    paths = []
    for drawn in placed.values():
        for key in drawn.bar.after:
            other = placed.get(key)
            if other is None:
                continue
            end = other.x + other.width
            turn = max(end + 5, LABELS)
            paths.append(f"M{end:g} {other.middle:g}H{turn:g}V{drawn.middle:g}H{drawn.x:g}")
    return paths
