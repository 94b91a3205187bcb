"""The five figures. Each says how it was made, goes back month by month from the facts, opens by school, and has a
forecast where there are points enough.

The past is what is on record today of each day then: a milestone counts as done from the day it was reported done.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from luoshi.accounts.queries import within
from luoshi.core.shares import percent_of, shown
from luoshi.core.trends import Forecast, Point, forecast, month_ends
from luoshi.indicators.alerts.models import AlertStep
from luoshi.indicators.alerts.queries import alerts_visible_to
from luoshi.indicators.alerts.states import BEGINS, StepKind
from luoshi.progress.models import PeriodicReport, ReportPeriod
from luoshi.progress.queries import periods_visible_to
from luoshi.progress.reports.overview import Line, plain_lines

from .scope import Scope, Stood, day_of

MONTHS, MONTHLY = 12, "个月"


@dataclass(frozen=True, slots=True)
class Of:
    """A part in a whole."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        return percent_of(self.count, self.of)

    @property
    def words(self) -> str:
        return f"{self.count}/{self.of}"


@dataclass(frozen=True, slots=True)
class BySchool:
    school: int
    value: float | None
    words: str


@dataclass(slots=True)
class Figure:
    """key: in addresses; tells: the rule in words; most: the end of its scale, None for counts."""

    key: str
    label: str
    unit: str
    tells: str
    value: float | None
    words: str
    points: list[Point] = field(default_factory=list)
    step: str = MONTHLY
    most: float | None = None
    by_school: list[BySchool] = field(default_factory=list)
    more: str = ""  # what more of it means: good or bad
    part: float = 1.0  # how much of its step the last point has seen: of the month under way

    @property
    def forecast(self) -> Forecast | None:
        return forecast(self.points, step=self.step, unit=self.unit, most=self.most, part=self.part)

    @property
    def shown(self) -> str:
        return "—" if self.value is None else shown(self.value)

    @property
    def has_history(self) -> bool:
        return sum(point.value is not None for point in self.points) > 1


KEYS = ("done", "late", "reported", "proved", "alerts")


def figure_of(scope: Scope, key: str) -> Figure:
    made = _MAKERS[key](scope)
    made.part = 1.0 if made.step != MONTHLY else scope.today.day / monthrange(*scope.today.timetuple()[:2])[1]
    return made


def figures_of(scope: Scope) -> list[Figure]:
    return [figure_of(scope, key) for key in KEYS]


def _days(scope: Scope) -> list[dt.date]:
    """Ends of months since the first milestone was due or said to be done."""
    known = [day for row in scope.steps for day in (row.due, row.since) if day is not None]
    first = min([*known, scope.today])
    return month_ends(first, scope.today, MONTHS)


def label_of(day: dt.date, today: dt.date) -> str:
    return "今天" if day == today else f"{day.year % 100}年{day.month}月"


def _by_school(scope: Scope, of: Callable[[list[Stood]], tuple[float | None, str]]) -> list[BySchool]:
    rows: dict[int, list[Stood]] = {}
    for row in scope.steps:
        rows.setdefault(row.school, []).append(row)
    return [BySchool(school.pk, *of(rows.get(school.pk, []))) for school in scope.schools]


def _done(scope: Scope) -> Figure:
    now = _part_done(scope.steps, scope.today)
    points = []
    for day in _days(scope):
        done = _part_done(scope.steps, day)
        meant = sum(row.due is not None and row.due <= day for row in scope.steps)
        points.append(
            Point(label_of(day, scope.today), done.percent, f"{done.words} 个", percent_of(meant, done.of))
        )
    return Figure(
        "done", "里程碑完成", "%", "已报告完成的里程碑，除以生效方案里全部里程碑，按个数算；虚线是按计划应完成的比例",
        now.percent, f"{now.count} / {now.of} 个里程碑", points, most=100,
        by_school=_by_school(scope, lambda rows: _said(_part_done(rows, scope.today), "还没有生效的方案")),
        more="good",
    )  # fmt: skip


def _part_done(rows: list[Stood], day: dt.date) -> Of:
    return Of(sum(row.done_by(day) for row in rows), len(rows))


def _said(each: Of, none: str) -> tuple[float | None, str]:
    return each.percent, f"{each.words} 个" if each.of else none


def _late(scope: Scope) -> Figure:
    def late(day: dt.date) -> list[Stood]:
        return [row for row in scope.steps if row.late_on(day)]

    now = late(scope.today)
    points = [
        Point(label_of(day, scope.today), float(len(late(day))), f"{len(late(day))} 个")
        for day in _days(scope)
    ]
    stuck = sum(row.is_stuck for row in scope.steps)
    counts = {school.pk: sum(row.school == school.pk for row in now) for school in scope.schools}
    return Figure(
        "late", "逾期里程碑", "个", "当天已过完成时间、还没有报告完成的里程碑（受阻的也算）",
        float(len(now)) if scope.steps else None, f"另有受阻 {stuck} 个" if stuck else "没有受阻的", points,
        by_school=[BySchool(school, float(count), f"{count} 个") for school, count in counts.items()],
        more="bad",
    )  # fmt: skip


