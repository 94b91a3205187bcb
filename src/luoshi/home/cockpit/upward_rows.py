"""The lines of what goes up: one for each duty of the plan, from the facts as they are."""

from __future__ import annotations

import datetime as dt

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.core.shares import percent_of, shown
from luoshi.core.upward import Row
from luoshi.indicators.alerts.figure_facts import measured_targets, reached
from luoshi.plans.models import Basis, Plan
from luoshi.progress.models import ReportNumber
from luoshi.progress.queries import updates_visible_to
from luoshi.progress.states import ReportState
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import duties_visible_to
from luoshi.workplans.parts import PLANNED

from .scope import Scope, Stood


def rows_of_plan(actor: Actor, plan: Plan) -> list[Row]:
    scope = Scope(actor, plan, plan.issuer)
    steps: dict[int, list[Stood]] = {}
    for step in scope.steps:
        steps.setdefault(step.work, []).append(step)
    numbers, words = _numbers(plan, scope.today), _words(actor, plan)
    duties = duties_visible_to(actor).filter(
        within(plan.issuer.path, "organisation__"),
        task__plan=plan,
        task__withdrawn_at__isnull=True,
        left_at__isnull=True,
        basis__in=PLANNED,
        organisation__kind="school",
    )
    rows = []
    for duty in duties.order_by("organisation__order", "organisation_id", "task__order", "task_id", "basis"):
        said = numbers.get((duty.organisation_id, duty.task_id), [])
        rows.append(
            Row(
                duty.public_id,
                f"{duty.organisation.short} {duty.task.code}".strip(),
                {
                    **_of_duty(duty),
                    **_of_steps(scope, steps.get(duty.work_id, [])),
                    "goals": "；".join(goal for goal, _ in said),
                    "actual": "；".join(actual for _, actual in said),
                    "words": words.get(duty.work_id, ""),
                },
            )
        )
    return rows


def _of_duty(duty: Duty) -> dict[str, str]:
    return {
        "school": duty.organisation.name,
        "school_short": duty.organisation.short,
        "code": duty.task.code,
        "task": duty.task.title,
        "basis": str(Basis(duty.basis).label),
        "stage": str(duty.get_stage_display()),
        "health": str(duty.get_health_display()),
        "proof": str(duty.get_proof_display()),
    }


def _of_steps(scope: Scope, rows: list[Stood]) -> dict[str, str]:
    done = [row for row in rows if row.done_by(scope.today)]
    percent = percent_of(len(done), len(rows))
    return {
        "percent": "" if percent is None else shown(percent),
        "milestones": f"{len(done)}/{len(rows)}" if rows else "",
        "late": str(sum(row.late_on(scope.today) for row in rows)) if rows else "",
    }


def _numbers(plan: Plan, today: dt.date) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """By school and task, goal and number reached of each target by itself: what its indicator says, as on the page of
    figures; where it has none, what the last accepted report says.
    """
    said = _reported(plan)
    tasks = {target.pk: target.task_id for target in measured_targets(plan)}
    for key, (goal, figure) in reached(plan, today).items():
        if key in said or goal:
            task, asked, _ = said.get(key, (tasks[key[1]], goal, ""))
            said[key] = (task, asked, figure.replace(" ", "").replace(",", ""))
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for (school, _), (task, goal, actual) in said.items():
        found.setdefault((school, task or 0), []).append((goal, actual or "未填"))
    return found


def _reported(plan: Plan) -> dict[tuple[int, int], tuple[int | None, str, str]]:
    """By school and target: task, goal and number of the last accepted report."""
    rows = ReportNumber.objects.filter(
        row__report__period__plan=plan, row__report__state=ReportState.ACCEPTED, target__task__isnull=False
    ).select_related("target", "row__report")
    last: dict[tuple[int, int], ReportNumber] = {}
    for row in rows.order_by("row__report__period__ends", "pk"):
        last[row.row.report.organisation_id, row.target_id] = row
    return {
        key: (
            row.target.task_id,
            f"{row.goal.normalize():f}{row.target.unit}",
            "" if row.actual is None else f"{row.actual.normalize():f}{row.target.unit}",
        )
        for key, row in last.items()
    }


def _words(actor: Actor, plan: Plan) -> dict[int, str]:
    """By work, what was said last."""
    rows = updates_visible_to(actor).filter(plan=plan, takes_back__isnull=True, taken_back_by__isnull=True)
    return dict(rows.order_by("pk").exclude(words="").values_list("work_id", "words"))
