"""What is so in one plan today, or in what belongs to no plan: from rows of earlier stages, in a few questions
whatever their number. Whether any of it is an alert, `core.alerts.judge` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.core import alerts as core
from luoshi.core.alerts import Fact
from luoshi.core.days import day_in_words
from luoshi.core.reporting import DOWN
from luoshi.core.standing import BLOCKED, DONE, OPEN, Step
from luoshi.plans.models import Plan
from luoshi.progress.models import PeriodicReport, ReportNumber
from luoshi.progress.queries import NOT_LEFT
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.states import WRITABLE, ReturnState, SheetState
from luoshi.progress.states import ReportState
from luoshi.undertakings.models import Work
from luoshi.workplans.models import Milestone, Workplan
from luoshi.workplans.queries import milestones_in_force, states_of
from luoshi.workplans.roadmap import wordings_of
from luoshi.workplans.states import WorkplanState

from ..entry.models import Filing, FilingSheet
from ..entry.queries import not_sent
from ..entry.states import FilingState
from ..models import Indicator
from . import figure_facts

MOST_PERIODS = 12
Names = dict[tuple[int, int], str]  # (work, plan) → its wording
Filed = dict[tuple[int, str], dt.datetime]  # (school, round)


@dataclass(slots=True)
class Stood:
    """A milestone as it stands; `since`: the day it came into this state."""

    row: Milestone
    step: Step
    since: dt.date | None = None


def facts_of(plan: Plan | None, bureau: Organisation, today: dt.date) -> Iterator[Fact]:
    if plan is None:
        yield from _sheets(Q(asked_in__plan__isnull=True, asked_in__organisation=bureau), today)
        yield from _filings(bureau, today)
        yield from figure_facts.of_standards(bureau, today)
        return
    if plan.withdrawn_at is not None:
        return
    stood = _stood(plan)
    names = wordings_of([each.row for each in stood], plan)
    yield from _of_milestones(stood, names, today)
    yield from _behind(stood, plan, today)
    yield from _of_works(stood, names, plan, today)
    yield from _reports(plan, today)
    yield from _sheets(Q(asked_in__plan=plan), today)
    yield from _numbers(plan)
    yield from figure_facts.of_plan(plan, today)


def _stood(plan: Plan) -> list[Stood]:
    rows = list(milestones_in_force(plan=plan).order_by("due", "id"))
    states = states_of(row.key for row in rows)
    found = []
    for row in rows:
        said = states.get(row.key)
        state, proved = (said.state, said.proved) if said else (OPEN, False)
        step = Step(row.due, state=state, weight=row.weight, proved=proved, title=row.title)
        found.append(Stood(row, step, said.since if said else None))
    return found


def _of_milestones(stood: list[Stood], names: Names, today: dt.date) -> Iterator[Fact]:
    for each in stood:
        row, step = each.row, each.step
        about = f"milestone:{row.key}"
        school = row.workplan.organisation_id
        task = names.get((row.part.work_id, row.workplan.plan_id), "")
        title = f"{row.title}（{task}）" if task else row.title
        if step.due is not None and (late := core.days_late(step, today)):
            since, words = step.due + dt.timedelta(days=1), f"应于{day_in_words(step.due)}完成"
            yield Fact(core.LATE, about, school, title, late, since, words)
        if step.state == BLOCKED and each.since is not None:
            over = step.due is not None and step.due < today
            since = min(each.since, step.due + dt.timedelta(days=1)) if over and step.due else each.since
            words = "责任人报告受阻" + ("，已过完成时间" if over else "")
            yield Fact(core.STUCK, about, school, title, (today - since).days, since, words)


def _behind(stood: list[Stood], plan: Plan, today: dt.date) -> Iterator[Fact]:
    """By school: what should be done by today against what is."""
    schools: dict[Organisation, list[Step]] = {}
    for each in stood:
        schools.setdefault(each.row.workplan.organisation, []).append(each.step)
    for school, steps in schools.items():
        found = core.points_behind(steps, today)
        if found is not None:
            points, since, should, done = found
            words = f"到今天应完成 {should}%，已完成 {done}%"
            about = f"plan:{school.public_id}:{plan.public_id}"
            yield Fact(core.BEHIND, about, school.pk, f"{school.short}{plan.short}", points, since, words)


def _of_works(stood: list[Stood], names: Names, plan: Plan, today: dt.date) -> Iterator[Fact]:
    """What is not begun as a whole, and what was done without proof."""
    works: dict[int, list[Stood]] = {}
    for each in stood:
        works.setdefault(each.row.part.work_id, []).append(each)
    filed = _first_filed(plan)
    ids = dict(Work.objects.filter(pk__in=works).values_list("pk", "public_id"))
    for work, rows in works.items():
        about = f"work:{ids[work]}:{plan.public_id}"
        title = names.get((work, plan.pk), "") or rows[0].row.title
        yield from _not_begun(rows, about, title, today, filed)
        yield from _unproved(rows, about, title, today)


def _not_begun(rows: list[Stood], about: str, title: str, today: dt.date, filed: Filed) -> Iterator[Fact]:
    since = _should_begin(rows, filed)
    if since is not None and since <= today and core.not_begun([row.step for row in rows]):
        months, words = core.months_between(since, today), f"{len(rows)} 个里程碑都没有开始"
        school = rows[0].row.workplan.organisation_id
        yield Fact(core.NOT_STARTED, about, school, title, months, since, words)


def _unproved(rows: list[Stood], about: str, title: str, today: dt.date) -> Iterator[Fact]:
    done = [row for row in rows if row.step.state == DONE]
    bare = [row.since for row in done if not row.step.proved and row.since is not None]
    if bare:
        words = f"报告完成的 {len(done)} 个里程碑里，{len(bare)} 个没有有效的佐证"
        school, since = rows[0].row.workplan.organisation_id, min(bare)
        yield Fact(core.UNPROVED, about, school, title, (today - since).days, since, words)


def _first_filed(plan: Plan) -> Filed:
    """By school and round, when the first version was filed: a revision does not put off what should have begun."""
    rows = Workplan.objects.filter(plan=plan, filed_at__isnull=False).order_by()
    found = rows.values_list("organisation_id", "round").annotate(first=Min("filed_at"))
    return {(school, of): first for school, of, first in found}


def _should_begin(rows: list[Stood], first_filed: Filed) -> dt.date | None:
    """When the first of them begins (where that is not said: is due), but not before the workplan was first filed."""
    days = [row.row.starts or row.row.due for row in rows]
    known = [day for day in days if day is not None]
    workplan = rows[0].row.workplan
    filed = first_filed.get((workplan.organisation_id, workplan.round))
    if not known or filed is None:
        return None
    return max(min(known), timezone.localtime(filed).date())


def _reports(plan: Plan, today: dt.date) -> Iterator[Fact]:
    rows = PeriodicReport.objects.filter(
        NOT_LEFT,
        period__plan=plan,
        period__closed_at__isnull=True,
        period__due__lt=today,
        organisation__withdrawn_at__isnull=True,
    )
    for row in rows.select_related("organisation", "period__plan").order_by("pk"):
        due = row.period.due
        words = f"报送期限{day_in_words(due)}"
        yield _unreported(f"report:{row.public_id}", row.organisation_id, row.title, due, words, today)


def _sheets(of: Q, today: dt.date) -> Iterator[Fact]:
    waiting = [state for state in (*WRITABLE, SheetState.CHECKING) if state != SheetState.DOUBTFUL]
    rows = ReturnSheet.objects.filter(
        of,
        state__in=waiting,
        first_sent_at__isnull=True,
        asked_in__state=ReturnState.OPEN,
        asked_in__until__lt=clock.now(),
        organisation__withdrawn_at__isnull=True,
    )
    for row in rows.select_related("organisation", "asked_in").order_by("pk"):
        due = row.asked_in.last_day
        if due is not None and due < today:
            words = f"收表截止{day_in_words(due)}"
            title = f"{row.organisation.short}：{row.asked_in.title}"
            yield _unreported(f"sheet:{row.public_id}", row.organisation_id, title, due, words, today)


def _filings(bureau: Organisation, today: dt.date) -> Iterator[Fact]:
    """Figures that were asked and have not left their school."""
    rows = FilingSheet.objects.filter(
        not_sent(),
        filing__organisation=bureau,
        filing__state=FilingState.OPEN,
        filing__due__lt=today,
        organisation__withdrawn_at__isnull=True,
    )
    for row in rows.select_related("organisation", "filing").order_by("pk"):
        due, title = row.filing.due, f"{row.organisation.short}：{row.filing.title}"
        words = f"指标填报期限{day_in_words(due)}"
        yield _unreported(f"filing:{row.public_id}", row.organisation_id, title, due, words, today)


def never_came(abouts: Iterable[str]) -> set[str]:
    """Of what was not reported in time, what was closed without having come: it is gone, but nothing came."""
    keys: dict[str, list[str]] = {}
    for about in abouts:
        kind, _, key = about.partition(":")
        keys.setdefault(kind, []).append(key)
    over = (ReturnState.CLOSED, ReturnState.MERGED, ReturnState.SENT_UP)
    rows: dict[str, QuerySet[Any]] = {
        "report": PeriodicReport.objects.filter(
            NOT_LEFT, period__closed_at__isnull=False, period__dropped_at__isnull=True
        ),
        "sheet": ReturnSheet.objects.filter(first_sent_at__isnull=True, asked_in__state__in=over),
        "filing": FilingSheet.objects.filter(not_sent(), filing__state=FilingState.CLOSED),
    }
    found = set()
    for kind, known in keys.items():
        if kind in rows:
            there = rows[kind].filter(public_id__in=known, organisation__withdrawn_at__isnull=True)
            found |= {f"{kind}:{key}" for key in there.order_by().values_list("public_id", flat=True)}
    return found


def _unreported(about: str, school: int, title: str, due: dt.date, words: str, today: dt.date) -> Fact:
    since, days = due + dt.timedelta(days=1), (today - due).days
    return Fact(core.NOT_REPORTED, about, school, title, days, since, words)


def _numbers(plan: Plan) -> Iterator[Fact]:
    """What accepted reports say of targets: the last number against its goal, and whether it goes the wrong way."""
    rows = ReportNumber.objects.filter(
        row__report__period__plan=plan, row__report__state=ReportState.ACCEPTED, actual__isnull=False
    ).select_related("target", "row__report__organisation", "row__report__period")
    series: dict[tuple[int, int], list[ReportNumber]] = {}
    for row in rows.order_by("row__report__period__ends", "pk"):
        series.setdefault((row.row.report.organisation_id, row.target_id), []).append(row)
    told = figure_facts.has_figure(plan) if series else set()
    for key, numbers in series.items():
        if key in told:
            continue
        yield from _of_numbers(numbers[-MOST_PERIODS:])


def _of_numbers(numbers: list[ReportNumber]) -> Iterator[Fact]:
    last = numbers[-1]
    school, target, period = last.row.report.organisation, last.target, last.row.report.period
    about = f"target:{school.public_id}:{target.public_id}"
    down = target.comparator in DOWN
    actual, goal = last.actual, last.goal
    assert actual is not None
    title, said = (
        f"{school.short}：{target.words}"[:300],
        f"{period.label}报 {_n(actual)}，年度目标 {_n(goal)}",
    )
    short = core.percent_short(float(goal), float(actual), down=down)
    if short:
        yield Fact(core.UNDER_TARGET, about, school.pk, title, short, period.ends, said)
    times = core.times_worse([float(row.actual or 0) for row in numbers], down=down)
    if times:
        first = numbers[-times]
        words = f"从{numbers[-times - 1].row.report.period.label}的 {_n(numbers[-times - 1].actual)} 到 {_n(actual)}"
        yield Fact(core.FALLING, about, school.pk, title, times, first.row.report.period.ends, words)


def _n(number: Any) -> str:
    return f"{number.normalize():f}"


def places() -> list[tuple[Plan | None, Organisation]]:
    """Every plan that something could be so in, and every office that asked for returns without a plan."""
    plans = Plan.objects.filter(
        Q(pk__in=Workplan.objects.filter(state=WorkplanState.FILED).values("plan"))
        | Q(pk__in=PeriodicReport.objects.values("period__plan"))
        | Q(pk__in=ReturnSheet.objects.filter(asked_in__plan__isnull=False).values("asked_in__plan"))
        | Q(alerts__isnull=False)
    )
    offices = Organisation.objects.filter(
        Q(pk__in=ReturnSheet.objects.filter(asked_in__plan__isnull=True).values("asked_in__organisation"))
        | Q(pk__in=Indicator.objects.values("owner"))
        | Q(pk__in=Filing.objects.values("organisation"))
    )
    found: list[tuple[Plan | None, Organisation]] = [
        (plan, plan.issuer) for plan in plans.select_related("issuer").distinct().order_by("pk")
    ]
    return found + [(None, office) for office in offices.order_by("pk")]
