"""Who may make and change a plan: editors of the organisation that issued it."""

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Plan, PlanPart


def can_start_plan(actor: Actor, issuer: Organisation) -> bool:
    return actor.may("edit_plan") and issuer is not None and issuer.pk == actor.organisation_id


def can_edit_plan(actor: Actor, plan: Plan) -> bool:
    return actor.may("edit_plan") and plan.issuer_id == actor.organisation_id


def can_edit_part(actor: Actor, part: PlanPart) -> bool:
    """An area, task, target or date of a plan."""
    return can_edit_plan(actor, part.plan)


PLANS_WHO = {
    "plans.start_plan": can_start_plan,
    "plans.change_plan": can_edit_plan,
    "plans.publish_plan": can_edit_plan,
    "plans.unpublish_plan": can_edit_plan,
    "plans.withdraw_plan": can_edit_plan,
    "plans.restore_plan": can_edit_plan,
    "plans.add_area": can_edit_plan,
    "plans.change_area": can_edit_part,
    "plans.add_task": can_edit_plan,
    "plans.change_task": can_edit_part,
    "plans.add_target": can_edit_part,
    "plans.change_target": can_edit_part,
    "plans.add_date": can_edit_plan,
    "plans.change_date": can_edit_part,
    "plans.withdraw_part": can_edit_part,
    "plans.restore_part": can_edit_part,
    "plans.move_part": can_edit_part,
}
