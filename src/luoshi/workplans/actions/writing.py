"""A workplan is started, follows what the school carries, is written part by part."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions.moving import post_of
from luoshi.papers.routes import has_chain
from luoshi.plans.models import Plan, Target
from luoshi.undertakings.models import Duty

from .. import asked, numbers, permissions
from .. import parts as works
from ..goal_changes import BY_ASKING, held_numbers
from ..models import Goal, Money, Workplan, WorkplanPart
from ..queries import departments_of, filed_workplan, open_workplan
from ..standing import note
from .changing import closed_parts, refuse_closed, refuse_unless_changeable

CAME_SINCE = "报送以后新列入的任务，请填写。"  # to what came while single parts were returned
LARGEST = Decimal(10) ** 10
Goals = Mapping[tuple[int, int], Decimal | None]  # (key of the target, year) → the school's number
Amounts = Mapping[tuple[str, int], Decimal | None]  # (key of the source, year) → 万元


@acts.act("workplans.start_workplan", who=permissions.can_start_workplan, under="plan")
def start_workplan(*, plan: Plan, by: Actor, round_: str = "") -> Workplan:
    """A draft of the acting post's school with a part for each of its works. Raises RuleBroken where one is open or
    filed already, or the school carries nothing of the plan.
    """
    author = post_of(by)
    school, round_ = author.organisation, round_.strip()
    _refuse_a_second(school, plan, round_)
    if not has_chain(school):
        raise RuleBroken(f"{school.short}没有审批流程，不能编制方案。请与主管部门联系。")
    if not works.duties_to_plan(school, plan).exists():
        raise RuleBroken("本校在这份计划里没有承接任务，不用编制实施方案。")
    number = Workplan.objects.filter(organisation=school, plan=plan, round=round_).count() + 1
    made: Workplan = acts.create(
        Workplan,
        organisation=school,
        plan=plan,
        round=round_,
        number=number,
        author=author,
        form_version=asked.set_up_questions(plan.issuer),
    )
    follow_duties(made)
    note(made, by)
    return made


def _refuse_a_second(school: Organisation, plan: Plan, round_: str) -> None:
    if len(round_) > 20:
        raise RuleBroken("年度（轮次）的名称最多 20 个字。")
    if open_workplan(school.pk, plan, round_) is not None:
        raise RuleBroken("本校已经有一份编制中的实施方案，请打开它接着写，不用另起一份。")
    if filed_workplan(school.pk, plan, round_) is not None:
        raise RuleBroken("本校的实施方案已经备案。要改的，请打开它起草新版。")


@acts.act("workplans.refresh_parts", who=permissions.can_write_workplan, on="workplan")
def refresh_parts(*, workplan: Workplan, by: Actor) -> Workplan:
    """After duties came, went or were joined: the parts follow. What was written for one that went is kept."""
    refuse_unless_changeable(workplan)
    follow_duties(workplan)
    return workplan


def follow_duties(workplan: Workplan) -> None:
    """Inside an act: a part for each work of the school, in the order of the tasks; the others are dropped."""
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    opened: dict[str, Any] = {"returned": True, "words": CAME_SINCE} if closed_parts(workplan) else {}
    there = {part.work_id: part for part in workplan.parts.order_by("-dropped_at", "id")}
    for order, (work, carried) in enumerate(duties.items(), 1):
        part = there.pop(work, None)
        if part is None:
            part = acts.create(WorkplanPart, workplan=workplan, work=carried[0].work, order=order, **opened)
        else:
            again = opened if part.dropped_at is not None else {}
            acts.change(part, order=order, dropped_at=None, **again)
    for part in there.values():
        if part.dropped_at is None:
            acts.change(part, dropped_at=clock.now())
    bring_city_numbers(workplan)


def bring_city_numbers(workplan: Workplan) -> None:
    """Inside an act: the numbers that are set for the school today, into the parts that may still be written."""
    closed, duties = closed_parts(workplan), works.duties_by_work(workplan.organisation, workplan.plan)
    own = numbers.set_for(workplan.organisation, workplan.plan)
    for part in workplan.parts.filter(dropped_at__isnull=True).exclude(pk__in=closed):
        _bring(part, duties.get(part.work_id, []), own)


def _bring(part: WorkplanPart, duties: list[Duty], own: numbers.Numbers) -> None:
    years = works.years_of(part.workplan.plan, part.workplan.round)
    targets = {target.pk: target for target in works.targets_of(duties)}
    wanted = numbers.of_school(targets.values(), years, own)
    there = {(goal.target_id, goal.year): goal for goal in part.goals.all()}
    for (target, year), value in wanted.items():
        goal = there.pop((target, year), None)
        if goal is not None:
            acts.change(goal, city=value)
        else:
            acts.create(Goal, part=part, target=targets[target], year=year, city=value)
    for goal in there.values():
        if goal.city is not None and goal.school is None:
            acts.remove(goal)
        elif goal.city is not None:
            acts.change(goal, city=None)


@acts.act("workplans.assign_parts", who=permissions.can_write_workplan, on="workplan")
def assign_parts(
    *, workplan: Workplan, departments: Mapping[int, Organisation | None], by: Actor
) -> Workplan:
    """Which department carries a part (key of the part → department): its head may write it."""
    refuse_unless_changeable(workplan)
    allowed = set(departments_of(workplan.organisation).values_list("pk", flat=True))
    for part in workplan.parts.filter(pk__in=departments):
        department = departments[part.pk]
        if department is not None and department.pk not in allowed:
            raise RuleBroken(f"{department.short}不是本校的处室，请另选。")
        acts.change(part, department=department)
    return workplan


def workplan_first(part: WorkplanPart) -> Workplan:
    """The one order of locks: the workplan, then its parts. So nothing is written while it is being sent."""
    held: Workplan = Workplan.objects.select_for_update().get(pk=part.workplan_id)
    return held


@acts.act("workplans.write_part", who=permissions.can_write_part, on="part", first=workplan_first)
def write_part(
    *,
    part: WorkplanPart,
    answers: dict[str, Any],
    by: Actor,
    goals: Goals | None = None,
    money: Amounts | None = None,
    from_file: dict[str, Any] | None = None,
) -> WorkplanPart:
    """Text, numbers by year, money by source and year; what is left out is told before sending. None leaves a side.
    `from_file`: of the text, what was read from a file.
    """
    part.workplan.refresh_from_db(fields=["state"])
    refuse_closed(part)
    asked.keep(part, answers, by, from_file)
    if goals is not None:
        _refuse_agreed(part, goals)
        set_goals(part, goals)
    if money is not None:
        _set_money(part, money)
    return part


def _refuse_agreed(part: WorkplanPart, goals: Goals) -> None:
    """A number the plan was filed with is changed by a request alone, which has its reason."""
    for (target, year), held in held_numbers(part.workplan).items():
        if goals.get((target, year), held) != held:
            words = Target.objects.get(pk=target).words
            raise RuleBroken(f"目标“{words}”{year} 年：{BY_ASKING}")


def set_goals(part: WorkplanPart, goals: Goals) -> None:
    workplan = part.workplan
    duties = works.duties_by_work(workplan.organisation, workplan.plan).get(part.work_id, [])
    targets = {target.pk: target for target in works.targets_of(duties)}
    years = set(works.years_of(workplan.plan, workplan.round))
    there = {(goal.target_id, goal.year): goal for goal in part.goals.all()}
    for (target, year), value in goals.items():
        if target not in targets or year not in years:
            raise RuleBroken("年度目标里有不属于这项任务的目标或年度，请刷新页面再填。")
        refuse_wrong(value, f"目标“{targets[target].words}”{year} 年的数")
        if words := works.impossible(targets[target], value):
            raise RuleBroken(f"目标“{targets[target].words}”{year} 年：{words}")
        _set_goal(part, there.get((target, year)), targets[target], year, value)


def _set_goal(
    part: WorkplanPart, goal: Goal | None, target: Target, year: int, value: Decimal | None
) -> None:
    if goal is not None and value is None and goal.city is None:
        acts.remove(goal)
    elif goal is not None:
        acts.change(goal, school=value)
    elif value is not None:
        acts.create(Goal, part=part, target=target, year=year, school=value)


def _set_money(part: WorkplanPart, money: Amounts) -> None:
    plan = part.workplan.plan
    sources, years = works.source_names(plan), set(works.years_of(plan, part.workplan.round))
    there = {(row.source, row.year): row for row in part.money.all()}
    for (source, year), amount in money.items():
        if source not in sources or year not in years:
            raise RuleBroken("经费里有这份计划没有的来源或年度，请刷新页面再填。")
        refuse_wrong(amount, f"{sources[source]} {year} 年的金额")
        row = there.get((source, year))
        if row is not None and not amount:
            acts.remove(row)
        elif row is not None:
            acts.change(row, amount=amount)
        elif amount:
            acts.create(Money, part=part, source=source, year=year, amount=amount)


def refuse_wrong(value: Decimal | None, what: str) -> None:
    if value is not None and not 0 <= value < LARGEST:
        raise RuleBroken(f"{what}要在 0 到 {LARGEST:,} 之间，请改正。")
