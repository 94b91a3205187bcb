"""Sample workplans of a demo site: most schools' filed, some on their way, one returned, one being written."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.core.timetable import Line
from luoshi.papers.chains import StepPlan
from luoshi.papers.routes import chain_of, legs_up_to
from luoshi.plans.models import Plan
from luoshi.undertakings.actions import join_work
from luoshi.undertakings.models import Duty, SameWork

from . import actions
from . import parts as works
from .given import given_elsewhere
from .kinds import KIND
from .models import Workplan, WorkplanPart
from .queries import departments_of
from .states import OPEN, WorkplanState
from .timetable import Names

SCHOOL_PLAN = "school-five-year-sample"  # as its pack calls it
STEPS = ("成立工作专班，制定办法", "开展调研，形成建设标准", "组织实施，中期检查", "总结验收，推广应用")
ACCEPTANCE = ("印发文件", "调研报告和标准文本", "中期检查表", "验收意见和成果清单")
DRAFT, RETURNED, AT_COUNTY, SOONEST = 0, 1, 2, 45
TEXT = {
    "baseline": "学校已有相关专业和实训条件，近三年承担过同类任务（示例：里程碑排在今年前后，便于演示进展；"
    "年度目标和经费按计划的年度）。",
    "measures": "一、成立专班，明确分工。\n二、按季推进，每学期检查一次。\n三、校企合作，共建共享（示例）。",
    "mechanism": "校长任组长，分管副校长任副组长，处室负责人为成员；每月一次例会（示例）。",
    "deliverables": "制度文件、课程或基地、验收材料各一套（示例）。",
    "risks": "经费不能按时到位时，由学校自筹先行安排（示例）。",
}


def make_sample_workplans() -> int:
    """Returns how many were made: none where there are some already. A second run changes nothing."""
    officer = memberships_today().filter(user__cast_key="city-officer").first()
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk").first() if officer else None
    if plan is None or Workplan.objects.exists():
        return 0
    by = actor_for(officer) if officer else None  # no stamped pages on a sample site
    actions.set_filing_terms(plan=plan, asks_stamp=False, by=by, version=plan.version)
    made, chance = 0, random.Random(7)
    schools = Organisation.objects.filter(kind="school", withdrawn_at__isnull=True).order_by("order", "id")
    for number, school in enumerate(schools):
        office = _post(school, "office")
        if office is None or not works.duties_to_plan(school, plan).exists():
            continue
        workplan = _written(plan, office, chance)
        if number != DRAFT:
            _sent(workplan, office, number)
        made += 1
    return made


def make_sample_school_plan() -> int:
    """The five-year plan of one school, a second plan beside the bureau's: its duties become one work with those they
    are in truth, and its workplan asks only for the rest. Returns how many works were joined. A second run changes
    nothing; nothing where the sample pack is not loaded.
    """
    plan = Plan.objects.filter(key=SCHOOL_PLAN).first()
    bound = Duty.objects.filter(task__plan=plan, left_at__isnull=True).select_related("organisation").first()
    office = _post(bound.organisation, "office") if bound is not None else None
    if plan is None or office is None or Workplan.objects.filter(plan=plan).exists():
        return 0
    joined = _join(plan, office)
    workplan = _written(plan, office, random.Random(8))
    _sent(workplan, office, SOONEST)
    return joined


def _join(plan: Plan, office: Membership) -> int:
    """As the school's office would, one after the other, for the reason the plan states."""
    by, joined = actor_for(office), 0
    for pair in SameWork.objects.filter(task__plan=plan, withdrawn_at__isnull=True).order_by("id"):
        duty, other = (
            Duty.objects.filter(task=task, organisation=office.organisation, left_at__isnull=True).first()
            for task in (pair.task, pair.other)
        )
        if duty is not None and other is not None and duty.work_id != other.work_id:
            join_work(duty=duty, other=other, reason=pair.reason, by=by, version=duty.version)
            joined += 1
    return joined


def _post(school: Organisation, role: str) -> Membership | None:
    return memberships_today().filter(organisation=school, role=role).order_by("id").first()


def file_the_rest(plan: Plan) -> None:
    """For the stage after this one: what is still under way goes on until it is filed."""
    rows = Workplan.objects.filter(plan=plan, state__in=OPEN)
    for workplan in rows.order_by("organisation__order", "id"):
        office = _post(workplan.organisation, "office")
        if office is None:
            continue
        if workplan.state == WorkplanState.DRAFT:
            _act(actions.send_workplan, workplan, actor_for(office))
        if workplan.state == WorkplanState.RETURNED:
            _act(actions.resubmit_workplan, workplan, actor_for(office), comment="已按意见修改（示例）")
        _pass_on(workplan)


