"""What a workplan still lacks, a sentence each: hint and refusal alike. Knows rows only by what hangs on the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from luoshi.common.dataforms import answers
from luoshi.common.dataforms.models import Answer
from luoshi.core.fields import problems_of, settle

from . import parts as works
from .given import Given, given_elsewhere, same_figure

NEEDED = (("due", "完成时间"), ("leader_id", "责任领导"), ("owner_id", "责任人"), ("acceptance", "验收标准"))


def missing(workplan: Any) -> list[str]:
    """Part by part: text, numbers, steps with a name and a date."""
    duties = works.duties_by_work(workplan.organisation, workplan.plan)
    rows = [part for part in workplan.parts.prefetch_related("goals") if part.dropped_at is None]
    found = list(_of_the_whole(rows, duties))
    given, targets = answers_of(workplan, rows), works.targets_by_task(workplan.plan)
    milestones: dict[int, list[Any]] = {}
    for milestone in workplan.milestones.order_by("order", "id"):
        milestones.setdefault(milestone.part_id, []).append(milestone)
    elsewhere = given_elsewhere(workplan, rows)
    for part in rows:
        title = works.wording(duties.get(part.work_id, []))
        there = elsewhere.get(part.pk)
        lacks = list(_of_goals(part, duties.get(part.work_id, []), targets, there))
        if there is not None:
            lacks += _of_given(there)
        else:
            lacks += _of_text(workplan, given.get(part.public_id))
            lacks += _of_steps(milestones.get(part.pk, []), workplan)
        found += [f"“{title}”：{each}" for each in lacks]
    return found


def _of_given(there: Given) -> Iterator[str]:
    """What was given in another workplan is not asked again; it has to be in force there."""
    if not there.is_filed:
        yield f"已在{there.title}里填报，那份方案备案后这里就不用填；要先报这一份的，在进度表里另写步骤。"


def _of_the_whole(rows: list[Any], duties: dict[int, Any]) -> Iterator[str]:
    planned = {part.work_id for part in rows}
    if not rows:
        yield "方案里还没有任务，请先点“更新任务”。"
    new, gone = set(duties) - planned, planned - set(duties)
    if rows and (new or gone):
        words = [f"{len(new)} 项新承接的还没有列入"] if new else []
        words += [f"{len(gone)} 项已不承接的还列着"] if gone else []
        yield f"承接的任务有变化：{'，'.join(words)}，请先点“更新任务”。"


def answers_of(workplan: Any, rows: list[Any]) -> dict[str, Answer]:
    """Answers to the data form, by public id of the part."""
    if workplan.form_version is None or not rows:
        return {}
    found = Answer.objects.filter(
        definition=workplan.form_version.definition_id,
        about_type="workplans.workplanpart",
        about_id__in=[part.public_id for part in rows],
    )
    return {row.about_id: row for row in found.select_related("form_version", "definition")}


def values_of(workplan: Any, answer: Answer | None, *, masked: bool = False) -> dict[str, Any]:
    if answer is None:
        return {}
    values: dict[str, Any] = answers.in_version(answer, workplan.form_version, masked=masked)[0]
    return values


def _of_text(workplan: Any, answer: Answer | None) -> list[str]:
    if workplan.form_version is None:
        return []
    form = workplan.form_version.form
    return [problem.message for problem in problems_of(form, settle(form, values_of(workplan, answer)))]


def _of_goals(
    part: Any, duties: list[Any], targets: dict[int, list[Any]], there: Given | None = None
) -> Iterator[str]:
    planned = {
        goal.target_id for goal in part.goals.all() if goal.school is not None or goal.city is not None
    }
    for target in {each.pk: each for duty in duties for each in targets.get(duty.task_id, ())}.values():
        said = there is not None and any(same_figure(other, target) for other, _ in there.goals)
        if target.pk not in planned and not said:
            yield f"目标“{target.words}”还没有年度数。"


def _of_steps(milestones: list[Any], workplan: Any) -> Iterator[str]:
    """A plan of one year has steps of that year; one of all years may end later than its document."""
    year = works.year_of_round(workplan.round)
    if not milestones:
        yield "进度表里还没有里程碑。"
    for milestone in milestones:
        lacks = [label for name, label in NEEDED if not getattr(milestone, name)]
        if lacks:
            yield f"里程碑“{milestone.title}”还缺{'、'.join(lacks)}。"
        if year and milestone.due and milestone.due.year != year:
            yield f"里程碑“{milestone.title}”的完成时间{milestone.due}不在{year}年，请改日期，或从这份年度方案里删去。"


def outside_years(workplan: Any, days: Iterable[tuple[str, dt.date | None, dt.date | None]]) -> list[str]:
    """Steps (name, begins, is due) that lie beyond the years of the plan: a doubt, for work may go on after its
    document ends. A plan of one year refuses them (`_of_steps`).
    """
    years = works.years_of(workplan.plan)
    if works.year_of_round(workplan.round) or not (workplan.plan.start or workplan.plan.end):
        return []
    return [
        name
        for name, starts, due in days
        if any(day is not None and not years[0] <= day.year <= years[-1] for day in (starts, due))
    ]


def beyond(workplan: Any, days: Iterable[tuple[str, dt.date | None, dt.date | None]]) -> str:
    """The same as a sentence; empty where there is none."""
    names = outside_years(workplan, days)
    if not names:
        return ""
    years = works.years_of(workplan.plan)
    shown = "、".join(f"“{name[:40]}”" for name in names[:3])
    more = f"等 {len(names)} 个里程碑" if len(names) > 1 else ""
    return f"{shown}{more}的时间不在计划的年度（{years[0]}—{years[-1]}年）里"
