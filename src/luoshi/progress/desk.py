"""What progress asks of people: milestones that come due, are late or stuck, each on its owner's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem, Reminder
from luoshi.core.standing import SOON
from luoshi.papers.models import Step
from luoshi.papers.states import StepState as StepOfPaper
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.queries import milestones_in_force, writing_for
from luoshi.workplans.states import StepState

from .mine import joined, late_and_blocked, lines_of
from .models import PeriodicReport
from .permissions import can_enter_for
from .reports.stamps import NO_PAPER, lacks_stamp
from .states import ReportState
from .telling import reminder_key, report_key
from .twins import once_each

MOST = 30
LATEST = 400  # days: what is later than that is no reminder's matter any more


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    yield from _own(actor)
    if actor.may("manage_duties"):
        yield from _reports(actor)
    if actor.role == "office":
        yield from _to_print(actor)
    if can_enter_for(actor, actor.organisation_id):
        yield from _behind(actor)


def _own(actor: Actor) -> Iterator[DeskItem]:
    if actor.membership_id is None:
        return
    limit = clock.today() + dt.timedelta(days=SOON)
    finished = MilestoneState.objects.filter(state=StepState.DONE).values("key")
    rows = milestones_in_force().filter(owner=actor.membership_id, due__lte=limit).exclude(key__in=finished)
    for line in joined(lines_of(rows.order_by("due", "id")[:MOST])):
        said = f"{line.shown['label']} · " if line.update else ""
        yield DeskItem(f"填报进展：{line.row.title}", line.href, "填报", f"{said}{line.task}", line.row.due)


def _behind(actor: Actor) -> Iterator[DeskItem]:
    """One line for the office; who answers for them has each on his own desk."""
    late = late_and_blocked(actor, only="late").count()
    stuck = late_and_blocked(actor, only="blocked").count()
    if late or stuck:
        words = "，".join(f"{count} 个{label}" for count, label in ((late, "逾期"), (stuck, "受阻")) if count)
        yield DeskItem(
            f"本校里程碑{words}", reverse("behind"), "去看", "提醒责任人填报，或代录", group="read"
        )


def _reports(actor: Actor) -> Iterator[DeskItem]:
    """Reports the school still owes. What lies at a step, what was returned, comes from papers."""
    rows = PeriodicReport.objects.filter(
        organisation=actor.organisation_id, state=ReportState.DRAFT, period__closed_at__isnull=True
    )
    for report in rows.select_related("organisation", "period__plan").order_by("period__due", "id")[:20]:
        href = reverse("report", args=[report.public_id])
        words, due = "已按填过的进展起草", report.period.due
        yield DeskItem(f"核对并报送：{report.title}", href, "去核对", words, due, handler=OFFICE)


def _to_print(actor: Actor) -> Iterator[DeskItem]:
    """Out of the house and nothing printed, where the bureau takes only what has its stamped pages."""
    outside = Step.objects.filter(state=StepOfPaper.CURRENT).exclude(organisation=actor.organisation_id)
    rows = PeriodicReport.objects.filter(
        organisation=actor.organisation_id,
        state=ReportState.RUNNING,
        period__asks_stamp=True,
        approval__in=outside.order_by().values("approval"),
    )
    for report in rows.select_related("organisation", "period__plan", "approval").order_by("id")[:20]:
        if lacks_stamp(report) == NO_PAPER:
            href = reverse("report", args=[report.public_id])
            why = "接收前要有盖章件，还没有打印"
            yield DeskItem(f"打印盖章：{report.title}", f"{href}#approval", "去打印", why)


def reminders(today: dt.date) -> Iterable[Reminder]:
    yield from due_milestones(today)
    yield from due_reports(today)


def due_reports(today: dt.date) -> Iterable[Reminder]:
    """What was not sent, to those who write it; the level above is the county, or else the city."""
    rows = PeriodicReport.objects.filter(state=ReportState.DRAFT, period__closed_at__isnull=True)
    rows = rows.filter(organisation__withdrawn_at__isnull=True)
    for report in rows.select_related("organisation", "period__plan__issuer").order_by("period__due", "id"):
        yield Reminder(
            key=report_key(report.public_id),
            title=f"报送{report.title}",
            due=report.period.due,
            to=tuple(writing_for(report.organisation_id)),
            kind="progress",
            href=reverse("report", args=[report.public_id]),
            about=report,
            plan=report.period.plan.public_id,
        )


def due_milestones(today: dt.date) -> Iterable[Reminder]:
    """Each that is not done, to its owner; its leader stands above."""
    finished = MilestoneState.objects.filter(state=StepState.DONE).values("key")
    rows = milestones_in_force().filter(owner__isnull=False, due__isnull=False).exclude(key__in=finished)
    rows = rows.filter(due__gte=today - dt.timedelta(days=LATEST))
    for row in once_each(rows.order_by("due", "id")):
        above: tuple[Membership, ...] = (row.leader,) if row.leader and row.leader_id != row.owner_id else ()
        yield Reminder(
            key=reminder_key(row.key),
            title=f"完成里程碑并填报：{row.title}",
            due=row.due,
            to=(row.owner,),
            kind="progress",
            href=reverse("milestone", args=[row.public_id]),
            about=row,
            above=above,
            plan=row.workplan.plan.public_id,
        )
