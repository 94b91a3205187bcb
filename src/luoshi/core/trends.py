"""A figure over time: what it was, where it seems to go, and the drawing of both. Pure.

A forecast is a straight line through the last points, said in words with its rule; too few points make none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .shares import shown

LEAST, LAST = 4, 6  # points a forecast needs; points it looks at
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One value with what it is of: the end of a month, a period. value None: there was nothing to count then."""

    label: str
    value: float | None
    words: str = ""  # how it came about, for the table: 18/40
    planned: float | None = None  # what was meant to be by then

    @property
    def shown(self) -> str:
        return "—" if self.value is None else shown(self.value)


@dataclass(frozen=True, slots=True)
class Forecast:
    """value: after `ahead` more points; rule: how it was made, in words."""

    value: float
    rule: str


def forecast(
    points: Sequence[Point],
    *,
    step: str,
    unit: str,
    least: float = 0,
    most: float | None = None,
    part: float = 1.0,
) -> Forecast | None:
    """The least-squares line through the last points, kept between least and most. step: what lies between two points,
    in words; part: how much of a step lies between the last two (the 2nd of a month is no month).
    """
    known = [point.value for point in points if point.value is not None][-LAST:]
    if len(known) < LEAST:
        return None
    last = len(known) - 2 + part
    slope, start = _line([*range(len(known) - 1), last], known)
    value = start + slope * (last + AHEAD)
    value = max(value, least) if most is None else min(max(value, least), most)
    shown = f"{value:.0f}{unit}"
    return Forecast(value, f"按最近 {len(known)} {step}的直线趋势，再过 {AHEAD} {step}约 {shown}")


def _line(places: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Slope and value at the place 0."""
    middle, mean = sum(places) / len(places), sum(values) / len(values)
    spread = sum((at - middle) ** 2 for at in places)
    slope = sum((at - middle) * (value - mean) for at, value in zip(places, values, strict=True)) / spread
    return slope, mean - slope * middle


def month_ends(first: dt.date, today: dt.date, most: int = 12) -> list[dt.date]:
    """Last days of the months from the first day's on, and today as the last; never more than `most`."""
    found, day = [today], today.replace(day=1) - dt.timedelta(days=1)
    while day >= first and len(found) < most:
        found.append(day)
        day = day.replace(day=1) - dt.timedelta(days=1)
    return found[::-1]


# ---- drawing


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    point: Point


@dataclass(frozen=True, slots=True)
class Chart:
    """Coordinates of one line in a box. line, planned: SVG paths; ahead: the dashed piece to the forecast."""

    width: int
    height: int
    line: str
    dots: tuple[Dot, ...]
    planned: str = ""
    ahead: str = ""
    end: Dot | None = None  # where the forecast lies
    grid: tuple[tuple[float, str], ...] = ()  # height and value of each line of the scale
    ticks: tuple[tuple[float, str], ...] = ()  # place and label along the foot


def chart_of(
    points: Sequence[Point],
    ahead: Forecast | None = None,
    *,
    width: int = 240,
    height: int = 64,
    most: float | None = None,
    pads: tuple[int, int, int, int] = (6, 8, 6, 8),
) -> Chart:
    """pads: top, right, bottom, left. most: the end of the scale; else what is there."""
    top, right, bottom, left = pads
    places = len(points) + (AHEAD if ahead is not None else 0)
    across = (width - left - right) / max(places - 1, 1)
    values = [each for point in points for each in (point.value, point.planned) if each is not None]
    values += [ahead.value] if ahead is not None else []
    scale = most if most is not None else _round_up(max(values, default=0))

    def place(at: int, value: float) -> tuple[float, float]:
        share = value / scale if scale else 0
        return round(left + at * across, 1), round(height - bottom - share * (height - top - bottom), 1)

    dots = tuple(
        Dot(*place(at, point.value), point) for at, point in enumerate(points) if point.value is not None
    )
    meant = [place(at, point.planned) for at, point in enumerate(points) if point.planned is not None]
    end = None
    if ahead is not None and dots:
        end = Dot(*place(places - 1, ahead.value), Point("", ahead.value))
    grid = tuple(
        (place(0, scale * part)[1], f"{scale * part:g}") for part in ((0, 0.5, 1) if scale else (0,))
    )
    return Chart(
        width, height, _path((dot.x, dot.y) for dot in dots), dots, _path(meant),
        f"M{dots[-1].x:g} {dots[-1].y:g}L{end.x:g} {end.y:g}" if end is not None else "",
        end, grid, _ticks(points, across, left),
    )  # fmt: skip


def _path(places: Iterable[tuple[float, float]]) -> str:
    return "".join(f"{'ML'[at > 0]}{x:g} {y:g}" for at, (x, y) in enumerate(places))


def _ticks(points: Sequence[Point], across: float, left: int) -> tuple[tuple[float, str], ...]:
    every = max(-(-len(points) // 6), 1)
    chosen = [at for at in range(len(points)) if (len(points) - 1 - at) % every == 0]
    return tuple((round(left + at * across, 1), points[at].label) for at in chosen)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 10, 20, 40 … so that half of it is a number people like."""
    if value <= 0:
        return 1
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next(size * part for part in (1, 2, 4, 5, 10) if size * part >= value)
