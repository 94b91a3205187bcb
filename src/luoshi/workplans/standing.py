"""What a workplan makes of its duties: 方案编制 while it is written, 已备案 with the city's last consent."""

from __future__ import annotations

import datetime as dt

from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import Refusal
from luoshi.core.standing import Facts, Step, standing
from luoshi.undertakings.actions import note_standing
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage

from .models import Workplan
from .parts import duties_to_plan
from .queries import milestones_in_force
from .states import OPEN, WorkplanState

BEFORE = (DutyStage.PROPOSED, DutyStage.UNDERTAKEN, DutyStage.PLANNING, DutyStage.FILED)


def note(workplan: Workplan, by: Actor) -> None:
    """Inside the act that changed the workplan's state. What is carried out already stays where it is: progress says
    how far that has come.
    """
    duties = list(duties_to_plan(workplan.organisation, workplan.plan).filter(stage__in=BEFORE))
    facts = facts_by_work(workplan)
    writing = Workplan.objects.filter(
        organisation=workplan.organisation_id, plan=workplan.plan_id, state__in=OPEN
    ).exists()
    for duty in duties:
        note_standing(duties=[duty], facts=facts.get(duty.work_id, Facts(planning=writing)), by=by)


def keep_up(today: dt.date | None = None) -> int:
    """临期 and 逾期 come with the days alone, without anybody's act: noted by the system, once an hour, where what is
    noted is no longer what follows. Answers with the number of duties. Who is changed meanwhile comes with the next
    hour.
    """
    day, changed = today or clock.today(), 0
    rows = Workplan.objects.filter(state=WorkplanState.FILED).select_related("organisation", "plan")
    for workplan in rows.order_by("id"):
        facts = facts_by_work(workplan)
        duties = duties_to_plan(workplan.organisation, workplan.plan).filter(stage__in=BEFORE, work__in=facts)
        for duty in duties:
            found = standing(facts[duty.work_id], day)
            if (found.stage, found.health, found.proof) != (duty.stage, duty.health, duty.proof):
                changed += _noted(duty, facts[duty.work_id], day)
    return changed


def _noted(duty: Duty, facts: Facts, day: dt.date) -> int:
    try:
        return len(note_standing(duties=[duty], facts=facts, today=day, by=system_actor()))
    except Refusal:
        return 0


def facts_by_work(workplan: Workplan) -> dict[int, Facts]:
    """By work, the steps of what is filed for this organisation and plan; works that no filed plan has are left out."""
    steps: dict[int, list[Step]] = {}
    rows = milestones_in_force(organisation=workplan.organisation, plan=workplan.plan)
    for row in rows.order_by("due", "id"):
        steps.setdefault(row.part.work_id, []).append(Step(row.due, weight=row.weight, title=row.title))
    filed = Workplan.objects.filter(
        organisation=workplan.organisation_id, plan=workplan.plan_id, state=WorkplanState.FILED
    )
    works = filed.filter(parts__dropped_at__isnull=True).values_list("parts__work", flat=True)
    return {work: Facts(filed=True, steps=tuple(steps.get(work, ()))) for work in works if work is not None}


def duties_of(workplan: Workplan, work_id: int) -> list[Duty]:
    """The duties one part stands for."""
    return list(duties_to_plan(workplan.organisation, workplan.plan).filter(work=work_id))
