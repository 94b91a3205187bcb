"""What a change would do to the work: counts before and after, and what else hangs on it. Shown before sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.common.actor import Actor
from luoshi.plans.models import Basis

from .models import ChangeRequest, Duty
from .queries import COUNTED_ONCE, own_duties_published
from .states import ChangeKind, RequestState
from .works import one_work_with

STEP = {ChangeKind.TAKE_ON: 1, ChangeKind.WITHDRAW: -1, ChangeKind.QUANTITY: 0}


NEEDS_REPLY = "需要上级批复。"  # how a warning ends that asks for one


@dataclass(slots=True)
class Effect:
    """rows: [what, before, after]; warnings: sentences; same_work and commitments: duties it stands beside."""

    rows: list[list[str]]
    warnings: list[str] = field(default_factory=list)
    same_work: list[Duty] = field(default_factory=list)
    commitments: list[Duty] = field(default_factory=list)


def effect_of(change_request: ChangeRequest, actor: Actor) -> Effect:
    """As things stand now; of an applied request as it stood when it came into force."""
    if change_request.state == RequestState.APPLIED:
        return Effect(change_request.effect)
    task, duty = change_request.task, change_request.duty
    return Effect(
        rows=rows_of(change_request),
        warnings=warnings_of(change_request),
        same_work=list(one_work_with(actor, duty)) if duty is not None else [],
        commitments=list(own_duties_published(actor).filter(task__plan=task.plan, task__area=task.area_id))
        if task.area_id
        else [],
    )


def rows_of(change_request: ChangeRequest) -> list[list[str]]:
    step = STEP[ChangeKind(change_request.kind)]
    of_task, of_organisation = _counts(change_request)
    short = change_request.organisation.short
    carry = "承担" if change_request.duty_basis == Basis.REQUIRED else "承接"
    rows = [
        [f"{carry}这项任务的单位", f"{of_task} 个", f"{of_task + step} 个"],
        [f"{short}{carry}的任务", f"{of_organisation} 项", f"{of_organisation + step} 项"],
    ]
    if change_request.kind != ChangeKind.WITHDRAW:
        was = number_words(change_request.quantity_before)
        rows.append([f"{short}{carry}的数量", was, number_words(change_request.quantity)])
    elif change_request.duty is not None:
        rows.append(["阶段", change_request.duty.get_stage_display(), "已退出"])
    return rows


def warnings_of(change_request: ChangeRequest) -> list[str]:
    of_task, _ = _counts(change_request)
    after, declared = of_task + STEP[ChangeKind(change_request.kind)], change_request.task.declared
    required = change_request.duty_basis == Basis.REQUIRED
    found = []
    if after == 0:
        found.append(
            "生效后，这项任务就没有单位承担了。" if required else "生效后，这项任务就没有单位承接了。"
        )
    if required and change_request.kind == ChangeKind.WITHDRAW:
        found.append(f"文件要求各校都做这项任务，免于承担{NEEDS_REPLY}")
    elif declared is not None and after != declared and change_request.kind != ChangeKind.QUANTITY:
        found.append(f"文件所载承接数是 {declared}，生效后是 {after}，与文件不一致，{NEEDS_REPLY}")
    return found


def _counts(change_request: ChangeRequest) -> tuple[int, int]:
    """How many stand at the task, and how many tasks of the plan the organisation carries."""
    standing = Duty.objects.filter(
        basis=change_request.duty_basis, left_at__isnull=True, task__withdrawn_at__isnull=True
    )
    task, organisation = change_request.task, change_request.organisation
    return (
        standing.filter(COUNTED_ONCE, task=task).count(),
        standing.filter(task__plan=task.plan, organisation=organisation).count(),
    )


def number_words(value: Decimal | None) -> str:
    return "未定" if value is None else f"{value.normalize():f}"
