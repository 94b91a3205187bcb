"""A filed workplan is changed by a new version; a draft takes over text and steps of another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms import answers
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.core.timetable import later_by_years
from luoshi.papers.actions.moving import post_of

from .. import asked, permissions
from .. import parts as works
from ..completeness import answers_of
from ..models import Goal, Milestone, Money, Workplan, WorkplanPart
from ..queries import could_copy, open_workplan
from ..snapshot import standing_parts
from ..standing import note
from ..states import WorkplanState
from .changing import refuse_unless_changeable
from .writing import follow_duties

STEP = ("title", "starts", "due", "weight", "acceptance", "helpers", "recurring")
PEOPLE = ("leader", "department", "owner")
Days = tuple[dt.date | None, dt.date | None]  # from when, due


@acts.act("workplans.revise_workplan", who=permissions.can_write_workplan, under="workplan")
def revise_workplan(*, workplan: Workplan, reason: str, by: Actor) -> Workplan:
    """The next version of a filed workplan, with all it says; the filed one stays in force until this one is filed."""
    if workplan.state != WorkplanState.FILED:
        raise RuleBroken("只有已备案的方案才能起草新版。编制中的，直接修改。")
    if not reason.strip():
        raise RuleBroken("请写明为什么要修订，市教育局据此审核。")
    if open_workplan(workplan.organisation_id, workplan.plan, workplan.round) is not None:
        raise RuleBroken("已经有一份新版在编制或审批，请打开它接着办。")
    same = Workplan.objects.filter(
        organisation=workplan.organisation_id, plan=workplan.plan, round=workplan.round
    )
    made: Workplan = acts.create(
        Workplan,
        organisation=workplan.organisation,
        plan=workplan.plan,
        round=workplan.round,
        number=max(same.values_list("number", flat=True)) + 1,
        author=post_of(by),
        replaces=workplan,
        reason=reason.strip(),
        form_version=asked.set_up_questions(workplan.plan.issuer) or workplan.form_version,
    )
    follow_duties(made)
    pairs = {part.work_id: part for part in standing_parts(workplan)}
    matched = [(pairs[part.work_id], part) for part in standing_parts(made) if part.work_id in pairs]
    _take_over(workplan, made, matched, by, same_school=True, keep_keys=True)
    note(made, by)
    return made


@acts.act("workplans.copy_workplan", who=permissions.can_write_workplan, on="workplan")
def copy_workplan(*, workplan: Workplan, source: Workplan, by: Actor) -> Workplan:
    """Text and steps of another year's or a model plan, for the parts of this draft that are still empty. People and
    departments only of the own school; numbers and money are not copied. Steps of as many other years are moved by
    whole years; days that lie outside the years of this draft then are left empty, to be written.
    """
    refuse_unless_changeable(workplan)
    if not could_copy(by, workplan).filter(pk=source.pk).exists():
        raise RuleBroken("这份方案不能套用，请从列表里另选。")
    matched = _matching(source, workplan)
    if not matched:
        raise RuleBroken("没有可以套用的内容：任务对不上，或本方案的这些任务都已经写了内容。")
    own = source.organisation_id == workplan.organisation_id
    _take_over(source, workplan, matched, by, same_school=own, keep_keys=False)
    return workplan


def _matching(source: Workplan, workplan: Workplan) -> list[tuple[WorkplanPart, WorkplanPart]]:
    """Parts about the same task: by work, else by a task of the same wording. Only those still empty here."""
    theirs = works.duties_by_work(source.organisation, source.plan)
    by_work, by_title = {}, {}
    for part in standing_parts(source):
        by_work[part.work_id] = part
        for duty in theirs.get(part.work_id, []):
            by_title.setdefault(duty.task.title, part)
    rows = standing_parts(workplan)
    written = answers_of(workplan, rows)
    planned = set(workplan.milestones.values_list("part_id", flat=True))
    own = works.duties_by_work(workplan.organisation, workplan.plan)
    found = []
    for part in rows:
        titles = [duty.task.title for duty in own.get(part.work_id, [])]
        like = by_work.get(part.work_id) or next((by_title[t] for t in titles if t in by_title), None)
        if like is not None and part.public_id not in written and part.pk not in planned:
            found.append((like, part))
    return found


def _take_over(
    source: Workplan,
    workplan: Workplan,
    matched: list[tuple[WorkplanPart, WorkplanPart]],
    by: Actor,
    *,
    same_school: bool,
    keep_keys: bool,
) -> None:
    given = answers_of(source, [old for old, _ in matched])
    for old, new in matched:
        answer = given.get(old.public_id)
        if answer is not None and workplan.form_version is not None:
            asked.keep(new, answers.in_version(answer, workplan.form_version)[0], by)
        if keep_keys:
            _keep_numbers(old, new)
    days = _as_they_are if keep_keys else _moving(source, workplan)
    _copy_steps(source, workplan, {old.pk: new for old, new in matched}, same_school, keep_keys, days)


def _keep_numbers(old: WorkplanPart, new: WorkplanPart) -> None:
    acts.change(new, department=old.department)
    there = {(goal.target_id, goal.year): goal for goal in new.goals.all()}
    for goal in old.goals.select_related("target"):
        said = {"city": goal.city, "school": goal.school if goal.agreed is None else goal.agreed}
        kept = there.get((goal.target_id, goal.year))
        if kept is None:
            acts.create(Goal, part=new, target=goal.target, year=goal.year, **said)
        else:
            acts.change(kept, school=said["school"])  # the city's number is today's
    for row in old.money.all():
        acts.create(Money, part=new, source=row.source, year=row.year, amount=row.amount)


def _as_they_are(row: Milestone) -> Days:
    return row.starts, row.due


def _moving(source: Workplan, workplan: Workplan) -> Callable[[Milestone], Days]:
    theirs = works.years_of(source.plan, source.round)
    own = works.years_of(workplan.plan, workplan.round)
    by = own[0] - theirs[0] if len(own) == len(theirs) else 0

    def days(row: Milestone) -> Days:
        starts, due = (later_by_years(day, by) if day else None for day in (row.starts, row.due))
        if due is not None and not own[0] <= due.year <= own[-1]:
            return None, None
        return (None if starts and starts.year > own[-1] else starts), due

    return days


def _copy_steps(
    source: Workplan,
    workplan: Workplan,
    parts: dict[int, WorkplanPart],
    same_school: bool,
    keep_keys: bool,
    days: Callable[[Milestone], Days],
) -> None:
    rows = source.milestones.filter(part__in=parts).select_related(*PEOPLE).order_by("order", "id")
    first = workplan.milestones.count() + 1
    made: dict[int, Milestone] = {}
    for order, row in enumerate(rows, first):
        said = {name: getattr(row, name) for name in STEP}
        said["starts"], said["due"] = days(row)
        if same_school:
            said |= {name: _still(getattr(row, name)) for name in PEOPLE}
        said["key"] = row.key if keep_keys else new_public_id()
        made[row.pk] = acts.create(Milestone, workplan=workplan, part=parts[row.part_id], order=order, **said)
        made[row.pk].helping.set(row.helping.all())
    waits = Milestone.depends_on.through.objects.filter(from_milestone__in=made, to_milestone__in=made)
    for row_id, other in waits.values_list("from_milestone_id", "to_milestone_id"):
        made[row_id].depends_on.add(made[other])


def _still(named: object) -> object:
    """A post that is still held, a department that is still there."""
    end = getattr(named, "end", None)
    if end is not None and end <= clock.today():
        return None
    return None if getattr(named, "withdrawn_at", None) is not None else named
