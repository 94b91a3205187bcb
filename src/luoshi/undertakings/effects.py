"""What a change would do to the work: counts before and after, and what else hangs on it. Shown before sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.core.joint import counted
from luoshi.plans.models import Basis

from .joint import before_and_after, parts_of
from .models import ChangeRequest, Duty
from .queries import own_duties_published
from .states import ARRANGING, ChangeKind, RequestState
from .works import one_work_with

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
    """Counts before and after: of the task, where a joint one counts once, and of each organisation whose part
    changes."""
    before, after = _standings(change_request)
    short = change_request.organisation.short
    carry = "承担" if change_request.duty_basis == Basis.REQUIRED else "承接"
    jointly = "（联合的计一次）" if counted(before) < len(before) or counted(after) < len(after) else ""
    rows = [[f"{carry}这项任务的单位{jointly}", f"{counted(before)} 个", f"{counted(after)} 个"]]
    if change_request.kind in ARRANGING:
        rows += _rows_of_parts(change_request)
    else:
        load, own = _load(change_request, change_request.organisation), change_request.organisation_id
        rows.append([f"{short}{carry}的任务", f"{load} 项", f"{load + (own in after) - (own in before)} 项"])
    if change_request.kind == ChangeKind.PART:
        return rows
    if change_request.kind != ChangeKind.WITHDRAW:
        was = number_words(change_request.quantity_before)
        rows.append([f"{short}{carry}的数量", was, number_words(change_request.quantity)])
    elif change_request.duty is not None:
        rows.append(["阶段", change_request.duty.get_stage_display(), "已退出"])
    return rows


def _rows_of_parts(change_request: ChangeRequest) -> list[list[str]]:
    rows = []
    for part in parts_of(change_request):
        rows.append([part.organisation.short, *before_and_after(part)])
        if part.carried != part.carries:
            load = _load(change_request, part.organisation)
            name = f"{part.organisation.short}承接的任务（含参与的）"
            rows.append([name, f"{load} 项", f"{load + part.carries - part.carried} 项"])
    return rows


def warnings_of(change_request: ChangeRequest) -> list[str]:
    after, declared = counted(_standings(change_request)[1]), change_request.task.declared
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


def _standings(change_request: ChangeRequest) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """Who carries the task by this basis and who leads it: now, and as the request would have it."""
    standing = Duty.objects.filter(
        task=change_request.task, basis=change_request.duty_basis, left_at__isnull=True
    )
    before = dict(standing.values_list("organisation_id", "led_by_id"))
    after, own = dict(before), change_request.organisation_id
    if change_request.kind == ChangeKind.WITHDRAW:
        after.pop(own, None)
    elif change_request.kind == ChangeKind.TAKE_ON:
        led_by = change_request.duty.led_by_id if change_request.duty is not None else None
        leads = led_by is not None and before.get(led_by) == led_by
        after.setdefault(own, led_by if leads else None)  # back under who still leads
    for part in change_request.parts.all():
        after.pop(part.organisation_id, None)
        if part.carries:
            after[part.organisation_id] = part.led_after_id
    return before, after


def _load(change_request: ChangeRequest, organisation: Organisation) -> int:
    """How many tasks of the plan it carries, joint ones included."""
    standing = Duty.objects.filter(
        basis=change_request.duty_basis, left_at__isnull=True, task__withdrawn_at__isnull=True
    )
    return standing.filter(task__plan=change_request.task.plan, organisation=organisation).count()


def number_words(value: Decimal | None) -> str:
    return "未定" if value is None else f"{value.normalize():f}"


def as_typed(value: Decimal | None) -> Decimal | None:
    """A stored number as people write it in a box: 2, not 2.00."""
    return None if value is None else Decimal(number_words(value))