def _periods(scope: Scope) -> list[ReportPeriod]:
    """Periods whose day is over, the earliest first."""
    rows = periods_visible_to(scope.actor).filter(plan=scope.plan, due__lt=scope.today)
    return list(rows.filter(dropped_at__isnull=True).order_by("-ends", "-pk")[:MONTHS])[::-1]


def _reported(scope: Scope) -> Figure:
    periods = _periods(scope)
    lines = _lines(scope, periods)
    points = []
    for period in periods:
        each = _in_time(lines.get(period.pk, []))
        points.append(Point(period.label, each.percent, each.words))
    last = lines.get(periods[-1].pk, []) if periods else []
    by_school = {line.report.organisation_id: line for line in last}
    return Figure(
        "reported", "报告及时报送", "%", "期限以内第一次报送的学校，除以应报送的学校；最近一个过了期限的报告期",
        points[-1].value if points else None,
        f"{points[-1].label}，{points[-1].words} 所" if points else "还没有过了期限的报告期",
        points, step="期", most=100,
        by_school=[
            BySchool(school.pk, None if line is None else 100.0 * line.in_time, _sent_words(line))
            for school in scope.schools
            for line in [by_school.get(school.pk)]
        ],
        more="good",
    )  # fmt: skip


def _lines(scope: Scope, periods: list[ReportPeriod]) -> dict[int, list[Line]]:
    """By period, who owed a report: one question a period would be too many, so all at once."""
    if not periods:
        return {}
    rows = PeriodicReport.objects.filter(
        within(scope.actor.path, "organisation__"),
        within(scope.place.path, "organisation__"),
        period__in=periods,
    ).exclude(organisation__withdrawn_at__isnull=False, state="draft")
    found: dict[int, list[Line]] = {}
    for line in plain_lines(rows):
        found.setdefault(line.report.period_id, []).append(line)
    return found


def _in_time(lines: list[Line]) -> Of:
    return Of(sum(line.in_time for line in lines), len(lines))


def _sent_words(line: Line | None) -> str:
    if line is None:
        return "不用报"
    if not line.sent:
        return line.words
    return f"{line.sent_on:%Y-%m-%d} 报送{'' if line.in_time else '，迟报'}"


def _proved(scope: Scope) -> Figure:
    def of(rows: Iterable[Stood], day: dt.date) -> Of:
        done = [row for row in rows if row.done_by(day)]
        return Of(sum(row.proved is not None and row.proved <= day for row in done), len(done))

    points = [
        Point(label_of(day, scope.today), each.percent, each.words)
        for day in _days(scope)
        for each in [of(scope.steps, day)]
    ]
    now = of(scope.steps, scope.today)
    return Figure(
        "proved", "完成的有佐证", "%", "引用了有效佐证材料的，除以已报告完成的里程碑", now.percent,
        f"{now.count} / {now.of} 个完成的里程碑", points, most=100,
        by_school=_by_school(scope, lambda rows: _said(of(rows, scope.today), "还没有报告完成的")), more="good",
    )  # fmt: skip


def _alerts(scope: Scope) -> Figure:
    spells = _spells(scope)
    days = month_ends(min([start for start, _ in spells], default=scope.today), scope.today, MONTHS)
    points = []
    for day in days:
        count = sum(start <= day and (end is None or end > day) for start, end in spells)
        points.append(Point(label_of(day, scope.today), float(count), f"{count} 条"))
    silent = sum(row.state == "open" for row in scope.alerts)
    counts = {
        school.pk: sum(row.organisation_id == school.pk for row in scope.alerts) for school in scope.schools
    }
    return Figure(
        "alerts", "未解除预警", "条", "按预警规则达到级别、事实还没有变的", float(len(scope.alerts)),
        f"其中 {silent} 条学校还没有说明" if silent else ("学校都已说明打算" if scope.alerts else "没有"), points,
        by_school=[BySchool(school, float(count), f"{count} 条") for school, count in counts.items()],
        more="bad",
    )  # fmt: skip


def _spells(scope: Scope) -> list[tuple[dt.date, dt.date | None]]:
    """From which day to which each alert stood, however often."""
    rows = alerts_visible_to(scope.actor).filter(
        plan=scope.plan, organisation__in=[school.pk for school in scope.schools]
    )
    steps = AlertStep.objects.filter(
        alert__in=rows.order_by().values("pk"), kind__in=(*BEGINS, StepKind.CLEARED)
    )
    open_since: dict[int, dt.date] = {}
    found: list[tuple[dt.date, dt.date | None]] = []
    for alert, kind, at in steps.order_by("pk").values_list("alert_id", "kind", "created_at"):
        if kind in BEGINS:
            open_since[alert] = day_of(at)
        elif alert in open_since:
            found.append((open_since.pop(alert), day_of(at)))
    return [*found, *((day, None) for day in open_since.values())]


_MAKERS = {"done": _done, "late": _late, "reported": _reported, "proved": _proved, "alerts": _alerts}
