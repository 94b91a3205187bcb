"""What must always hold among workplans."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from luoshi.accounts.models import Organisation
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.core.timetable import find_circle
from luoshi.papers.invariants import entered_by_its_author
from luoshi.papers.states import ApprovalState
from luoshi.undertakings.models import Duty
from luoshi.undertakings.states import DutyStage

from . import snapshot
from .kinds import KIND
from .models import Goal, Milestone, Workplan, WorkplanPart
from .parts import PLANNED
from .states import WorkplanState

Found = Iterator[tuple[str, str]]
_APPROVED = {
    WorkplanState.RUNNING: ApprovalState.RUNNING,
    WorkplanState.RETURNED: ApprovalState.RETURNED,
    WorkplanState.FILED: ApprovalState.PASSED,
    WorkplanState.SUPERSEDED: ApprovalState.PASSED,
}


def workplans_stand_as_their_approvals() -> Found:
    for state, approved in _APPROVED.items():
        wrong = Workplan.objects.filter(state=state).exclude(approval__state=approved)
        yield from each(wrong, f"实施方案是“{state.label}”，它的审批却不是“{approved.label}”")


def under_way_they_read_as_they_were_sent() -> Found:
    """What steps agree to is what was sent: between a sending and the next decision the rows stand still."""
    rows = Workplan.objects.filter(state=WorkplanState.RUNNING)
    for workplan in rows.select_related("plan", "organisation", "approval", "form_version").iterator():
        sending = snapshot.last_sent(workplan)
        then = sending.content.values["parts"] if sending is not None else []
        now, elsewhere = snapshot.taken(workplan), snapshot.given_there(then)
        if snapshot.frozen(then, elsewhere) != snapshot.frozen(now, elsewhere):
            yield name_of(workplan), "审批中的内容不是报送时的内容"


def parts_are_of_the_school() -> Found:
    wrong = WorkplanPart.objects.exclude(work__organisation=F("workplan__organisation"))
    return each(wrong, "实施方案里有别的单位的工作")


def milestones_lie_in_their_workplan() -> Found:
    return each(Milestone.objects.exclude(part__workplan=F("workplan")), "里程碑指向了另一份实施方案的任务")


def owners_are_of_the_school() -> Found:
    """Outside bodies help; they never own. A school that was merged has no posts any more."""
    there = Milestone.objects.filter(workplan__organisation__withdrawn_at__isnull=True)
    open_ones = there.exclude(workplan__state__in=(WorkplanState.SUPERSEDED, WorkplanState.WITHDRAWN))
    for name, words in (("owner", "责任人"), ("leader", "责任领导")):
        named = open_ones.filter(**{f"{name}__isnull": False})
        foreign = named.exclude(**{f"{name}__organisation": F("workplan__organisation")})
        yield from each(foreign, f"里程碑的{words}不是本校的人")


def filed_milestones_have_a_name_and_a_date() -> Found:
    filed = Milestone.objects.filter(workplan__state=WorkplanState.FILED, part__dropped_at__isnull=True)
    yield from each(filed.filter(due__isnull=True), "已备案的里程碑没有完成时间")
    yield from each(filed.filter(owner__isnull=True), "已备案的里程碑没有责任人")


def nothing_waits_for_itself() -> Found:
    waits: dict[int, dict[int, list[int]]] = {}
    pairs = Milestone.depends_on.through.objects.values_list(
        "from_milestone__workplan_id", "from_milestone_id", "to_milestone_id", "to_milestone__workplan_id"
    )
    for workplan, row, other, theirs in pairs.iterator():
        if workplan != theirs:
            yield f"里程碑 {row}", "前置在另一份实施方案里"
        waits.setdefault(workplan, {}).setdefault(row, []).append(other)
        waits[workplan].setdefault(other, [])
    for workplan, after in waits.items():
        if find_circle(after):
            yield f"实施方案 {workplan}", "里程碑的前置绕成了一圈"


def goals_are_agreed_when_filed() -> Found:
    said = Goal.objects.filter(agreed__isnull=False)
    early = said.exclude(part__workplan__state__in=(WorkplanState.FILED, WorkplanState.SUPERSEDED))
    yield from each(early, "没有备案的方案里已经有备案数")
    filed = Goal.objects.filter(part__workplan__state=WorkplanState.FILED, agreed__isnull=True)
    filed = filed.filter(part__dropped_at__isnull=True)
    yield from each(filed.exclude(school__isnull=True, city__isnull=True), "已备案的年度目标没有备案数")


def agreed_is_what_was_asked() -> Found:
    """What is agreed is the school's number, or the bureau's where it gave none; only a new version changes it."""
    asked = Coalesce("school", "city")
    wrong = Goal.objects.filter(agreed__isnull=False).annotate(asked=asked).exclude(agreed=F("asked"))
    yield from each(wrong, "备案数不是报送的数")


def duties_follow_their_workplan() -> Found:
    """A duty that is 已备案 has a filed workplan of its school and plan."""
    filed = Workplan.objects.filter(
        organisation=OuterRef("organisation"), plan=OuterRef("task__plan"), state=WorkplanState.FILED
    )
    wrong = Duty.objects.filter(stage=DutyStage.FILED, basis__in=PLANNED).exclude(Exists(filed))
    wrong = wrong.filter(organisation__kind=Organisation.Kind.SCHOOL, organisation__origins__isnull=True)
    return each(wrong, "责任项是“已备案”，却没有已备案的实施方案")


INVARIANTS = (
    Invariant("workplan-minutes", partial(entered_by_its_author, KIND.key)),
    Invariant("workplan-approval", workplans_stand_as_their_approvals),
    Invariant("workplan-sent", under_way_they_read_as_they_were_sent),
    Invariant("workplan-works", parts_are_of_the_school),
    Invariant("milestone-part", milestones_lie_in_their_workplan),
    Invariant("milestone-owner", owners_are_of_the_school),
    Invariant("milestone-named", filed_milestones_have_a_name_and_a_date),
    Invariant("milestone-circle", nothing_waits_for_itself),
    Invariant("goal-agreed", goals_are_agreed_when_filed),
    Invariant("goal-unchanged", agreed_is_what_was_asked),
    Invariant("duty-filed", duties_follow_their_workplan),
)
