"""Taking on, leaving and coming back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.moves import make_move
from luoshi.plans.models import Task

from . import permissions
from .models import Duty, Work
from .states import DUTY_MOVES, DutyStage


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
    """The organisation no longer carries the task; the row and its history stay, the count of today falls."""
    make_move(
        DUTY_MOVES,
        "undertakings.withdraw_duty",
        duty,
        reason=reason,
        state_field="stage",
        left_at=clock.now(),
    )
    return duty


@acts.act("undertakings.restore_duty", who=permissions.can_change_duty, on="duty")
def restore_duty(*, duty: Duty, reason: str, by: Actor) -> Duty:
    """The reverse of leaving."""
    make_move(DUTY_MOVES, "undertakings.restore_duty", duty, reason=reason, state_field="stage", left_at=None)
    return duty


@acts.act("undertakings.note_quantity", who=permissions.can_change_duty, on="duty")
def note_quantity(*, duty: Duty, quantity: Decimal | None, by: Actor) -> Duty:
    """How much the organisation took on. Raises RuleBroken for a duty that was left or a negative number."""
    if duty.stage == DutyStage.LEFT:
        raise RuleBroken("已退出的责任项不能修改数量，请先恢复承接。")
    if quantity is not None and quantity < 0:
        raise RuleBroken("数量不能是负数，请改正后再保存。")
    acts.change(duty, quantity=quantity)
    return duty
