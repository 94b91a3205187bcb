"""Writing a plan by hand: every part is made, changed, moved, withdrawn and restored here; nothing is deleted."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.policies.models import Clause

from . import permissions
from .models import Area, Plan, PlanDate, PlanPart, Target, Task

STEP = 10  # gap between the order numbers of neighbours


def new_key(prefix: str) -> str:
    """A key of its own for a row made on screen; valid in a pack, never that of a printed number."""
    return f"{prefix}-{new_public_id()}"


@acts.act("plans.start_plan", who=permissions.can_start_plan, under="issuer")
def start_plan(*, issuer: Organisation, by: Actor, **fields: Any) -> Plan:
    """A new, empty plan of the own organisation. Fields: title, short, number, start, end."""
    _check_period(fields.get("start", ""), fields.get("end", ""))
    extra = {"period_basis": "stated"}
    return acts.create(Plan, key=new_key("plan"), issuer=issuer, extra=extra, **fields)


@acts.act("plans.change_plan", who=permissions.can_edit_plan, on="plan")
def change_plan(*, plan: Plan, by: Actor, **fields: Any) -> Plan:
    _check_period(fields.get("start", plan.start), fields.get("end", plan.end))
    acts.change(plan, **fields)
    return plan


@acts.act("plans.withdraw_plan", who=permissions.can_edit_plan, on="plan")
def withdraw_plan(*, plan: Plan, reason: str, by: Actor) -> Plan:
    """Take a plan out of sight of everybody but its editors' list of withdrawn plans."""
    _withdraw(plan, reason)
    return plan


@acts.act("plans.restore_plan", who=permissions.can_edit_plan, on="plan")
def restore_plan(*, plan: Plan, by: Actor) -> Plan:
    _restore(plan)
    return plan


def _check_period(start: str, end: str) -> None:
    """Dates are YYYY[-MM[-DD]]: text order is time order when compared over the shorter one."""
    shared = min(len(start), len(end))
    if start and end and end[:shared] < start[:shared]:
        raise RuleBroken("结束时间早于开始时间，请改正后再保存。")


@acts.act("plans.add_area", who=permissions.can_edit_plan, under="plan")
def add_area(*, plan: Plan, name: str, clause: Clause | None, by: Actor) -> Area:
    """A new area at the end of its plan."""
    _check_clauses(plan, [clause] if clause else [])
    order = _next_order(Area, plan)
    return acts.create(Area, plan=plan, key=new_key("area"), name=name, clause=clause, order=order)


@acts.act("plans.change_area", who=permissions.can_edit_part, on="area")
def change_area(*, area: Area, name: str, clause: Clause | None, by: Actor) -> Area:
    _check_clauses(area.plan, [clause] if clause else [])
    acts.change(area, name=name, clause=clause)
    return area


@acts.act("plans.add_task", who=permissions.can_edit_plan, under="plan")
def add_task(*, plan: Plan, clauses: list[Clause], by: Actor, **fields: Any) -> Task:
    """A new task. Fields: area, code, title, basis, declared, led_by, number. Raises RuleBroken on a code twice."""
    _check_clauses(plan, clauses)
    _check_task(plan, None, fields)
    fields.setdefault("source", Task.Source.CLAUSE)
    task = acts.create(
        Task,
        plan=plan,
        key=new_key("task"),
        order=_next_order(Task, plan),
        extra={"basis_from": "stated"},
        binds_all=False,
        **fields,
    )
    _set_clauses(task, clauses)
    return task


@acts.act("plans.change_task", who=permissions.can_edit_part, on="task")
def change_task(*, task: Task, clauses: list[Clause], by: Actor, **fields: Any) -> Task:
    """Change a task. Its basis may change only while nobody carries it on the old one."""
    _check_clauses(task.plan, clauses)
    _check_task(task.plan, task, fields)
    if fields.get("basis", task.basis) != task.basis and task.duties.filter(left_at__isnull=True).exists():
        raise RuleBroken("已有单位承担这项任务，不能改变性质。请先让这些单位退出，再修改。")
    acts.change(task, **fields)
    _set_clauses(task, clauses)
    return task


def _check_task(plan: Plan, task: Task | None, fields: dict[str, Any]) -> None:
    area = fields.get("area")
    if area is not None and area.plan_id != plan.pk:
        raise RuleBroken("所选任务领域不属于这个计划，请重新选择。")
    code = fields.get("code", "")
    same = Task.objects.filter(plan=plan, code=code, title=fields.get("title", ""), withdrawn_at__isnull=True)
    if code and same.exclude(pk=task.pk if task else None).exists():
        raise RuleBroken(f"计划里已有编号“{code}”、名称相同的任务，请核对后再保存。")


def _set_clauses(task: Task, clauses: list[Clause]) -> None:
    before = sorted(clause.public_id for clause in task.clauses.all())
    after = sorted(clause.public_id for clause in clauses)
    if before != after:
        acts.note(task, "clauses", before, after)
        task.clauses.set(clauses)


@acts.act("plans.add_target", who=permissions.can_edit_part, under="task")
def add_target(*, task: Task, clause: Clause | None, by: Actor, **fields: Any) -> Target:
    """A new target of a task."""
    _check_clauses(task.plan, [clause] if clause else [])
    _check_target(fields)
    order = _next_order(Target, task.plan)
    return acts.create(
        Target, plan=task.plan, key=new_key("target"), order=order, task=task, clause=clause, **fields
    )


