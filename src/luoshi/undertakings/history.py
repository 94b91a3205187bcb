"""What happened to a duty, in words: its rows of the operation log, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common import audit
from luoshi.common.models import AuditEvent

from .models import Duty

WORDS = {
    "undertakings.take_on_duty": "增加责任项",
    "undertakings.withdraw_duty": "退出承接",
    "undertakings.restore_duty": "恢复承接",
    "undertakings.note_quantity": "修改承接数量",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, as the timeline component takes it."""

    when: Any
    who: str
    what: str
    note: str = ""


def duty_history(duty: Duty) -> list[Step]:
    """Acts on this duty by post and organisation, with their reasons; never a person's name."""
    events = AuditEvent.objects.filter(
        object_type=duty._meta.label_lower,
        object_id=duty.public_id,
        result=AuditEvent.Result.DONE,
        action__in=WORDS,
    ).order_by("-at", "-id")
    events = list(events[:100])
    names = dict(
        Organisation.objects.filter(public_id__in={event.organisation for event in events}).values_list(
            "public_id", "short"
        )
    )
    steps = [Step(event.at, _who(event, names), WORDS[event.action], _note(event)) for event in events]
    if not any(event.action == "undertakings.take_on_duty" for event in events):
        steps.append(Step(duty.created_at, "系统", "随计划装入" if duty.in_document else "增加责任项"))
    return steps


def _who(event: AuditEvent, names: dict[str, str]) -> str:
    role = ROLES.get(event.role)
    return " ".join(
        part for part in (names.get(event.organisation, ""), role.name if role else "系统") if part
    )


def _note(event: AuditEvent) -> str:
    """The reason, or the quantity before and after."""
    for change in event.changes:
        if "reason" in change:
            return audit.opened(change["reason"]["commitment"]) or "（理由已按规定删除）"
        if change.get("field") == "quantity" and event.action == "undertakings.note_quantity":
            return f"由{_quantity(change['before'])}改为{_quantity(change['after'])}"
    return ""


def _quantity(value: Any) -> str:
    if value is None:
        return "未定"
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
