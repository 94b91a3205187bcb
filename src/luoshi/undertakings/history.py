"""What happened to a duty, in words: its rows of the operation log, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common import audit
from luoshi.common.models import AuditEvent

from .models import ChangeRequest, Duty, RequestPart
from .states import DutyStage, RequestState

GRID = "undertakings.set_undertakings"
DECIDING = ["undertakings.pass_request", "undertakings.enter_request"]
CONFIRMING = {"rounds.confirm_round": "承接申报确认", "rounds.reopen_round": "撤销承接申报的确认"}
BY_OTHERS = (*DECIDING, *CONFIRMING)  # acts on something else that moved this duty too

WORDS = {
    "undertakings.take_on_duty": "增加责任项",
    "undertakings.withdraw_duty": "退出承接",
    "undertakings.restore_duty": "恢复承接",
    "undertakings.note_quantity": "修改承接数量",
    "undertakings.join_work": "合为同一工作",
    "undertakings.separate_duty": "分开办理",
    "undertakings.commit_to_duty": "公布承诺",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, as the timeline component takes it."""

    when: Any
    who: str
    what: str
    note: str = ""


def duty_history(duty: Duty, also: Iterable[AuditEvent] = ()) -> list[Step]:
    """Acts on this duty by post and organisation, with their reasons; never a person's name.

    also  acts of later stages that may have moved it (confirmed rounds); those that did not are left out
    """
    events = _own_events(duty) + _grid_events(duty) + _request_events(duty)
    events += [event for event in also if _touches(event, duty)]
    events = sorted(events, key=lambda event: (event.at, event.pk), reverse=True)[:100]
    names = names_in(events)
    steps = [
        Step(event.at, who_did(event, names), _words(event, duty), _note(event, duty)) for event in events
    ]
    if duty.left_at is not None and not duty.in_document and not _left_on_site(events, duty):
        steps.insert(0, Step(duty.left_at, "系统", "文件修订后不再列入，随装载退出"))
    if not any(_words(event, duty) == WORDS["undertakings.take_on_duty"] for event in events):
        steps.append(Step(duty.created_at, "系统", "随计划装入"))
    return steps


def quantity_set(duty: Duty, also: Iterable[AuditEvent] = ()) -> str:
    """By what its quantity was last changed on the site, in words; empty where it is as the document has it."""
    events = [event for event in [*_own_events(duty), *_grid_events(duty), *_request_events(duty), *also]
              if any(_is_quantity(change, duty) for change in event.changes)]  # fmt: skip
    if not events:
        return ""
    last = max(events, key=lambda event: (event.at, event.pk))
    by = CONFIRMING.get(last.action, "变更申请" if last.action in DECIDING else "经办修改")
    return f"数量由{by}确定，{timezone.localtime(last.at):%Y年%-m月%-d日}"


def _is_quantity(change: Mapping[str, Any], duty: Duty) -> bool:
    return change.get("id") == duty.public_id and change.get("field") == "quantity"


def _done(action: str | list[str], type_: str, id_: str) -> Any:
    actions = [action] if isinstance(action, str) else action
    return AuditEvent.objects.filter(
        object_type=type_, object_id=id_, result=AuditEvent.Result.DONE, action__in=actions
    ).order_by("-at", "-id")


def _own_events(duty: Duty) -> list[AuditEvent]:
    return list(_done(list(WORDS), duty._meta.label_lower, duty.public_id)[:100])


def _grid_events(duty: Duty) -> list[AuditEvent]:
    """Undertakings set many at once stand at the plan; those that moved this duty belong to its story too."""
    plan = duty.task.plan
    events = _done(GRID, plan._meta.label_lower, plan.public_id)
    return [event for event in events if _stage_change(event, duty)]


def requests_on(duty: Duty) -> QuerySet[ChangeRequest]:
    """Those about this duty, and those of others that arranged how it is carried."""
    arranged = RequestPart.objects.filter(
        request=OuterRef("pk"), organisation=duty.organisation_id, request__task=duty.task_id
    )
    own = Q(task=duty.task_id, organisation=duty.organisation_id)
    return ChangeRequest.objects.filter(own | Q(Exists(arranged)))