@acts.act("plans.change_target", who=permissions.can_edit_part, on="target")
def change_target(*, target: Target, clause: Clause | None, by: Actor, **fields: Any) -> Target:
    _check_clauses(target.plan, [clause] if clause else [])
    _check_target(fields)
    acts.change(target, clause=clause, **fields)
    return target


def _check_target(fields: dict[str, Any]) -> None:
    """What a target may say (design, section 3): a range has two ends in order, a number has a unit."""
    quantity, upper, comparator = fields.get("quantity"), fields.get("upper"), fields.get("comparator")
    numberless = comparator in (Target.Comparator.SOME, Target.Comparator.ALL, Target.Comparator.BY_DATE)
    if comparator == Target.Comparator.RANGE and (quantity is None or upper is None):
        raise RuleBroken("“至”要填两个数：数量和上限。")
    if comparator != Target.Comparator.RANGE and upper is not None:
        raise RuleBroken("只有“至”才填上限，请清空上限或改选“至”。")
    if quantity is not None and upper is not None and upper < quantity:
        raise RuleBroken("上限小于数量，请改正后再保存。")
    if not numberless and quantity is None:
        raise RuleBroken("请填写数量；文件没有写数量的，比较方式选“一批”。")
    if quantity is not None and not fields.get("unit"):
        raise RuleBroken("请填写数量的单位，如 个、所、%。")
    if comparator == Target.Comparator.BY_DATE and not fields.get("due"):
        raise RuleBroken("“按期完成”要填写期限。")


@acts.act("plans.add_date", who=permissions.can_edit_plan, under="plan")
def add_date(*, plan: Plan, clause: Clause | None, by: Actor, **fields: Any) -> PlanDate:
    """A new date of the calendar. Fields: title, day, rule."""
    _check_clauses(plan, [clause] if clause else [])
    extra = {"recurrence": None, "basis": "stated"}
    order = _next_order(PlanDate, plan)
    return acts.create(
        PlanDate, plan=plan, key=new_key("date"), order=order, clause=clause, extra=extra, **fields
    )


@acts.act("plans.change_date", who=permissions.can_edit_part, on="date")
def change_date(*, date: PlanDate, clause: Clause | None, by: Actor, **fields: Any) -> PlanDate:
    _check_clauses(date.plan, [clause] if clause else [])
    acts.change(date, clause=clause, **fields)
    return date


@acts.act("plans.withdraw_part", who=permissions.can_edit_part, on="part")
def withdraw_part(*, part: PlanPart, reason: str, by: Actor) -> PlanPart:
    """Take an area, task, target or date out of the plan. Raises RuleBroken while something stands on it."""
    if isinstance(part, Area) and part.tasks.filter(withdrawn_at__isnull=True).exists():
        raise RuleBroken("这个领域下还有任务，请先把任务移到别的领域或撤下。")
    if isinstance(part, Task) and part.duties.filter(left_at__isnull=True).exists():
        raise RuleBroken("还有单位承担这项任务，请先让这些单位退出，再撤下任务。")
    _withdraw(part, reason)
    return part


@acts.act("plans.restore_part", who=permissions.can_edit_part, on="part")
def restore_part(*, part: PlanPart, by: Actor) -> PlanPart:
    area = getattr(part, "area", None)
    if area is not None and area.withdrawn_at is not None:
        raise RuleBroken(f"这项任务所在的领域“{area.name}”已撤下，请先恢复领域。")
    _restore(part)
    return part


@acts.act("plans.move_part", who=permissions.can_edit_part, on="part")
def move_part(*, part: PlanPart, up: bool, by: Actor) -> PlanPart:
    """One place up or down among its neighbours; at the end it stays."""
    rows = list(type(part).objects.filter(plan=part.plan, withdrawn_at__isnull=True).order_by("order", "id"))
    if isinstance(part, Task):
        rows = [row for row in rows if row.area_id == part.area_id]
    here = next(index for index, row in enumerate(rows) if row.pk == part.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return part
    rows[here], rows[there] = rows[there], rows[here]
    orders = sorted(row.order for row in rows)
    if len(set(orders)) < len(orders):
        orders = [orders[0] + index * STEP for index in range(len(rows))]
    for row, order in zip(rows, orders, strict=True):
        acts.change(row, order=order)
    part.refresh_from_db()
    return part


def _next_order(model: type[PlanPart], plan: Plan) -> int:
    last = model.objects.filter(plan=plan).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + STEP


def _check_clauses(plan: Plan, clauses: list[Clause]) -> None:
    """A plan points to clauses of its own documents only."""
    if any(not clause.document.key.startswith(f"{plan.key}/") for clause in clauses):
        raise RuleBroken("所选条款不属于这个计划的政策文件，请重新选择。")


def _withdraw(row: Any, reason: str) -> None:
    if row.withdrawn_at is not None:
        raise RuleBroken("已经撤下，不用重复操作。")
    if not reason.strip():
        raise RuleBroken("撤下要写明理由，请填写后再提交。")
    acts.note_reason(reason)
    acts.change(row, withdrawn_at=clock.now())


def _restore(row: Any) -> None:
    if row.withdrawn_at is None:
        raise RuleBroken("没有撤下，不用恢复。")
    acts.change(row, withdrawn_at=None)