def _pass_on(workplan: Workplan) -> None:
    """By whoever holds each step it comes to."""
    workplan.refresh_from_db()
    while workplan.state == WorkplanState.RUNNING and workplan.approval is not None:
        step = workplan.approval.current
        post = _post(step.organisation, step.role) if step is not None and not step.is_meeting else None
        if post is None:
            return
        _act(actions.pass_workplan, workplan, actor_for(post), comment=_consent(workplan, step.organisation))
        workplan = Workplan.objects.select_related("approval", "plan__issuer").get(pk=workplan.pk)


def _written(plan: Plan, office: Membership, chance: random.Random) -> Workplan:
    by = actor_for(office)
    made: Workplan = actions.start_workplan(plan=plan, by=by)
    carried = works.duties_by_work(made.organisation, plan)
    rows = list(made.parts.select_related("workplan__organisation", "workplan__plan", "work"))
    given = given_elsewhere(made, rows)
    parts = [part for part in rows if part.pk not in given]
    for number, part in enumerate(parts):
        _write(part, carried.get(part.work_id, []), by, chance, number)
    lines = _lines(made, chance, set(given))
    _act(actions.set_timetable, made, by, lines=lines)
    return made


def _write(part: WorkplanPart, duties: Any, by: Any, chance: random.Random, number: int) -> None:
    years = works.years_of(part.workplan.plan)
    goals = {}
    for target in works.targets_of(duties):
        whole = int(target.quantity or chance.randint(1, 4))
        goals |= {(target.pk, year): max(1, whole * at // len(years)) for at, year in enumerate(years, 1)}
    money = {("own", year): chance.randint(2, 30) for year in years} | {
        ("local", years[-1]): chance.randint(0, 40)
    }
    actions.write_part(part=part, answers=TEXT, goals=goals, money=money, by=by, version=part.version)


def _lines(workplan: Workplan, chance: random.Random, given: set[int]) -> list[Line]:
    """Four steps a part that is not `given` elsewhere, from before today to years on, each after the one before."""
    names = Names(workplan)
    school, lines = workplan.organisation, list[Line]()
    leaders = [names.label(post) for role in ("deputy_head", "school_head") if (post := _post(school, role))]
    owners = [label for label, post in names.people.items() if post.role in ("task_owner", "department_head")]
    owners = owners or list(names.people)
    departments = [each.short for each in departments_of(school)] or [""]
    for part, wording in names.parts.values():
        if part.pk in given:
            continue
        start = clock.today() + dt.timedelta(days=chance.randint(-300, 60))
        for step, accept in zip(STEPS, ACCEPTANCE, strict=True):
            due = start + dt.timedelta(days=chance.randint(SOONEST, 160))
            cells = {"part": wording, "title": step, "starts": start.isoformat(), "due": due.isoformat()}
            cells |= {
                "acceptance": accept,
                "weight": str(chance.randint(1, 3)),
                "leader": chance.choice(leaders),
            }
            cells |= {"owner": chance.choice(owners), "department": chance.choice(departments)}
            cells["after"] = str(len(lines)) if step != STEPS[0] else ""
            cells["helpers"] = "合作企业（示例）" if step == STEPS[2] else ""
            lines.append(Line("", cells))
            start = due + dt.timedelta(days=1)
    return lines


def _sent(workplan: Workplan, office: Membership, number: int) -> None:
    """On its way as far as its number says; a step nobody holds on the sample site stops it there."""
    _act(actions.send_workplan, workplan, actor_for(office))
    steps = [(leg, step) for leg in _legs(workplan) for step in chain_of(leg, KIND.key).steps]
    for leg, step in steps[1:]:
        if number == AT_COUNTY and leg.pk != workplan.organisation_id:
            return
        post = _holder(leg, step)
        if post is None:
            return
        if number == RETURNED and leg == workplan.plan.issuer:
            part = workplan.parts.order_by("order")[0]
            said = {"comment": "", "parts": {part.public_id: "举措写得太笼统，请写明时间和责任人（示例）。"}}
            _act(actions.return_workplan, workplan, actor_for(post), **said)
            return
        _act(actions.pass_workplan, workplan, actor_for(post), comment=_consent(workplan, leg))


def _consent(workplan: Workplan, leg: Organisation) -> str:
    """The bureau says why no stamped page was asked for, so that nobody takes the sample for the rule."""
    if leg.pk != workplan.plan.issuer_id:
        return "同意"
    return "同意（样例：没有要求盖章件。正式使用时，盖章的一份交回以后才能备案，在“备案要求”里设定）"


def _legs(workplan: Workplan) -> list[Organisation]:
    return legs_up_to(workplan.organisation, workplan.plan.issuer)


def _holder(leg: Organisation, step: StepPlan) -> Membership | None:
    return None if step.is_meeting else _post(leg, step.role)


def _act(act: Any, row: Workplan, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(workplan=row, by=by, version=row.version, **said)
