"""Taking on, leaving and coming back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.moves import make_move
from luoshi.plans.models import Basis, Plan, Task
from luoshi.undertakings import permissions
from luoshi.undertakings.grid import Cell
from luoshi.undertakings.models import Duty, Work
from luoshi.undertakings.pack import schools_under
from luoshi.undertakings.states import DUTY_MOVES, DutyStage


@acts.act("undertakings.take_on_duty", who=permissions.can_take_on_duty, under="task")
def take_on_duty(
    *,
    task: Task,
    organisation: Organisation,
    basis: str,
    by: Actor,
    quantity: Decimal | None = None,
    place: dict[str, Any] | None = None,
    in_document: bool = False,
) -> Duty:
    """Bind an organisation to a task. Raises RuleBroken when it is bound already."""
    existing = Duty.objects.filter(task=task, organisation=organisation, basis=basis).first()
    if existing is not None:
        hint = "请打开该责任项恢复承接" if existing.left_at else "不用重复添加"
        raise RuleBroken(f"{organisation.short}在这项任务上已有责任项，{hint}。")
    work = acts.create(Work, organisation=organisation)
    return acts.create(
        Duty,
        task=task,
        organisation=organisation,
        basis=basis,
        work=work,
        quantity=quantity,
        place=place or {},
        in_document=in_document,
    )


@acts.act("undertakings.withdraw_duty", who=permissions.can_change_duty, on="duty")
def withdraw_duty(*, duty: Duty, reason: str, by: Actor) -> Duty:
    """The organisation no longer carries the task; the row and its history stay, the count of today falls.

    Raises RuleBroken for who leads a joint task while others take part in it.
    """
    _refuse_leading(duty)
    make_move(
        DUTY_MOVES,
        "undertakings.withdraw_duty",
        duty,
        reason=reason,
        state_field="stage",
        left_at=clock.now(),
    )
    _check_bindings(duty.task.plan, duty.task)
    return duty


def _refuse_leading(duty: Duty) -> None:
    if duty.led_by_id != duty.organisation_id:
        return
    parts = Duty.objects.filter(task=duty.task, led_by=duty.organisation, left_at__isnull=True)
    others = [part.organisation.short for part in parts.exclude(pk=duty.pk).select_related("organisation")]
    if others:
        raise RuleBroken(
            f"{duty.organisation.short}牵头这项联合承接，{'、'.join(others)}还在参与，不能退出。请先让参与的学校退出，或另定牵头。"
        )


@acts.act("undertakings.restore_duty", who=permissions.can_change_duty, on="duty")
def restore_duty(*, duty: Duty, reason: str, by: Actor) -> Duty:
    """The reverse of leaving."""
    make_move(DUTY_MOVES, "undertakings.restore_duty", duty, reason=reason, state_field="stage", left_at=None)
    _alone_without_leader(duty)
    return duty


def _alone_without_leader(duty: Duty) -> None:
    """Who took part comes back alone where nobody leads any more: it would be counted nowhere."""
    if duty.takes_part:
        leader = Duty.objects.filter(
            task=duty.task, organisation=duty.led_by, basis=duty.basis, left_at__isnull=True
        )
        if not leader.filter(led_by=duty.led_by).exists():
            acts.change(duty, led_by=None)


@acts.act("undertakings.note_quantity", who=permissions.can_change_duty, on="duty")
def note_quantity(*, duty: Duty, quantity: Decimal | None, by: Actor) -> Duty:
    """How much the organisation took on. Raises RuleBroken for a duty that was left or a negative number."""
    if duty.stage == DutyStage.LEFT:
        raise RuleBroken("已退出的责任项不能修改数量，请先恢复承接。")
    if quantity is not None and quantity < 0:
        raise RuleBroken("数量不能是负数，请改正后再保存。")
    acts.change(duty, quantity=quantity)
    return duty


@acts.act("undertakings.set_undertakings", who=permissions.can_set_undertakings, under="plan")
def set_undertakings(*, plan: Plan, cells: list[Cell], reason: str, by: Actor) -> Plan:
    """Set many marks of a plan at once, all or none. A mark that stands as wanted already is left alone.

    Raises RuleBroken where nothing is chosen, where one of them cannot be, and without a reason when an organisation
    leaves a task or comes back to one.
    """
    if not cells:
        raise RuleBroken("没有要改的承接。请先在表里勾选或取消。")
    before = {(duty.task_id, duty.organisation_id, duty.basis): duty for duty in _duties_of(cells)}
    fresh = []
    for cell in cells:
        _check_cell(plan, cell)
        duty = before.get((cell.task.pk, cell.organisation.pk, cell.task.basis))
        if duty is not None:
            _leave_or_come_back(duty, cell, reason)
        elif cell.on:
            fresh.append(cell)
    _take_on(fresh)
    acts.note_bulk("cells", [[cell.value, cell.on] for cell in cells])
    acts.note_reason(reason)
    for task in {cell.task.pk: cell.task for cell in cells}.values():
        _check_bindings(plan, task)
    return plan


def _duties_of(cells: list[Cell]) -> Any:
    tasks = {cell.task.pk for cell in cells}
    return Duty.objects.filter(task__in=tasks).select_related("organisation", "task").order_by("pk")


def _check_cell(plan: Plan, cell: Cell) -> None:
    task, organisation = cell.task, cell.organisation
    where = f"“{task}”·{organisation.short}："
    if task.plan_id != plan.pk or task.withdrawn_at is not None:
        raise RuleBroken(f"{where}任务不在这份计划里或已撤下。请刷新页面，核对后再选。")
    if task.basis == Basis.CULTIVATED:
        raise RuleBroken(f"{where}市级培育的任务不设承接单位，请在任务里写主管单位和拟定数量。")
    if not cell.on:
        return
    if organisation.withdrawn_at is not None or plan.issuer.path not in ancestors(organisation.path):
        raise RuleBroken(f"{where}单位不属于印发单位管辖或已停用，请取消勾选。")


def _leave_or_come_back(duty: Duty, cell: Cell, reason: str) -> None:
    if cell.on == (duty.left_at is None):
        return
    if not cell.on:
        _refuse_leading(duty)
    action = "undertakings.restore_duty" if cell.on else "undertakings.withdraw_duty"
    left_at = None if cell.on else clock.now()
    try:
        make_move(DUTY_MOVES, action, duty, reason=reason, state_field="stage", left_at=left_at)
    except RuleBroken as refusal:
        raise RuleBroken(f"“{cell.task}”·{cell.organisation.short}：{refusal.message}") from refusal
    if cell.on:
        _alone_without_leader(duty)


def _take_on(cells: list[Cell]) -> None:
    """New duties, each with a work of its own, one line each in the event."""
    works = Work.objects.bulk_create([Work(organisation=cell.organisation) for cell in cells])
    duties = Duty.objects.bulk_create(
        [
            Duty(task=cell.task, organisation=cell.organisation, basis=cell.task.basis, work=work)
            for cell, work in zip(cells, works, strict=True)
        ]
    )
    for duty in duties:
        acts.note(duty, "stage", None, duty.stage)


def _check_bindings(plan: Plan, task: Task) -> None:
    """One organisation carries a task of the bureau's own; a task that bound every school may bind only some now."""
    carrying = set(
        Duty.objects.filter(task=task, basis=task.basis, left_at__isnull=True).values_list(
            "organisation", flat=True
        )
    )
    if task.basis == Basis.OWN and len(carrying) > 1:
        raise RuleBroken(f"“{task}”只能由一个单位负责，请先让原来的单位退出。")
    if (
        task.basis == Basis.REQUIRED
        and task.binds_all
        and any(school.pk not in carrying for school in schools_under(plan))
    ):
        acts.change(task, binds_all=False)
