"""Who may: whoever writes the workplan as a whole. For which state the moves say."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.workplans.models import Workplan
from luoshi.workplans.permissions import can_write_workplan

from .models import PlanReading


def can_work_on_plan_reading(actor: Actor, reading: PlanReading) -> bool:
    return actor.is_system or can_write_workplan(actor, reading.workplan)


def can_read_into(actor: Actor, workplan: Workplan) -> bool:
    return can_write_workplan(actor, workplan)


PLAN_READINGS_WHO: dict[str, Any] = {
    "plan_readings.start_reading": can_read_into,
    "plan_readings.note_read": can_work_on_plan_reading,
    "plan_readings.note_unread": can_work_on_plan_reading,
    "plan_readings.apply_reading": can_read_into,
    "plan_readings.discard_reading": can_work_on_plan_reading,
    "plan_readings.resume_reading": can_work_on_plan_reading,
}
