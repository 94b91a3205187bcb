"""Which updates exist for whom, and which one stands for a milestone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.periods import Period, opened_since
from luoshi.papers.queries import approvals_visible_to
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import (
    OUTSIDERS,
    milestones_in_force,
    milestones_visible_to,
    states_of,
    writes_inside,
)

from .models import PeriodicReport, ProgressUpdate, ReportPeriod
from .states import ReportState

state_of = states_of  # by key of the milestone, how far it has come


NOT_LEFT = Q(state=ReportState.DRAFT) | Q(
    state__in=(ReportState.RUNNING, ReportState.RETURNED), approval__reached__lte=1
)  # reports that have not left their school: not sent, or still at (or sent back by) its own steps


def at_home_of(reports: QuerySet[PeriodicReport]) -> set[int]:
    """Keys of those that have not left their school."""
    return set(reports.filter(NOT_LEFT).order_by().values_list("pk", flat=True))


def updates_visible_to(actor: Actor) -> QuerySet[ProgressUpdate]:
    """As what is filed: everybody of the school and above it who reads plans."""
    rows = ProgressUpdate.objects.select_related("organisation", "plan", "owner__user", "said_by__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_plans") or actor.role in OUTSIDERS:
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"), plan__in=plans_visible_to(actor))


def periods_visible_to(actor: Actor) -> QuerySet[ReportPeriod]:
    """Of every plan somebody reads, but for those from outside."""
    rows = ReportPeriod.objects.select_related("plan__issuer")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_plans") or actor.role in OUTSIDERS:
        return rows.none()
    return rows.filter(plan__in=plans_visible_to(actor))


def periods_to_open(plan: Plan, kind: str, since: dt.date) -> list[Period]:
    """What terms like these open today; a dropped one is there and is not opened again by itself."""
    there = set(ReportPeriod.objects.filter(plan=plan, kind=kind).values_list("starts", flat=True))
    return [period for period in opened_since(kind, since, clock.today()) if period.starts not in there]


def reports_visible_to(actor: Actor) -> QuerySet[PeriodicReport]:
    """What is being written: of the own school's writers. Sent: whoever sees its approval. Accepted: as what is filed,
    everybody of the school and above it who reads plans.
    """
    rows = PeriodicReport.objects.select_related(
        "organisation", "period__plan__issuer", "author__user", "approval__author"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_plans") or actor.role in OUTSIDERS:
        return rows.none()
    approvals = approvals_visible_to(actor).select_related(None).order_by().values("pk")
    sent = ~Q(state=ReportState.DRAFT) & Q(approval__isnull=False)
    seen = Q(author=actor.membership_id) | (sent & Q(approval__in=approvals))
    if writes_inside(actor):
        seen |= Q(organisation=actor.organisation_id)
    seen |= Q(state=ReportState.ACCEPTED) & within(actor.path, "organisation__")
    return rows.filter(seen, period__plan__in=plans_visible_to(actor))


def is_inside(actor: Actor, report: PeriodicReport) -> bool:
    """Whether the actor reads it as it stands. Others read what was sent and has come to them."""
    own = writes_inside(actor) and report.organisation_id == actor.organisation_id
    return actor.is_system or own or report.author_id == actor.membership_id


def shown_by_progress(actor: Actor, organisations: list[int]) -> dict[tuple[int, int], list[str]]:
    """By organisation and work the public ids of what stands said of its milestones: their evidence shows the duty."""
    seen = milestones_visible_to(actor).filter(workplan__organisation__in=organisations)
    rows = milestones_in_force().filter(pk__in=seen.order_by().values("pk")).order_by()
    found: dict[tuple[int, int], list[str]] = {}
    for update in standing_updates(rows.values_list("key", flat=True)).values():
        found.setdefault((update.organisation_id, update.work_id), []).append(update.public_id)
    return found


def standing_updates(keys: Iterable[str]) -> dict[str, ProgressUpdate]:
    """By key of the milestone the last thing said that was not taken back."""
    rows = ProgressUpdate.objects.filter(
        milestone_key__in=set(keys), takes_back__isnull=True, taken_back_by__isnull=True
    )
    return {row.milestone_key: row for row in rows.select_related("organisation").order_by("id")}


def milestone_in_force(milestone: Milestone) -> Milestone | None:
    """The milestone with the same key in the workplan that is in force now."""
    return milestones_in_force(organisation=milestone.workplan.organisation).filter(key=milestone.key).first()


def milestones_told_to(actor: Actor) -> QuerySet[Milestone]:
    """What progress is told of: of filed workplans, also of versions that were replaced (old links)."""
    return milestones_visible_to(actor).filter(workplan__state__in=("filed", "superseded"))