def _request_events(duty: Duty) -> list[AuditEvent]:
    """The decisions by which requests on this duty came into force."""
    applied = requests_on(duty).filter(state=RequestState.APPLIED).order_by("-applied_at", "-pk")[:50]
    type_ = ChangeRequest._meta.label_lower
    found = [
        _done(DECIDING, type_, each.public_id).filter(at__gte=each.applied_at).first() for each in applied
    ]
    return [event for event in found if event is not None]


def _touches(event: AuditEvent, duty: Duty) -> bool:
    return any(change.get("id") == duty.public_id for change in event.changes)


def _stage_change(event: AuditEvent, duty: Duty) -> dict[str, Any] | None:
    for change in event.changes:
        if change.get("id") == duty.public_id and change.get("field") == "stage":
            return dict(change)
    return None


def _words(event: AuditEvent, duty: Duty) -> str:
    if event.action not in (GRID, *BY_OTHERS):
        return WORDS[event.action]
    change = _stage_change(event, duty) or {}
    if event.action in BY_OTHERS and (led := _led_change(event, duty)) is not None:
        return led
    if event.action in BY_OTHERS and not change:
        return WORDS["undertakings.take_on_duty" if _made(event, duty) else "undertakings.note_quantity"]
    if change.get("after") == DutyStage.LEFT:
        return WORDS["undertakings.withdraw_duty"]
    came_back = change.get("before") == DutyStage.LEFT
    return WORDS["undertakings.restore_duty" if came_back else "undertakings.take_on_duty"]


def _led_change(event: AuditEvent, duty: Duty) -> str | None:
    """How it is carried since this event, where a request arranged that and the duty stands."""
    change = _stage_change(event, duty) or {}
    if change.get("after") == DutyStage.LEFT:
        return None
    for each in event.changes:
        if each.get("id") == duty.public_id and each.get("field") == "led_by":
            if each["after"] is None:
                return "结束联合承接，单独承接"
            leads = each["after"] == duty.organisation.public_id
            return "联合承接，牵头" if leads else "联合承接，参与"
    return None


def _made(event: AuditEvent, duty: Duty) -> bool:
    """Whether this very event brought the duty into being."""
    return any(
        change.get("id") == duty.public_id and change.get("field") == "task" for change in event.changes
    )


def _left_on_site(events: list[AuditEvent], duty: Duty) -> bool:
    """The last act that took this duty up or away took it away."""
    moves = [word for event in events if (word := _words(event, duty)) != WORDS["undertakings.note_quantity"]]
    return bool(moves) and moves[0] == WORDS["undertakings.withdraw_duty"]


def names_in(events: Iterable[AuditEvent]) -> dict[str, str]:
    """The short names of the organisations in these events, by public id."""
    places = Organisation.objects.filter(public_id__in={event.organisation for event in events})
    return dict(places.values_list("public_id", "short"))


def who_did(event: AuditEvent, names: dict[str, str]) -> str:
    role = ROLES.get(event.role)
    return " ".join(
        part for part in (names.get(event.organisation, ""), role.name if role else "系统") if part
    )


def _note(event: AuditEvent, duty: Duty) -> str:
    """The reason, or the quantity before and after; by which act on something else it was."""
    for change in event.changes:
        if "reason" in change:
            return audit.opened(change["reason"]["commitment"]) or "（理由已按规定删除）"
    notes = [CONFIRMING[event.action]] if event.action in CONFIRMING else []
    for change in event.changes:
        if change.get("id") == duty.public_id and change.get("field") == "quantity":
            notes.append(f"数量由{_quantity(change['before'])}改为{_quantity(change['after'])}")
    if event.action in DECIDING and not notes:
        return "变更申请经审批通过"
    if event.action == "undertakings.note_quantity":
        return notes[0].removeprefix("数量") if notes else ""
    return "；".join(notes)


def _quantity(value: Any) -> str:
    if value is None:
        return "未定"
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
