"""Writing a plan by hand: every part is made, changed, moved, withdrawn and restored here; nothing is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.policies.models import Clause, PolicyDocument
from luoshi.policies.pack import document_key

from . import permissions
from .checks import date_faults, plan_faults, refuse_first, target_faults, task_faults
from .models import Area, Plan, PlanDate, PlanPart, Target, Task
from .queries import plans_titled, what_stands_on, why_it_stays_published

STEP = 10  # gap between the order numbers of neighbours
OWN_DOCUMENT = "document"  # key of the document of a plan written by hand


def new_key(prefix: str) -> str:
    """A key of its own for a row made on screen; valid in a pack, never that of a printed number."""
    return f"{prefix}-{new_public_id()}"


# ---- the plan


@acts.act("plans.start_plan", who=permissions.can_start_plan, under="issuer")
def start_plan(*, issuer: Organisation, by: Actor, issued_on: str = "", **fields: Any) -> Plan:
    """A new, empty plan of the own organisation, seen by nobody else until published. Fields: title, short, number,
    start, end.

    Where a document number or date is given, the plan gets a document of its own that carries them.
    """
    refuse_first(plan_faults(fields | {"issued_on": issued_on}))
    _refuse_same_title(plans_titled(issuer, fields.get("title", "")))
    plan = acts.create(Plan, key=new_key("plan"), issuer=issuer, published_at=None, **fields)
    _note_document(plan, fields.get("number", ""), issued_on)
    return plan


@acts.act("plans.change_plan", who=permissions.can_edit_plan, on="plan")
def change_plan(*, plan: Plan, by: Actor, issued_on: str | None = None, **fields: Any) -> Plan:
    """Change what a plan says of itself; the document's date only where one is given."""
    said = {name: getattr(plan, name) for name in ("title", "short", "start", "end")}
    refuse_first(plan_faults(said | fields | {"issued_on": issued_on or ""}))
    if fields.get("title", plan.title) != plan.title:
        _refuse_same_title(plans_titled(plan.issuer, fields["title"]).exclude(pk=plan.pk))
    renumbered = fields.get("number", plan.number) != plan.number
    acts.change(plan, **fields)
    if renumbered or issued_on is not None:
        _note_document(plan, plan.number if renumbered else None, issued_on)
    return plan


def _refuse_same_title(same: QuerySet[Plan]) -> None:
    """Two plans of one name in one list cannot be told apart by those who undertake them."""
    plan = same.first()
    if plan is not None:
        raise RuleBroken(
            f"已有同名计划“{plan.title}”（{plan.told_apart_by()}）。是它的修订稿，就在那份计划里修改，或导入时选择装入它；"
            "确是另一份计划，请在名称里加上年度或文号。"
        )


def _note_document(plan: Plan, number: str | None, issued_on: str | None) -> None:
    """Write number and date to the plan's document, made when there is none and something to write; None: as it is."""
    said = {
        name: value for name, value in (("number", number), ("issued_on", issued_on)) if value is not None
    }
    if plan.document is not None:
        acts.change(plan.document, **said)
    elif any(said.values()):
        document = acts.create(
            PolicyDocument,
            key=document_key(plan.key, OWN_DOCUMENT),
            title=plan.title,
            issuer=plan.issuer.name,
            owner=plan.issuer,
            **said,
        )
        acts.change(plan, document=document)


@acts.act("plans.publish_plan", who=permissions.can_edit_plan, on="plan")
def publish_plan(*, plan: Plan, by: Actor) -> Plan:
    """From now on everybody under the issuer sees it."""
    if plan.published_at is not None:
        raise RuleBroken("这份计划已经公布，下属单位都能看到。")
    acts.change(plan, published_at=clock.now())
    return plan


@acts.act("plans.unpublish_plan", who=permissions.can_edit_plan, on="plan")
def unpublish_plan(*, plan: Plan, by: Actor) -> Plan:
    """The reverse, while nobody builds on it."""
    if plan.published_at is None:
        raise RuleBroken("这份计划还在起草，只有本单位看得到。")
    if in_the_way := why_it_stays_published(plan):
        raise RuleBroken(in_the_way)
    acts.change(plan, published_at=None)
    return plan


@acts.act("plans.withdraw_plan", who=permissions.can_edit_plan, on="plan")
def withdraw_plan(*, plan: Plan, reason: str, by: Actor) -> Plan:
    """Take a plan out of sight of everybody but its editors' list of withdrawn plans."""
    _withdraw(plan, reason)
    return plan


@acts.act("plans.restore_plan", who=permissions.can_edit_plan, on="plan")
def restore_plan(*, plan: Plan, by: Actor) -> Plan:
    """The reverse of withdrawing."""
    _restore(plan)
    return plan


# ---- areas


