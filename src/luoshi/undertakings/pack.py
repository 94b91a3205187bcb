"""A plan pack's cells: who undertakes, who must, what the bureau does itself, and which tasks are one work."""

from __future__ import annotations

from django.db.models import F

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load, put_row, withdraw
from luoshi.core.packs.difference import Kind, ObjectDifference
from luoshi.core.packs.snapshots import ALL_SCHOOLS, cell_key, plan_and_task
from luoshi.plans.models import Basis, Plan, Task

from .models import Duty, SameWork, Work
from .states import DutyStage


def schools_under(plan: Plan) -> list[Organisation]:
    """The schools a clause that says 各校 binds: those at or below the plan's issuer."""
    schools = Organisation.objects.filter(within(plan.issuer.path), kind="school", withdrawn_at__isnull=True)
    return list(schools.order_by("order", "id"))


def _duties(plan_key: str, basis: str):
    return (
        Duty.objects.filter(
            task__plan__key=plan_key, basis=basis, left_at__isnull=True, task__withdrawn_at__isnull=True
        )
        .select_related("task", "organisation")
        .order_by("task__order", "task_id", "organisation__order", "organisation_id")
    )


def undertakings_now(key: str) -> dict[str, Fields]:
    return {_cell(duty): _cell_fields(duty) for duty in _duties(key, Basis.UNDERTAKEN)}


def required_now(key: str) -> dict[str, Fields]:
    """One cell for a task that binds all schools, else a cell per school."""
    found: dict[str, Fields] = {}
    for task in Task.objects.filter(plan__key=key, binds_all=True, withdrawn_at__isnull=True).order_by(
        "order", "id"
    ):
        found[cell_key(task.key, ALL_SCHOOLS)] = {"task": task.key, "organisation": ALL_SCHOOLS}
    for duty in _duties(key, Basis.REQUIRED):
        if not duty.task.binds_all:
            found[_cell(duty)] = _cell_fields(duty)
    return found


def own_now(key: str) -> dict[str, Fields]:
    return {
        duty.task.key: {"task": duty.task.key, "organisation": duty.organisation.key}
        for duty in _duties(key, Basis.OWN)
    }


def _cell(duty: Duty) -> str:
    return cell_key(duty.task.key, duty.organisation.key)


def _cell_fields(duty: Duty) -> Fields:
    return {"task": duty.task.key, "organisation": duty.organisation.key}


def apply_cells(load: PackLoad, section: str, basis: str, entries: list[ObjectDifference]) -> None:
    """Add and withdraw duties of one basis."""
    tasks = {task.key: task for task in Task.objects.filter(plan=load.plan)}
    organisations = {row.key: row for row in Organisation.objects.all()}
    schools = schools_under(load.plan)
    existing = {
        (duty.task_id, duty.organisation_id): duty
        for duty in Duty.objects.filter(task__plan=load.plan, basis=basis)
    }
    fresh: list[tuple[Task, Organisation]] = []
    for entry in entries:
        task_key, _, organisation_key = entry.key.partition("/")
        task = tasks[task_key]
        binds_all = organisation_key == ALL_SCHOOLS
        if binds_all:
            Task.objects.filter(pk=task.pk).update(binds_all=entry.kind is not Kind.WITHDRAWN)
        for organisation in schools if binds_all else [organisations[organisation_key]]:
            duty = existing.get((task.pk, organisation.pk))
            if duty is not None:
                _come_back_or_leave(duty, entry.kind)
            elif entry.kind is not Kind.WITHDRAWN:
                fresh.append((task, organisation))
    _add_duties(fresh, basis)
    note_load(load, section, entries)


def _add_duties(pairs: list[tuple[Task, Organisation]], basis: str) -> None:
    """Many new duties at once, each with a work of its own."""
    works = Work.objects.bulk_create(
        [Work(organisation=organisation) for _, organisation in pairs], batch_size=500
    )
    Duty.objects.bulk_create(
        [
            Duty(task=task, organisation=organisation, basis=basis, work=work, in_document=True)
            for (task, organisation), work in zip(pairs, works, strict=True)
        ],
        batch_size=500,
    )


