"""What a workplan and the progress of its steps make of duties: 方案编制 while it is written, 已备案 with the city's
last consent, 实施中 once a step was begun.

Facts hang on a Work: steps that any filed workplan of the organisation has for it count for each duty that shares it,
whichever plan the duty is of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.common import clock
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import Refusal
from luoshi.core.standing import OPEN as NOT_BEGUN
from luoshi.core.standing import Facts, Step, standing
from luoshi.undertakings.actions import note_standing
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage

from .models import Workplan, WorkplanPart
from .parts import PLANNED
from .queries import milestones_in_force, states_of
from .states import OPEN, WorkplanState

NOTED = (
    *(DutyStage.PROPOSED, DutyStage.UNDERTAKEN, DutyStage.PLANNING),
    *(DutyStage.FILED, DutyStage.RUNNING),
)  # what is noted here; 自评 and all that comes after it is a later stage's to say


def note(workplan: Workplan, by: Actor) -> None:
    """Inside the act that changed the workplan's state."""
    facts = facts_of(workplan.organisation_id)
    writing = Workplan.objects.filter(
        organisation=workplan.organisation_id, plan=workplan.plan_id, state__in=OPEN
    ).exists()
    shared = Q(task__plan=workplan.plan_id) | Q(work__in=facts)
    for duty in _duties(workplan.organisation_id).filter(shared):
        note_standing(duties=[duty], facts=facts.get(duty.work_id, Facts(planning=writing)), by=by)


def note_works(organisation_id: int, works: Iterable[int], by: Actor) -> list[Duty]:
    """Inside an act that changed how far steps of these works have come, or what is one work. Answers with the duties
    that changed.
    """
    facts = facts_of(organisation_id)
    duties = _duties(organisation_id).filter(work__in=set(works) & set(facts))
    noted = [note_standing(duties=[duty], facts=facts[duty.work_id], by=by) for duty in duties]
    return [duty for found in noted for duty in found]


def _duties(organisation_id: int) -> QuerySet[Duty]:
    rows = Duty.objects.filter(
        organisation=organisation_id,
        task__withdrawn_at__isnull=True,
        left_at__isnull=True,
        basis__in=PLANNED,
        stage__in=NOTED,
    )
    return rows.select_related("task", "work").order_by("task__order", "task_id", "basis", "id")


def keep_up(today: dt.date | None = None) -> int:
    """临期 and 逾期 come with the days alone, without anybody's act: noted by the system, once an hour, where what is
    noted is no longer what follows. Answers with the number of duties. Who is changed meanwhile comes with the next
    hour.
    """
    day, changed = today or clock.today(), 0
    filed = Workplan.objects.filter(state=WorkplanState.FILED).order_by("organisation_id")
    for organisation_id in filed.values_list("organisation_id", flat=True).distinct():
        facts = facts_of(organisation_id)
        for duty in _duties(organisation_id).filter(work__in=facts):
            found = standing(facts[duty.work_id], day)
            if (found.stage, found.health, found.proof) != (duty.stage, duty.health, duty.proof):
                changed += _noted(duty, facts[duty.work_id], day)
    return changed + sum(_noted(duty, _facts_without_plan(duty), day) for duty in _left_over())


def _left_over() -> QuerySet[Duty]:
    """Said to be filed or under way by a work that no filed workplan of the organisation has (any more)."""
    carried = WorkplanPart.objects.filter(
        workplan__organisation=OuterRef("organisation"),
        workplan__state=WorkplanState.FILED,
        dropped_at__isnull=True,
        work=OuterRef("work"),
    )
    rows = Duty.objects.filter(
        ~Exists(carried),
        task__withdrawn_at__isnull=True,
        left_at__isnull=True,
        basis__in=PLANNED,
        stage__in=(DutyStage.FILED, DutyStage.RUNNING),
    )
    return rows.select_related("task", "work").order_by("id")


def note_apart(*, duty: Duty, by: Actor) -> None:
    """A duty that got a work of its own: what was filed and done is the common one's."""
    facts = facts_of(duty.organisation_id).get(duty.work_id) or _facts_without_plan(duty)
    for each in _duties(duty.organisation_id).filter(pk=duty.pk):
        note_standing(duties=[each], facts=facts, by=by)


def _facts_without_plan(duty: Duty) -> Facts:
    plan = duty.task.plan_id
    rows = Workplan.objects.filter(organisation=duty.organisation_id, plan=plan, state__in=OPEN)
    return Facts(planning=rows.exists())


def _noted(duty: Duty, facts: Facts, day: dt.date) -> int:
    try:
        return len(note_standing(duties=[duty], facts=facts, today=day, by=system_actor()))
    except Refusal:
        return 0


def facts_of(organisation_id: int) -> dict[int, Facts]:
    """By work, the steps of what is filed for this organisation; works that no filed workplan has are left out."""
    in_force = milestones_in_force().filter(workplan__organisation=organisation_id).select_related(None)
    rows = list(in_force.order_by("due", "id").values_list("part__work_id", "key", "due", "weight", "title"))
    states = states_of(key for _, key, *_ in rows)
    steps: dict[int, list[Step]] = {}
    for work, key, due, weight, title in rows:
        said = states.get(key)
        state, proved = (said.state, said.proved) if said else (NOT_BEGUN, False)
        steps.setdefault(work, []).append(Step(due, state=state, weight=weight, proved=proved, title=title))
    filed = WorkplanPart.objects.filter(
        workplan__organisation=organisation_id,
        workplan__state=WorkplanState.FILED,
        dropped_at__isnull=True,
    )
    works = filed.order_by().values_list("work_id", flat=True).distinct()
    return {work: Facts(filed=True, steps=tuple(steps.get(work, ()))) for work in works}
