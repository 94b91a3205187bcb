"""Who may what with workplans. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.papers.permissions import can_decide, can_enter, can_print
from luoshi.plans.models import Plan, Task
from luoshi.plans.permissions import can_edit_plan

from .models import Workplan, WorkplanPart


def can_start_workplan(actor: Actor, plan: Plan) -> bool:
    """Whoever looks after the duties of a school; for which plans it carries any, the act asks."""
    if not actor.may("manage_duties"):
        return False
    return Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).exists()


def can_write_workplan(actor: Actor, workplan: Workplan) -> bool:
    return actor.may("manage_duties") and workplan.organisation_id == actor.organisation_id


def sections_of(actor: Actor) -> list[int]:
    """The departments whose head the acting post is."""
    if actor.role != "department_head" or actor.membership_id is None:
        return []
    rows = memberships_today().filter(pk=actor.membership_id, section__isnull=False)
    return list(rows.values_list("section_id", flat=True))


def can_write_part(actor: Actor, part: WorkplanPart) -> bool:
    """The office and the heads of the school; the head of the department that carries the part."""
    if can_write_workplan(actor, part.workplan):
        return True
    own = part.workplan.organisation_id == actor.organisation_id
    return own and part.department_id is not None and part.department_id in sections_of(actor)


def can_write_timetable(actor: Actor, workplan: Workplan) -> bool:
    """The same for all rows, or for those of the own parts; the act looks at which rows change."""
    if can_write_workplan(actor, workplan):
        return True
    if workplan.organisation_id != actor.organisation_id:
        return False
    sections = sections_of(actor)
    return bool(sections) and workplan.parts.filter(department__in=sections).exists()


def is_author_of_workplan(actor: Actor, workplan: Workplan) -> bool:
    return actor.membership_id is not None and workplan.author_id == actor.membership_id


def can_decide_workplan(actor: Actor, workplan: Workplan) -> bool:
    return workplan.approval is not None and can_decide(actor, workplan.approval)


def can_enter_workplan(actor: Actor, workplan: Workplan) -> bool:
    return workplan.approval is not None and can_enter(actor, workplan.approval)


def can_print_workplan(actor: Actor, workplan: Workplan) -> bool:
    return workplan.approval is not None and can_print(actor, workplan.approval)


def can_run_workplans(actor: Actor, plan: Plan) -> bool:
    """Names of sources, the city's numbers, models: editors of the plan."""
    return can_edit_plan(actor, plan)


def can_propose_steps(actor: Actor, task: Task) -> bool:
    """Steps for a task: editors of its plan."""
    return can_edit_plan(actor, task.plan)


def can_choose_model(actor: Actor, workplan: Workplan) -> bool:
    return can_edit_plan(actor, workplan.plan)


def can_note_steps(actor: Actor, anything: object) -> bool:
    """By itself only the system; otherwise it is part of an act of progress."""
    return actor.is_system


WORKPLANS_WHO: dict[str, Any] = {
    "workplans.start_workplan": can_start_workplan,
    "workplans.refresh_parts": can_write_workplan,
    "workplans.assign_parts": can_write_workplan,
    "workplans.write_part": can_write_part,
    "workplans.set_timetable": can_write_timetable,
    "workplans.copy_workplan": can_write_workplan,
    "workplans.revise_workplan": can_write_workplan,
    "workplans.add_files": can_write_workplan,
    "workplans.remove_file": can_write_workplan,
    "workplans.restore_file": can_write_workplan,
    "workplans.send_workplan": can_write_workplan,
    "workplans.pass_workplan": can_decide_workplan,
    "workplans.return_workplan": can_decide_workplan,
    "workplans.enter_workplan": can_enter_workplan,
    "workplans.resubmit_workplan": is_author_of_workplan,
    "workplans.recall_workplan": is_author_of_workplan,
    "workplans.print_task": can_print_workplan,
    "workplans.withdraw_workplan": can_write_workplan,
    "workplans.restore_workplan": can_write_workplan,
    "workplans.choose_model": can_choose_model,
    "workplans.set_money_sources": can_run_workplans,
    "workplans.set_city_numbers": can_run_workplans,
    "workplans.set_filing_terms": can_run_workplans,
    "workplans.set_template": can_propose_steps,
    "workplans.ask_goal_change": can_write_workplan,
    "workplans.note_steps": can_note_steps,
}