def _come_back_or_leave(duty: Duty, kind: Kind) -> None:
    """The document lists it again or no longer; what has left on the site already keeps its time of leaving."""
    leaves = kind is Kind.WITHDRAWN
    if leaves != (duty.left_at is not None):
        duty.stage = DutyStage.LEFT if leaves else DutyStage.UNDERTAKEN
        duty.left_at = clock.now() if leaves else None
    if leaves and duty.led_by_id == duty.organisation_id:  # those it led carry the task each for itself
        led = Duty.objects.filter(task=duty.task_id, basis=duty.basis, led_by=duty.organisation_id)
        led.update(led_by=None, version=F("version") + 1)
    Duty.objects.filter(pk=duty.pk).update(
        stage=duty.stage, left_at=duty.left_at, in_document=not leaves, version=duty.version + 1
    )


def apply_undertakings(load: PackLoad, entries: list[ObjectDifference]) -> None:
    apply_cells(load, "undertakings", Basis.UNDERTAKEN, entries)


def apply_required(load: PackLoad, entries: list[ObjectDifference]) -> None:
    apply_cells(load, "required", Basis.REQUIRED, entries)


def apply_own(load: PackLoad, entries: list[ObjectDifference]) -> None:
    """The bureau's own tasks: one section carries each; a changed section means the old one leaves."""
    for entry in entries:
        task = Task.objects.get(plan=load.plan, key=entry.key)
        for duty in Duty.objects.filter(task=task, basis=Basis.OWN, left_at__isnull=True).select_related(
            "organisation"
        ):
            _come_back_or_leave(duty, Kind.WITHDRAWN)
        if entry.kind is not Kind.WITHDRAWN:
            organisation = Organisation.objects.get(key=new_values(entry)["organisation"])
            duty = Duty.objects.filter(task=task, organisation=organisation, basis=Basis.OWN).first()
            if duty is None:
                _add_duties([(task, organisation)], Basis.OWN)
            else:
                _come_back_or_leave(duty, Kind.ADDED)
    note_load(load, "own", entries)


def same_work_now(key: str) -> dict[str, Fields]:
    rows = SameWork.objects.filter(
        task__plan__key=key,
        withdrawn_at__isnull=True,
        task__withdrawn_at__isnull=True,
        other__withdrawn_at__isnull=True,
    ).select_related("task", "other")
    return {
        row.key: {"task": row.task.key, "with": row.other.key, "reason": row.reason, **row.extra}
        for row in rows
    }


def apply_same_work(load: PackLoad, entries: list[ObjectDifference]) -> None:
    tasks = {task.key: task for task in Task.objects.filter(plan=load.plan)}
    for entry in entries:
        first, _, second = entry.key.partition("/")
        other = _other(tasks, second)
        row = SameWork.objects.filter(task=tasks.get(first), other=other).first()
        if entry.kind is Kind.WITHDRAWN:
            withdraw(row)
            continue
        values = new_values(entry)
        if other is None:
            plan, key = plan_and_task(second)
            raise RuleBroken(f"同一工作指向的计划“{plan}”里没有任务“{key}”。请先装载那份计划，再装载这一份。")
        columns = {"reason": values["reason"]} if "reason" in values else {}
        extra = {name: value for name, value in values.items() if name not in ("task", "with", "reason")}
        put_row(load, SameWork, entry, row, columns | {"task": tasks[first], "other": other}, extra)
    note_load(load, "same_work_as", entries)


def _other(tasks: dict[str, Task], second: str) -> Task | None:
    """Of this plan, or of another one that is loaded."""
    plan, key = plan_and_task(second)
    return Task.objects.filter(plan__key=plan, key=key).first() if plan else tasks.get(second)


def touched_cell(key: str, entry: ObjectDifference) -> str:
    """What stands on a cell the new pack would change: its stage, when it has gone beyond 已承接."""
    task_key, _, organisation_key = entry.key.partition("/")
    duty = Duty.objects.filter(
        task__plan__key=key, task__key=task_key, organisation__key=organisation_key, left_at__isnull=True
    ).first()
    if duty is None or duty.stage == DutyStage.UNDERTAKEN:
        return ""
    return f"该责任项已到“{duty.get_stage_display()}”"


UNDERTAKINGS = PackSection("plan", "undertakings", undertakings_now, apply_undertakings, touched_cell)
REQUIRED = PackSection("plan", "required", required_now, apply_required, touched_cell)
OWN = PackSection("plan", "own", own_now, apply_own)
SAME_WORK = PackSection("plan", "same_work_as", same_work_now, apply_same_work)
