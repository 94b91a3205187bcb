"""Workplans on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.timetable import Line
from luoshi.papers.actions import set_route
from luoshi.papers.chains import StepPlan
from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty, Work
from luoshi.workplans import actions
from luoshi.workplans import parts as works
from luoshi.workplans.models import Goal, Milestone, Workplan, WorkplanPart

from .breakers_papers import post
from .breakers_requests import minutes_of_the_author

FILED, SENT = "", "2031"


def make_workplans() -> None:
    """One filed, one under way, of a school with one task."""
    office, head = post("school-office"), post("school-head")
    plan = Plan.objects.filter(issuer=post("city-officer").organisation)[0]
    duties = works.duties_to_plan(head.organisation, plan)
    numbered = next(duty for duty in duties if works.targets_of([duty]))
    duties.exclude(pk=numbered.pk).filter(stage="undertaken").update(stage="left", left_at=clock.now())
    chain = [StepPlan("项目办", "office"), StepPlan("校长", "school_head")]
    set_route(organisation=head.organisation, kind="workplan", steps=chain, by=actor_for(office))
    _set(plan)
    for round_ in (FILED, SENT):
        workplan = _written(plan, round_, office, head)
        _act(actions.send_workplan, workplan, actor_for(office))
    _force_through(Workplan.objects.get(round=FILED))


def _set(plan: Plan) -> None:
    """The bureau files without the stamped page."""
    by = actor_for(post("city-officer"))
    actions.set_filing_terms(plan=plan, asks_stamp=False, by=by, version=plan.version)


def _written(plan: Plan, round_: str, office: Membership, head: Membership) -> Workplan:
    by, years = actor_for(office), works.years_of(plan, round_)
    made: Workplan = actions.start_workplan(plan=plan, round_=round_, by=by)
    lines = []
    carried = works.duties_by_work(made.organisation, plan)
    for part in made.parts.all():
        goals: Any = {(t.pk, years[-1]): 2 for t in works.targets_of(carried[part.work_id])}
        text = dict.fromkeys(("baseline", "measures", "mechanism", "deliverables"), "有基础")
        actions.write_part(part=part, answers=text, goals=goals, money={}, by=by, version=part.version)
        cells = {"part": works.wording(carried[part.work_id]), "title": "完成", "due": "2031-06-30"}
        cells |= {"leader": head.user.name, "owner": office.user.name, "acceptance": "印发"}
        lines += [Line("", dict(cells)), Line("", {**cells, "after": str(len(lines) + 1)})]
    _act(actions.set_timetable, made, by, lines=lines)
    return made


def _act(act: Any, row: Any, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(workplan=row, by=by, version=row.version, **said)


def _force_through(workplan: Workplan) -> None:
    """Filed as the last consent would have left it, whatever posts this site has."""
    for name in ("school-head", "county-officer", "county-leader", "section-head"):
        _act(actions.pass_workplan, workplan, actor_for(post(name)))


def _filed() -> Any:
    return Workplan.objects.filter(state="filed")


def _steps(state: str) -> Any:
    return Milestone.objects.filter(workplan__state=state)


def _in_a_circle() -> None:
    first, second = _steps("running").order_by("order")[:2]
    first.depends_on.add(second)
    # what was sent knows nothing of it: only the circle is to speak
    sending = first.workplan.approval.sendings.last()
    sending.body["values"]["parts"][0]["steps"][0]["after"] = [2]
    sending.save()


def _of_another_school() -> None:
    part = WorkplanPart.objects.filter(workplan__state="filed")[0]
    other = Duty.objects.exclude(organisation=part.workplan.organisation)[0]
    WorkplanPart.objects.filter(pk=part.pk).update(work=Work.objects.create(organisation=other.organisation))


def _in_another_workplan() -> None:
    part = WorkplanPart.objects.filter(workplan__state="filed")[0]
    row = Workplan.objects.get(pk=part.workplan_id)
    row.pk, row.public_id, row.round, row.state, row.approval = None, "another-plan", "x", "draft", None
    row.filed_at = None
    row.save()
    Milestone.objects.filter(part=part).update(workplan=row)


BREAKERS: dict[str, Any] = {
    "workplan-minutes": lambda: minutes_of_the_author("workplan"),
    "workplan-approval": lambda: (
        _filed()
        .get()
        .approval.__class__.objects.filter(kind="workplan")
        .update(state="recalled", ended_at=clock.now())
    ),
    "workplan-sent": lambda: _steps("running").update(title="没有报送的"),
    "workplan-works": _of_another_school,
    "milestone-part": _in_another_workplan,
    "milestone-owner": lambda: _steps("filed").update(owner=post("city-officer")),
    "milestone-named": lambda: _steps("filed").update(due=None),
    "milestone-circle": _in_a_circle,
    "goal-agreed": lambda: Goal.objects.filter(part__workplan__state="filed").update(agreed=None),
    "goal-unchanged": lambda: Goal.objects.filter(part__workplan__state="filed").update(agreed=9),
    "duty-filed": lambda: Duty.objects.filter(basis="required", stage="undertaken").update(stage="filed"),
}
