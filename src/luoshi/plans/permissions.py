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
