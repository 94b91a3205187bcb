"""A round in draft: made from a plan, its words and dates, its tasks with their terms, who is invited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import ancestors
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.errors import RuleBroken
from luoshi.core.conditions import BadCondition, fields_of, from_json
from luoshi.papers.routes import has_chain
from luoshi.plans.models import Basis, Plan, Task
from luoshi.plans.queries import tasks_of
from luoshi.undertakings.pack import schools_under

from .. import asked, permissions
from ..earlier import reference_for
from ..models import Round, RoundOrganisation, RoundTask
from ..states import RoundState
from .moving import round_first


@dataclass(frozen=True, slots=True)
class Terms:
    """One task on the list and what it is offered for."""

    task: Task
    least: int | None = None
    most: int | None = None
    quantity_most: Decimal | None = None
    joint: bool = False
    words: str = ""


@acts.act("rounds.make_round", who=permissions.can_make_round, under="plan")
def make_round(*, plan: Plan, name: str, by: Actor) -> Round:
    """A draft over all tasks of the plan that are undertaken, for all schools below the issuer."""
    if plan.withdrawn_at is not None:
        raise RuleBroken("这份计划已停用，不能组织申报。请先恢复计划。")
    if not name.strip():
        raise RuleBroken("请写明这一轮申报的名称。")
    made: Round = acts.create(
        Round,
        plan=plan,
        name=name.strip(),
        form_version=asked.set_up_questions(plan.issuer),
        reference=reference_for(plan),
    )
    for task in tasks_of(plan).filter(basis=Basis.UNDERTAKEN).order_by("order", "id"):
        acts.create(RoundTask, round=made, task=task)
    for school in schools_under(plan):
        if has_chain(school):
            acts.create(RoundOrganisation, round=made, organisation=school)
    return made


def refuse_unless_draft(round_: Round) -> None:
    if round_.state != RoundState.DRAFT:
        state = round_.get_state_display()
        raise RuleBroken(f"现在的状态是“{state}”，不能再改任务、条件和单位。截止时间可以延期。")


@acts.act("rounds.change_round", who=permissions.can_run_round, on="round_")
def change_round(
    *,
    round_: Round,
    name: str,
    words: str,
    opens_at: dt.datetime | None,
    closes_at: dt.datetime | None,
    least: int | None,
    most: int | None,
    form_version: FormVersion | None,
    reference: Plan | None,
    by: Actor,
) -> Round:
    """What the round is called, when it runs, what each school may take. What is left out is told before opening."""
    refuse_unless_draft(round_)
    if not name.strip():
        raise RuleBroken("请写明这一轮申报的名称。")
    if opens_at and closes_at and closes_at <= opens_at:
        raise RuleBroken("截止时间要晚于开始时间，请改正后再保存。")
    if least is not None and most is not None and least > most:
        raise RuleBroken("每校至少的项数不能大于至多的项数，请改正后再保存。")
    said: dict[str, Any] = {"opens_at": opens_at, "closes_at": closes_at, "least": least, "most": most}
    said |= {"form_version": form_version, "reference": reference}
    acts.change(round_, name=name.strip(), words=words.strip(), **said)
    return round_


@acts.act("rounds.set_tasks", who=permissions.can_run_round, on="round_")
def set_tasks(*, round_: Round, terms: Sequence[Terms], by: Actor) -> Round:
    """The list of tasks with their terms, all at once; a condition stays with its task."""
    refuse_unless_draft(round_)
    rows = {row.task_id: row for row in round_.tasks.all()}
    for each in terms:
        _check_terms(round_, each)
        said = {
            "least": each.least,
            "most": each.most,
            "quantity_most": each.quantity_most,
            "joint": each.joint,
            "words": each.words.strip(),
        }
        row = rows.pop(each.task.pk, None)
        if row is None:
            acts.create(RoundTask, round=round_, task=each.task, **said)
        else:
            acts.change(row, **said)
    for row in rows.values():
        acts.remove(row)
    return round_


def _check_terms(round_: Round, terms: Terms) -> None:
    task = terms.task
    if task.plan_id != round_.plan_id or task.withdrawn_at is not None or task.basis != Basis.UNDERTAKEN:
        raise RuleBroken(f"“{task}”不是这份计划里列入承接的任务，或已停用。请刷新页面再选。")
    if terms.least is not None and terms.most is not None and terms.least > terms.most:
        raise RuleBroken(f"“{task}”至少的单位数不能大于至多的单位数，请改正后再保存。")
    if terms.quantity_most is not None and terms.quantity_most < 0:
        raise RuleBroken(f"“{task}”的数量合计不能是负数，请改正后再保存。")


@acts.act("rounds.set_condition", who=permissions.can_set_condition, on="round_task", first=round_first)
def set_condition(*, round_task: RoundTask, condition: dict[str, Any] | None, by: Actor) -> RoundTask:
    """Who is able: a condition on facts of the organisation profile; None takes it away."""
    round_task.round.refresh_from_db()
    refuse_unless_draft(round_task.round)
    if condition is not None:
        form = asked.profile_form(round_task.round.plan.issuer)
        try:
            unknown = [
                name for name in fields_of(from_json(condition)) if form.at(name.split(".")[0]) is None
            ]
        except BadCondition as broken:
            raise RuleBroken(str(broken)) from broken
        if unknown:
            raise RuleBroken("条件用到了单位概况里没有的项目，请重新选择。")
    acts.change(round_task, condition=condition)
    return round_task


@acts.act("rounds.set_invited", who=permissions.can_run_round, on="round_")
def set_invited(*, round_: Round, organisations: Sequence[Organisation], by: Actor) -> Round:
    """Who may apply: organisations below the issuer that have a route of approval."""
    refuse_unless_draft(round_)
    rows = {row.organisation_id: row for row in round_.invited.all()}
    for each in organisations:
        if each.pk in rows:
            del rows[each.pk]
            continue
        if round_.plan.issuer.path not in ancestors(each.path) or each.withdrawn_at is not None:
            raise RuleBroken(f"{each.short}不在印发单位之下或已停用，请取消勾选。")
        if not has_chain(each):
            raise RuleBroken(f"{each.short}没有审批流程，不能申报，请取消勾选。")
        acts.create(RoundOrganisation, round=round_, organisation=each)
    for row in rows.values():
        acts.remove(row)
    return round_
