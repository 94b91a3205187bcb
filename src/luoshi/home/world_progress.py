"""Progress in the test world, a canary in each text: an update with evidence on a filed milestone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.core.periods import open_on, period_before
from luoshi.evidence.actions import Piece
from luoshi.evidence.queries import uses_about
from luoshi.plans.models import Plan
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport
from luoshi.workplans.models import Workplan
from luoshi.workplans.queries import OUTSIDERS, milestones_in_force

from .world_workplans import SCHOOL, readers_of_filed

if TYPE_CHECKING:
    from .world import World


def make_progress(world: World) -> None:
    """Runs inside the world's act, after workplans and evidence; by the owner of the steps."""
    owner = actor_for(world.people["task-owner"])
    seers = readers_of_filed(world)
    school = world.people["school-office"].organisation
    first = milestones_in_force(organisation=school).order_by("id")[0]
    words, title, content = world.canary(), world.canary(), world.canary()
    stored = files.put([f"%PDF-{content}".encode()])
    piece = Piece(title, "document", dt.date(2026, 3, 1), 4, stored=stored, file_name=f"{title}.pdf")
    update = actions.give_update(milestone=first, state="under_way", words=words, pieces=[piece], by=owner)
    world.add("update", update, [words], seers)
    use = uses_about(update).get()
    world.add("update_use", use, [], seers)
    world.add("evidence", use.evidence, [title, content], world.superiors(school, "read_evidence"))


def make_reports(world: World) -> None:
    """Of one school: a report that was accepted, one that is being written; their periods. Before the papers: the
    school's chain is still the short one.
    """
    officer = actor_for(world.people["city-officer"])
    office = actor_for(world.people["school-office"])
    school = world.people["school-office"].organisation
    plan = Plan.objects.filter(issuer=officer.organisation_id).order_by("pk")[0]
    since = period_before(open_on("quarter", clock.today())).starts
    terms = {"kind": "quarter", "due_days": 5, "asks_stamp": False, "since": since}
    noon = dt.datetime.combine(since, dt.time(4), dt.UTC)
    Workplan.objects.filter(plan=plan, filed_at__gt=noon).update(filed_at=noon)  # they owe both quarters
    actions.set_report_terms(plan=plan, by=officer, **terms)
    sent, draft = PeriodicReport.objects.filter(organisation=school).order_by("period__starts")
    for report, seers in ((sent, readers_of_filed(world)), (draft, SCHOOL)):
        said = {row.pk: world.canary() for row in report.rows.all()}
        numbers = [number for row in report.rows.all() for number in row.numbers.all()]
        reasons = [world.canary() for _ in numbers]
        given = {number.pk: (Decimal(0), reason) for number, reason in zip(numbers, reasons, strict=True)}
        actions.write_report(report=report, words=said, numbers=given, by=office)
        world.add("report", report, [*said.values(), *reasons], seers)
        world.add("report_period", report.period, [], readers_of_periods(world))
    actions.send_report(report=sent, by=office)
    for key in ("school-head", "county-officer", "county-leader", "section-head"):
        actions.pass_report(report=sent, by=actor_for(world.people[key]))


def readers_of_periods(world: World) -> list[str]:
    """Everybody under the bureau who reads its plans, but for those from outside."""
    bureau = world.people["city-officer"].organisation
    return [
        key
        for key, actor in world.actors().items()
        if actor.may("read_plans") and actor.role not in OUTSIDERS and actor.path.startswith(bureau.path)
    ]
