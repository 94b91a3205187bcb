"""The lines of what goes up: one for each duty of the plan, from the facts as they are."""

from __future__ import annotations

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.core.shares import percent_of, shown
from luoshi.core.upward import Row
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
    numbers, words = _numbers(plan), _words(actor, plan)
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


def _numbers(plan: Plan) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """By school and task, what the last accepted report says: goal and number reached, each target by itself."""
    rows = ReportNumber.objects.filter(
        row__report__period__plan=plan, row__report__state=ReportState.ACCEPTED, target__task__isnull=False
    ).select_related("target", "row__report")
    last: dict[tuple[int, int], ReportNumber] = {}
    for row in rows.order_by("row__report__period__ends", "pk"):
        last[row.row.report.organisation_id, row.target_id] = row
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for (school, _), row in last.items():
        unit, task = row.target.unit, row.target.task_id
        actual = "" if row.actual is None else f"{row.actual.normalize():f}{unit}"
        found.setdefault((school, task or 0), []).append(
            (f"{row.goal.normalize():f}{unit}", actual or "未填")
        )
    return found


def _words(actor: Actor, plan: Plan) -> dict[int, str]:
    """By work, what was said last."""
    rows = updates_visible_to(actor).filter(plan=plan, takes_back__isnull=True, taken_back_by__isnull=True)
    return dict(rows.order_by("pk").exclude(words="").values_list("work_id", "words"))
