"""What must always hold among duties and the work they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef, Q

from luoshi.accounts.queries import ancestors
from luoshi.common import clock
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant
from luoshi.papers.invariants import entered_by_its_author
from luoshi.papers.models import Sending
from luoshi.papers.states import ApprovalState
from luoshi.plans.models import Basis

from .joint import as_json
from .kinds import CHANGE_KIND
from .models import ChangeRequest, Duty, RequestPart, SameWork, Work
from .sent import as_sent
from .states import DutyStage, RequestState

Found = Iterator[tuple[str, str]]


def work_is_of_the_same_organisation() -> Found:
    return each(Duty.objects.exclude(work__organisation=F("organisation")), "责任项指向了别的单位的工作")


def basis_fits_the_task() -> Found:
    """Duties of today stand on the task's basis; a task that binds all may be undertaken as well."""
    wrong = Duty.objects.filter(left_at__isnull=True).exclude(basis=F("task__basis"))
    return each(wrong.exclude(task__binds_all=True, basis=Basis.REQUIRED), "责任项的性质与任务不符")


def holders_stand_under_the_issuer() -> Found:
    duties = Duty.objects.filter(left_at__isnull=True).select_related("organisation", "task__plan__issuer")
    for duty in duties.iterator():
        if duty.task.plan.issuer.path not in ancestors(duty.organisation.path):
            yield name_of(duty), "承接单位不在计划印发单位之下"


def duties_of_withdrawn_tasks_do_not_count() -> Found:
    return each(
        Duty.objects.filter(
            left_at__isnull=True, task__withdrawn_at__isnull=False, task__plan__withdrawn_at=None
        ),
        "任务已停用，责任项还在计数",
    )


def holders_are_in_use() -> Found:
    return each(
        Duty.objects.filter(left_at__isnull=True, organisation__withdrawn_at__isnull=False).exclude(
            stage=DutyStage.DONE, organisation__closed_on__isnull=False
        ),  # what was done stays written under the name of its day
        "承接单位已停用，责任项还在计数",
    )


def leaving_is_not_in_the_future() -> Found:
    return each(Duty.objects.filter(left_at__gt=clock.now() + clock.SLACK), "退出时间在将来")


def quantities_are_not_negative() -> Found:
    return each(Duty.objects.filter(quantity__lt=0), "承接数量是负数")


def every_work_has_a_duty() -> Found:
    return each(Work.objects.filter(duties__isnull=True), "工作没有责任项")


def same_work_is_within_reach() -> Found:
    return each(SameWork.objects.filter(task=F("other")), "任务与自己并为同一工作")


AS_APPROVED = {
    RequestState.RUNNING: ApprovalState.RUNNING,
    RequestState.RETURNED: ApprovalState.RETURNED,
    RequestState.APPLIED: ApprovalState.PASSED,
}


def requests_stand_as_their_approvals() -> Found:
    """Nothing comes into force that did not pass all steps, and nothing that passed is left lying."""
    for state, approved in AS_APPROVED.items():
        wrong = ChangeRequest.objects.filter(state=state).exclude(approval__state=approved)
        yield from each(wrong, f"变更申请是“{state.label}”，它的审批却不是“{approved.label}”")


def applied_requests_name_their_duty() -> Found:
    rows = ChangeRequest.objects.filter(duty__isnull=False)
    return each(
        rows.exclude(duty__task=F("task"), duty__organisation=F("organisation")),
        "变更申请指向了别的任务或单位的责任项",
    )


def requests_under_way_read_as_they_were_sent() -> Found:
    """What steps agree to is what was sent: between a sending and the next the words stand still."""
    still = ChangeRequest.objects.filter(state__in=(RequestState.RUNNING, RequestState.APPLIED))
    for request in still.iterator():
        sent = Sending.objects.filter(approval=request.approval_id).order_by("-number").first()
        shown = as_sent(request, sent)
        now, then = ((row.reason, row.basis, row.quantity) for row in (request, shown))
        if sent is None or now != then or as_json(request) != sent.content.values.get("parts", []):
            yield name_of(request), "审批中的内容不是报送时的内容"


def who_takes_part_is_led() -> Found:
    """Under one that leads the same task today; else it would be counted nowhere."""
    leads = Duty.objects.filter(
        task=OuterRef("task"),
        basis=OuterRef("basis"),
        organisation=OuterRef("led_by"),
        led_by=OuterRef("led_by"),
        left_at__isnull=True,
    )
    taking_part = Duty.objects.filter(left_at__isnull=True, led_by__isnull=False)
    return each(
        taking_part.exclude(led_by=F("organisation")).exclude(Exists(leads)), "参与联合承接，却没有牵头单位"
    )


def arrangements_have_one_leader() -> Found:
    """Of those who carry a task jointly by one request all are led by the same, and it is among them."""
    parts = RequestPart.objects.filter(led_after__isnull=False)
    other = RequestPart.objects.filter(request=OuterRef("request"), led_after__isnull=False).exclude(
        led_after=OuterRef("led_after")
    )
    yield from each(parts.filter(Exists(other)), "一件变更申请安排了两个牵头单位")
    leader = RequestPart.objects.filter(
        request=OuterRef("request"), organisation=OuterRef("led_after"), led_after=OuterRef("led_after")
    )
    yield from each(parts.exclude(Exists(leader)), "变更申请安排的牵头单位不在其中")


def arrangements_in_force_name_their_duties() -> Found:
    """What a request in force changed it changed at the duty of the same organisation and task."""
    parts = RequestPart.objects.filter(request__state=RequestState.APPLIED)
    right = Q(duty__organisation=F("organisation"), duty__task=F("request__task"))
    differs = ~Q(carried=F("carries")) | ~Q(led_before=F("led_after"))
    yield from each(parts.filter(differs, duty__isnull=True), "已生效的联合承接安排没有责任项")
    yield from each(parts.filter(duty__isnull=False).exclude(right), "联合承接安排指向了别的责任项")


INVARIANTS = (
    Invariant("request-minutes", partial(entered_by_its_author, CHANGE_KIND.key)),
    Invariant("duty-led", who_takes_part_is_led),
    Invariant("request-leader", arrangements_have_one_leader),
    Invariant("request-part-duty", arrangements_in_force_name_their_duties),
    Invariant("request-sent", requests_under_way_read_as_they_were_sent),
    Invariant("request-approval", requests_stand_as_their_approvals),
    Invariant("request-duty", applied_requests_name_their_duty),
    Invariant("duty-work", work_is_of_the_same_organisation),
    Invariant("duty-basis", basis_fits_the_task),
    Invariant("duty-holder", holders_stand_under_the_issuer),
    Invariant("duty-task-withdrawn", duties_of_withdrawn_tasks_do_not_count),
    Invariant("duty-holder-withdrawn", holders_are_in_use),
    Invariant("duty-left-at", leaving_is_not_in_the_future),
    Invariant("duty-quantity", quantities_are_not_negative),
    Invariant("work-duty", every_work_has_a_duty),
    Invariant("same-work", same_work_is_within_reach),
)
