"""Steps of the filed workplan, and saying something of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.common import clock, files
from luoshi.core.periods import open_on, period_before, period_of
from luoshi.evidence.actions import Piece
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Goal, Milestone, MilestoneState, Workplan


def steps(there: Any) -> list[Milestone]:
    """Four: two of each of two works."""
    rows = there.workplan.milestones.order_by("order", "id")
    return list(rows.select_related("workplan__organisation", "workplan__plan", "part__work", "owner__user"))


def due(days: int, *rows: Milestone) -> None:
    """So many days from today, for these."""
    keys = [row.pk for row in rows]
    day = clock.today() + dt.timedelta(days=days)
    Milestone.objects.filter(pk__in=keys).update(due=day, starts=None)


def say(
    there: Any, row: Milestone, state: str, words: str = "按计划推进", by: str = "owner", **more: Any
) -> ProgressUpdate:
    row.refresh_from_db()
    said = {"state": state, "words": words, **more}
    made: ProgressUpdate = actions.give_update(milestone=row, by=there.actor(by), **said)
    return made


def a_piece(name: str = "现场.jpg") -> Piece:
    stored = files.put([b"\xff\xd8\xff" + name.encode()])
    return Piece(name, "photo", clock.today(), 3, stored=stored, file_name=name)


def stands(row: Milestone) -> tuple[str, bool]:
    state = MilestoneState.objects.get(key=row.key)
    return state.state, state.proved


def duty_of(there: Any, row: Milestone) -> Duty:
    return Duty.objects.get(organisation=there.school, work=row.part.work, left_at__isnull=True)


def seen(there: Any, row: Milestone) -> tuple[str, str, str]:
    duty = duty_of(there, row)
    return duty.stage, duty.health, duty.proof


def asked(there: Any, *, back: bool = False, stamp: bool = False, kind: str = "quarter") -> PeriodicReport:
    """The bureau asks, by the quarter where nothing else is said; the school's draft of the last period, of which goals
    are agreed.
    """
    since = period_before(period_of(kind, clock.today())).starts
    if not back:
        since = open_on(kind, clock.today()).starts
    plan = there.plan
    plan.refresh_from_db()
    filed_by(there, since)
    for row in steps(there):
        for goal in Goal.objects.filter(part=row.part)[:1]:
            Goal.objects.filter(pk=goal.pk).update(year=since.year)
    actions.set_report_terms(
        plan=plan, kind=kind, due_days=5, asks_stamp=stamp, since=since, by=there.actor("officer"),
        version=plan.version,
    )  # fmt: skip
    return PeriodicReport.objects.filter(organisation=there.school).order_by("period__starts")[0]


def filed_by(there: Any, day: dt.date) -> None:
    """The workplan was in force on that day: the school owes every period since."""
    noon = dt.datetime.combine(day, dt.time(4), dt.UTC)
    Workplan.objects.filter(pk=there.workplan.pk).update(filed_at=noon)


def report_act(act: Any, report: PeriodicReport, by: Any, **said: Any) -> PeriodicReport:
    """The act on the row as it is now."""
    row = fresh_report(report)
    act(report=row, by=by, version=row.version, **said)
    return fresh_report(row)


def fresh_report(report: PeriodicReport) -> PeriodicReport:
    rows = PeriodicReport.objects.select_related("organisation", "period__plan__issuer", "approval")
    return rows.get(pk=report.pk)


def complete(there: Any, report: PeriodicReport, actual: Any = 1, reason: str = "") -> PeriodicReport:
    """Nothing missing but, without a reason, the sentences for gaps."""
    rows = list(report.rows.all())
    numbers = {number.pk: (actual, reason) for row in rows for number in row.numbers.all()}
    words = {row.pk: "按计划推进，逾期的下月补齐" for row in rows}
    given = {"words": words, "numbers": numbers}
    return report_act(actions.write_report, report, there.actor("office"), **given)


def passed_on(there: Any, report: PeriodicReport, *names: str) -> PeriodicReport:
    for name in names:
        report_act(actions.pass_report, report, there.actor(name))
    return fresh_report(report)