@acts.act("plans.add_area", who=permissions.can_edit_plan, under="plan")
def add_area(*, plan: Plan, name: str, clause: Clause | None, by: Actor) -> Area:
    """A new area at the end of its plan."""
    _check_area(plan, None, name, clause)
    order = _next_order(Area, plan)
    return acts.create(Area, plan=plan, key=new_key("area"), name=name, clause=clause, order=order)


@acts.act("plans.change_area", who=permissions.can_edit_part, on="area")
def change_area(*, area: Area, name: str, clause: Clause | None, by: Actor) -> Area:
    """Rename an area or give it another clause."""
    _check_area(area.plan, area, name, clause)
    acts.change(area, name=name, clause=clause)
    return area


def _check_area(plan: Plan, area: Area | None, name: str, clause: Clause | None) -> None:
    if not name.strip():
        raise RuleBroken("请填写任务领域的名称。")
    same = Area.objects.filter(plan=plan, name=name, withdrawn_at__isnull=True)
    if same.exclude(pk=area.pk if area else None).exists():
        raise RuleBroken(f"计划里已有任务领域“{name}”，请换一个名称。")
    _check_clauses(plan, [clause])


# ---- tasks


@acts.act("plans.add_task", who=permissions.can_edit_plan, under="plan")
def add_task(
    *, plan: Plan, clauses: Iterable[Clause], by: Actor, declared_differs: str = "", **fields: Any
) -> Task:
    """A new task. Fields: area, code, title, source, basis, declared, led_by, number.

    Raises RuleBroken for the same number and name twice, and for fields that do not go with the basis.
    """
    _check_task(plan, None, clauses, fields | {"declared_differs": declared_differs})
    extra = {"basis_from": "stated"} | ({"declared_differs": declared_differs} if declared_differs else {})
    order = _next_order(Task, plan)
    task = acts.create(Task, plan=plan, key=new_key("task"), order=order, extra=extra, **fields)
    _set_clauses(task, clauses)
    return task


@acts.act("plans.change_task", who=permissions.can_edit_part, on="task")
def change_task(
    *, task: Task, clauses: Iterable[Clause], by: Actor, declared_differs: str = "", **fields: Any
) -> Task:
    """Change a task. Its basis may change only while nobody carries it on the old one."""
    kept = {name: getattr(task, name) for name in ("code", "title", "basis", "declared", "led_by", "number")}
    _check_task(task.plan, task, clauses, kept | fields | {"declared_differs": declared_differs})
    if fields.get("basis", task.basis) != task.basis:
        if task.duties.filter(left_at__isnull=True).exists():
            raise RuleBroken("已有单位承担这项任务，不能改变性质。请先让这些单位退出，再修改。")
        fields["binds_all"] = False
    extra = {name: value for name, value in task.extra.items() if name != "declared_differs"}
    if declared_differs:
        extra["declared_differs"] = declared_differs
    acts.change(task, extra=extra, **fields)
    _set_clauses(task, clauses)
    return task


def _check_task(plan: Plan, task: Task | None, clauses: Iterable[Clause], said: dict[str, Any]) -> None:
    refuse_first(task_faults(said))
    _check_clauses(plan, clauses)
    area = said.get("area")
    if area is not None and (area.plan_id != plan.pk or area.withdrawn_at is not None):
        raise RuleBroken("所选任务领域不在这个计划里或已撤下，请重新选择。")
    code = said.get("code", "")
    same = Task.objects.filter(plan=plan, code=code, title=said["title"], withdrawn_at__isnull=True)
    if code and same.exclude(pk=task.pk if task else None).exists():
        raise RuleBroken(f"计划里已有编号“{code}”、名称相同的任务，请核对后再保存。")


def _set_clauses(task: Task, clauses: Iterable[Clause]) -> None:
    before = sorted(clause.public_id for clause in task.clauses.all())
    after = sorted(clause.public_id for clause in clauses)
    if before != after:
        acts.note(task, "clauses", before, after)
        task.clauses.set(clauses)


# ---- targets


@acts.act("plans.add_target", who=permissions.can_edit_part, under="task")
def add_target(*, task: Task, clause: Clause | None, by: Actor, **fields: Any) -> Target:
    """A new target of a task. Fields: all of a target's own."""
    refuse_first(target_faults(fields))
    _check_clauses(task.plan, [clause])
    order = _next_order(Target, task.plan)
    return acts.create(
        Target, plan=task.plan, key=new_key("target"), order=order, task=task, clause=clause, **fields
    )


