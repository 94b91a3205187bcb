"""Who may change who takes on what: editors of the plan's issuer."""

from luoshi.common.actor import Actor
from luoshi.plans.models import Plan, Task
from luoshi.plans.permissions import can_edit_plan

from .models import Duty


def can_take_on_duty(actor: Actor, task: Task) -> bool:
    return can_edit_plan(actor, task.plan)


def can_change_duty(actor: Actor, duty: Duty) -> bool:
    return can_edit_plan(actor, duty.task.plan)


def can_set_undertakings(actor: Actor, plan: Plan) -> bool:
    return can_edit_plan(actor, plan)


def can_join_work(actor: Actor, duty: Duty) -> bool:
    """Whoever looks after the duties of the organisation that carries it, or edits the plan."""
    own = actor.may("manage_duties") and duty.organisation_id == actor.organisation_id
    return own or can_edit_plan(actor, duty.task.plan)


UNDERTAKINGS_WHO = {
    "undertakings.commit_to_duty": can_change_duty,
    "undertakings.join_work": can_join_work,
    "undertakings.separate_duty": can_join_work,
    "undertakings.set_undertakings": can_set_undertakings,
    "undertakings.take_on_duty": can_take_on_duty,
    "undertakings.withdraw_duty": can_change_duty,
    "undertakings.restore_duty": can_change_duty,
    "undertakings.note_quantity": can_change_duty,
}
