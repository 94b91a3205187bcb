"""Who may what with rounds and applications. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from luoshi.common.actor import Actor
from luoshi.papers.filed.permissions import can_handle
from luoshi.papers.permissions import can_decide, can_enter
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_edit_plan

from .models import Application, Round, RoundTask, Wish
from .queries import is_invited


def can_make_round(actor: Actor, plan: Plan) -> bool:
    return can_edit_plan(actor, plan)


def can_run_round(actor: Actor, round_: Round) -> bool:
    """Change, open, extend, withdraw, confirm: editors of the plan."""
    return can_edit_plan(actor, round_.plan)


def can_print_list(actor: Actor, round_: Round) -> bool:
    """The 一览表 is sealed by the bureau itself."""
    own = actor.organisation_id == round_.plan.issuer_id
    return own and can_run_round(actor, round_) and can_handle(actor)


def can_set_condition(actor: Actor, round_task: RoundTask) -> bool:
    return can_run_round(actor, round_task.round)


def can_judge_wish(actor: Actor, wish: Wish) -> bool:
    """The city's verdict on a row."""
    return can_edit_plan(actor, wish.application.round.plan)


def can_remark_on_wish(actor: Actor, wish: Wish) -> bool:
    """Both sides of the talk by row."""
    return can_judge_wish(actor, wish) or can_write_application(actor, wish.application)


def can_apply(actor: Actor, round_: Round) -> bool:
    return actor.may("manage_duties") and is_invited(round_, actor.organisation_id)


def can_write_application(actor: Actor, application: Application) -> bool:
    """Whoever looks after the duties of the organisation."""
    return actor.may("manage_duties") and application.organisation_id == actor.organisation_id


def can_write_wish(actor: Actor, wish: Wish) -> bool:
    return can_write_application(actor, wish.application)


def is_author_of_application(actor: Actor, application: Application) -> bool:
    return actor.membership_id is not None and application.author_id == actor.membership_id


def can_decide_application(actor: Actor, application: Application) -> bool:
    return application.approval is not None and can_decide(actor, application.approval)


def can_enter_application(actor: Actor, application: Application) -> bool:
    return application.approval is not None and can_enter(actor, application.approval)


ROUNDS_WHO = {
    "rounds.make_round": can_make_round,
    "rounds.change_round": can_run_round,
    "rounds.set_tasks": can_run_round,
    "rounds.set_condition": can_set_condition,
    "rounds.set_invited": can_run_round,
    "rounds.open_round": can_run_round,
    "rounds.extend_round": can_run_round,
    "rounds.withdraw_round": can_run_round,
    "rounds.restore_round": can_run_round,
    "rounds.judge_wish": can_judge_wish,
    "rounds.accept_wishes": can_run_round,
    "rounds.remark_on_wish": can_remark_on_wish,
    "rounds.confirm_round": can_run_round,
    "rounds.print_round_list": can_print_list,
    "rounds.reopen_round": can_run_round,
    "rounds.start_application": can_apply,
    "rounds.choose_tasks": can_write_application,
    "rounds.write_wish": can_write_wish,
    "rounds.fill_application": can_write_application,
    "rounds.send_application": can_write_application,
    "rounds.pass_application": can_decide_application,
    "rounds.return_application": can_decide_application,
    "rounds.enter_application": can_enter_application,
    "rounds.resubmit_application": is_author_of_application,
    "rounds.recall_application": is_author_of_application,
    "rounds.withdraw_application": is_author_of_application,
    "rounds.restore_application": can_write_application,
}