@acts.act("plans.change_target", who=permissions.can_edit_part, on="target")
def change_target(
    *, target: Target, task: Task | None, clause: Clause | None, by: Actor, **fields: Any
) -> Target:
    """Change what a target says, or the task it belongs to (None: not settled yet)."""
    refuse_first(target_faults(fields))
    _check_clauses(target.plan, [clause])
    if task is not None and (task.plan_id != target.plan_id or task.withdrawn_at is not None):
        raise RuleBroken("所选任务不在这个计划里或已撤下，请重新选择。")
    moved = {"span": []} if clause != target.clause else {}  # the place was one in the old clause
    acts.change(target, task=task, clause=clause, **moved, **fields)
    return target


# ---- calendar


@acts.act("plans.add_date", who=permissions.can_edit_plan, under="plan")
def add_date(*, plan: Plan, clause: Clause | None, by: Actor, **said: Any) -> PlanDate:
    """A new date of the calendar. Said: title, date (YYYY[-MM[-DD]]), recurrence, rule."""
    refuse_first(date_faults(said))
    _check_clauses(plan, [clause])
    order = _next_order(PlanDate, plan)
    fields = _date_fields(said, {"basis": "stated"})
    return acts.create(PlanDate, plan=plan, key=new_key("date"), order=order, clause=clause, **fields)


@acts.act("plans.change_date", who=permissions.can_edit_part, on="entry")
def change_date(*, entry: PlanDate, clause: Clause | None, by: Actor, **said: Any) -> PlanDate:
    """Change a date of the calendar; said as in `add_date`."""
    refuse_first(date_faults(said))
    _check_clauses(entry.plan, [clause])
    acts.change(entry, clause=clause, **_date_fields(said, entry.extra))
    return entry


def _date_fields(said: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """A whole day goes to its column; a year or month, and how often, stay as the document says them."""
    text = said.get("date") or ""
    whole = len(text) == 10
    return {
        "title": said["title"],
        "rule": said.get("rule") or "",
        "day": dt.date.fromisoformat(text) if whole else None,
        "extra": extra
        | {"date": None if whole else text or None, "recurrence": said.get("recurrence") or None},
    }


# ---- what all parts share


@acts.act("plans.withdraw_part", who=permissions.can_edit_part, on="part")
def withdraw_part(*, part: PlanPart, reason: str, by: Actor) -> PlanPart:
    """Take an area, task, target or date out of the plan; a task's targets go with it.

    Raises RuleBroken while something stands on it.
    """
    if in_the_way := what_stands_on(part):
        raise RuleBroken(in_the_way)
    _withdraw(part, reason)
    if isinstance(part, Task):
        for target in part.targets.filter(withdrawn_at__isnull=True):
            acts.change(target, withdrawn_at=part.withdrawn_at)
    return part


@acts.act("plans.restore_part", who=permissions.can_edit_part, on="part")
def restore_part(*, part: PlanPart, by: Actor) -> PlanPart:
    """The reverse of withdrawing; the targets that went with a task come back with it."""
    for above, what in ((getattr(part, "area", None), "领域"), (getattr(part, "task", None), "任务")):
        if above is not None and above.withdrawn_at is not None:
            raise RuleBroken(f"所在的{what}“{above}”已撤下，请先恢复{what}。")
    gone_at = part.withdrawn_at
    _restore(part)
    if isinstance(part, Task):
        for target in part.targets.filter(withdrawn_at=gone_at):
            acts.change(target, withdrawn_at=None)
    return part


@acts.act("plans.move_part", who=permissions.can_edit_part, on="part")
def move_part(*, part: PlanPart, up: bool, by: Actor) -> PlanPart:
    """One place up or down among its neighbours (a task within its area); at the end it stays."""
    if part.withdrawn_at is not None:
        raise RuleBroken("已经撤下，不能调整次序。请先恢复。")
    rows = _neighbours(part)
    here = next(index for index, row in enumerate(rows) if row.pk == part.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return part
    orders = sorted(row.order for row in rows)
    if len(set(orders)) < len(orders):
        orders = [orders[0] + index * STEP for index in range(len(rows))]
    rows[here], rows[there] = rows[there], rows[here]
    for row, order in zip(rows, orders, strict=True):
        acts.change(row, order=order)
    part.refresh_from_db()
    return part


def _neighbours(part: PlanPart) -> list[PlanPart]:
    same = type(part)._base_manager.filter(plan=part.plan, withdrawn_at__isnull=True)
    if isinstance(part, Task):
        same = same.filter(area=part.area)
    if isinstance(part, Target):
        same = same.filter(task=part.task)
    return list(same.order_by("order", "id"))


def _next_order(model: type[PlanPart], plan: Plan) -> int:
    last = model._base_manager.filter(plan=plan).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + STEP


def _check_clauses(plan: Plan, clauses: Iterable[Clause | None]) -> None:
    """A plan points to clauses of its own documents only."""
    if any(clause and not clause.document.key.startswith(f"{plan.key}/") for clause in clauses):
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
