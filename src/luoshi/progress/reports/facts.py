"""What a report says by itself: per work from its steps and from what was said of them; goals agreed for the year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from luoshi.common import clock
from luoshi.core.reporting import Row, Said, Step, row_of
from luoshi.evidence.queries import uses_about_many
from luoshi.plans.models import Target
from luoshi.workplans.given import Given, given_elsewhere
from luoshi.workplans.models import Goal, Milestone, Workplan, WorkplanPart
from luoshi.workplans.parts import duties_by_work, targets_by_task, wording
from luoshi.workplans.queries import in_force
from luoshi.workplans.snapshot import standing_parts
from luoshi.workplans.states import WorkplanState

from ..models import PeriodicReport, ProgressUpdate


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """One work: as it is worded, in the order of the workplan, and what follows from what was said of it."""

    work: int
    title: str
    row: Row


def works_of(report: PeriodicReport) -> list[int]:
    """Keys of the works the report is about: the parts of what is filed for this school and plan, in its order."""
    parts = WorkplanPart.objects.filter(
        workplan__organisation=report.organisation_id,
        workplan__plan=report.period.plan_id,
        workplan__state=WorkplanState.FILED,
        dropped_at__isnull=True,
    )
    return list(
        dict.fromkeys(parts.order_by("workplan__round", "order", "id").values_list("work_id", flat=True))
    )


def facts_of(report: PeriodicReport) -> dict[int, WorkFacts]:
    """By work, in eight questions whatever their number."""
    works = works_of(report)
    duties = duties_by_work(report.organisation, report.period.plan)
    steps, said = _steps(works), _said(works)
    period, today = report.period, clock.today()
    return {
        work: WorkFacts(
            work,
            wording(duties.get(work, [])),
            row_of(steps.get(work, []), said.get(work, []), period.starts, period.ends, today),
        )
        for work in works
    }


def _steps(works: list[int]) -> dict[int, list[Step]]:
    """Of all plans that share the work: what was done for one is done for the other."""
    rows = Milestone.objects.filter(in_force(), part__work__in=works).order_by("due", "id")
    found: dict[int, list[Step]] = {}
    for work, key, title, due, weight in rows.values_list("part__work_id", "key", "title", "due", "weight"):
        found.setdefault(work, []).append(Step(key, title, due, weight))
    return found


def _said(works: list[int]) -> dict[int, list[Said]]:
    rows = list(
        ProgressUpdate.objects.filter(
            work__in=works, takes_back__isnull=True, taken_back_by__isnull=True
        ).order_by("id")
    )
    uses = uses_about_many(rows)
    found: dict[int, list[Said]] = {}
    for row in rows:
        proofs = {use.evidence.public_id for use in uses[row.public_id] if use.evidence.withdrawn_at is None}
        day = timezone.localtime(row.created_at).date()
        said = Said(row.milestone_key, row.state, day, row.words, frozenset(proofs))
        found.setdefault(row.work_id, []).append(said)
    return found


def goals_of(report: PeriodicReport) -> dict[int, list[tuple[Target, Decimal]]]:
    """By work, the targets with what was agreed for the year the period ends in; where the plan has none for that
    year, the latest before it. What was agreed in the workplan of another plan for the same figure counts here too.
    """
    rows = Goal.objects.filter(
        part__workplan__organisation=report.organisation_id,
        part__workplan__plan=report.period.plan_id,
        part__workplan__state=WorkplanState.FILED,
        part__dropped_at__isnull=True,
        year__lte=report.period.ends.year,
        agreed__isnull=False,
    )
    found: dict[int, dict[int, tuple[Target, Decimal]]] = {}
    for goal in rows.select_related("target", "part").order_by(
        "target__order", "target_id", "year", "part__workplan__round", "id"
    ):
        assert goal.agreed is not None
        found.setdefault(goal.part.work_id, {})[goal.target_id] = (goal.target, goal.agreed)
    _bring_given(report, found)
    return {work: list(targets.values()) for work, targets in found.items()}


def _bring_given(report: PeriodicReport, found: dict[int, dict[int, tuple[Target, Decimal]]]) -> None:
    """Of parts that are given in another plan's workplan: targets of this plan with the number agreed there."""
    rows = Workplan.objects.filter(
        organisation=report.organisation_id, plan=report.period.plan_id, state=WorkplanState.FILED
    )
    given: list[tuple[int, Given]] = []
    for workplan in rows.select_related("organisation", "plan").order_by("round", "id"):
        parts = standing_parts(workplan)
        elsewhere = given_elsewhere(workplan, parts)
        given += [(part.work_id, elsewhere[part.pk]) for part in parts if part.pk in elsewhere]
    if not given:
        return
    duties = duties_by_work(report.organisation, report.period.plan)
    targets = targets_by_task(report.period.plan)
    for work, there in given:
        own = [each for duty in duties.get(work, []) for each in targets.get(duty.task_id, ())]
        for target in own:
            agreed = there.latest(target, report.period.ends.year)
            if agreed is not None:
                found.setdefault(work, {}).setdefault(target.pk, (target, agreed))
