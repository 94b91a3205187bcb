"""Who may change who takes on what: editors of the plan's issuer."""

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.papers.permissions import can_decide, can_enter
from luoshi.plans.models import Plan, Task
from luoshi.plans.permissions import can_edit_plan

from .models import ChangeRequest, Duty


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


def can_set_up_questions(actor: Actor, plan: Plan) -> bool:
    """Who makes forms in the bureau that issued the plan."""
    own = actor.organisation_id == plan.issuer_id
    return own and actor.may("edit_forms") and can_edit_plan(actor, plan)


def can_request_change(actor: Actor, organisation: Organisation) -> bool:
    """Whoever looks after the duties of the organisation; an editor of plans for those below. Of which plan, and
    whether he edits that one, the act asks."""
    own = actor.may("manage_duties") and actor.organisation_id == organisation.pk
    return own or (actor.may("edit_plan") and organisation.path.startswith(actor.path))


def can_request_on(actor: Actor, task: Task, organisation: Organisation) -> bool:
    """The same for one task: an editor of plans only of those his organisation issued."""
    own = actor.may("manage_duties") and actor.organisation_id == organisation.pk
    return own or can_edit_plan(actor, task.plan)


def is_author_of_request(actor: Actor, change_request: ChangeRequest) -> bool:
    return actor.membership_id is not None and change_request.author_id == actor.membership_id


def can_decide_request(actor: Actor, change_request: ChangeRequest) -> bool:
    return change_request.approval is not None and can_decide(actor, change_request.approval)


def can_enter_request(actor: Actor, change_request: ChangeRequest) -> bool:
    return change_request.approval is not None and can_enter(actor, change_request.approval)


def can_note_number(actor: Actor, change_request: ChangeRequest) -> bool:
    """Who files the reply of the level above: an editor of the plan."""
    return can_edit_plan(actor, change_request.task.plan)


def can_note_standing(actor: Actor, duties: object) -> bool:
    """By itself only the system; otherwise it is part of a later stage's act."""
    return actor.is_system


UNDERTAKINGS_WHO = {
    "undertakings.arrange_jointly": can_take_on_duty,
    "undertakings.commit_to_duty": can_change_duty,
    "undertakings.join_work": can_join_work,
    "undertakings.separate_duty": can_join_work,
    "undertakings.set_undertakings": can_set_undertakings,
    "undertakings.take_on_duty": can_take_on_duty,
    "undertakings.withdraw_duty": can_change_duty,
    "undertakings.restore_duty": can_change_duty,
    "undertakings.note_quantity": can_change_duty,
    "undertakings.start_request": can_request_change,
    "undertakings.set_up_questions": can_set_up_questions,
    "undertakings.change_request": is_author_of_request,
    "undertakings.remove_request_file": is_author_of_request,
    "undertakings.restore_request_file": is_author_of_request,
    "undertakings.send_request": is_author_of_request,
    "undertakings.pass_request": can_decide_request,
    "undertakings.return_request": can_decide_request,
    "undertakings.enter_request": can_enter_request,
    "undertakings.resubmit_request": is_author_of_request,
    "undertakings.recall_request": is_author_of_request,
    "undertakings.withdraw_request": is_author_of_request,
    "undertakings.restore_request": is_author_of_request,
    "undertakings.note_request_number": can_note_number,
    "undertakings.note_standing": can_note_standing,
}
