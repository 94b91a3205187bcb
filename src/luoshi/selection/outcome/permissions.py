"""Who may what after a review. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import is_from_within, keeps_away
from luoshi.selection.models import Call
from luoshi.selection.review.permissions import can_close_review, can_see_review
from luoshi.selection.two_persons import is_another

from .models import Change, Decision, Misconduct, Objection, PublicNotice, Statement
from .queries import checkers_of, made_the_list, misconduct_visible_to
from .states import Came


def runs_as_system(actor: Actor, row: Any = None) -> bool:
    return actor.is_system


def can_run_outcome(actor: Actor, call: Call) -> bool:
    """Officers of the bureau, none of them conflicted with an application of this selection."""
    return can_close_review(actor, call)


def can_see_outcome(actor: Actor, call: Call) -> bool:
    """Officers, leaders and the monitor of the bureau, none of them conflicted."""
    return can_see_review(actor, call) or leads(actor, call)


def leads(actor: Actor, call: Call) -> bool:
    """A leader of the bureau, not conflicted with an application of this selection either."""
    own = actor.may("lead_selections") and call.organisation_id == actor.organisation_id
    return own and not keeps_away(actor, call)


def can_say_change(actor: Actor, result: Any) -> bool:
    return can_run_outcome(actor, result.call)


def confirms_in(actor: Actor, call: Call) -> bool:
    """An officer, a section head or a leader of the bureau: for all changes of a selection alike."""
    return leads(actor, call) or can_run_outcome(actor, call)


def said_by_another(actor: Actor, change: Change) -> bool:
    return is_another(actor, change.said_by)


def can_confirm_change(actor: Actor, change: Change) -> bool:
    """Another person of the bureau than the one who said it."""
    return said_by_another(actor, change) and confirms_in(actor, change.result.call)


def can_drop_change(actor: Actor, change: Change) -> bool:
    return can_run_outcome(actor, change.result.call)


def can_undo_decision(actor: Actor, decision: Decision) -> bool:
    return can_run_outcome(actor, decision.call)


def can_run_notice(actor: Actor, notice: PublicNotice) -> bool:
    return can_run_outcome(actor, notice.call)


def can_run_objection(actor: Actor, objection: Objection) -> bool:
    return can_run_outcome(actor, objection.notice.call)


def can_refuse_objection(actor: Actor, objection: Objection) -> bool:
    """Officers for what the date or the missing name shows; as unrelated, which is a judgement, the monitor."""
    call = objection.notice.call
    return can_run_objection(actor, objection) or refuses_as_unrelated(actor, call)


def refuses_as_unrelated(actor: Actor, call: Call) -> bool:
    """The monitor, not conflicted, who neither entered the decision nor published the list."""
    free = can_watch_call(actor, call) and not keeps_away(actor, call)
    return free and actor.user_id not in made_the_list(call)


def can_check_objection(actor: Actor, objection: Objection) -> bool:
    """The one who looks into it, as long as he is not conflicted and it is not about what he did himself."""
    own = actor.membership_id is not None and objection.checker_id == actor.membership_id
    return own and checkers_of(objection.notice.call).filter(pk=actor.membership_id).exists()


def anybody(actor: Actor, row: Any = None) -> bool:
    """People of the public, signed in or not."""
    return True


def can_withdraw_objection(actor: Actor, objection: Objection) -> bool:
    """Of those on paper an officer enters it, another one than registered it. Whoever objected signed in does it as
    nobody in particular: that it is his own, the act looks at. What came over the page from somebody without an account
    is answered: an officer's word that a stranger took it back would make any objection vanish (controls DN-04).
    """
    if objection.by_index:
        return actor.role == "anonymous"
    post = objection.registered_by  # unknown of what was registered before it was kept: then the name counts
    is_other = is_another(actor, post) if post is not None else objection.entered_by != actor.name[:80]
    return objection.came != Came.PAGE and is_other and can_run_objection(actor, objection)


def can_state(actor: Actor, statement: Statement) -> bool:
    """Those who answer for the organisation that applied, and whoever wrote the application."""
    result = statement.objection.result
    if result is None or not actor.may("apply_selections"):
        return False
    application = result.application
    own = application.organisation_id == actor.organisation_id
    answers = actor.may("write_papers") and not is_from_within(application)
    return own and (answers or application.owner_id == actor.membership_id)


def can_watch_call(actor: Actor, call: Call) -> bool:
    return actor.may("watch_selections") and call.organisation_id == actor.organisation_id


def can_run_misconduct(actor: Actor, report: Misconduct) -> bool:
    """Whoever reads it: a monitor free of the selection, else the next one (`misconduct_visible_to`)."""
    return misconduct_visible_to(actor).filter(pk=report.pk).exists()


def is_below(actor: Actor, call: Call) -> bool:
    """Somebody of an organisation at or below the bureau."""
    rows = Organisation.objects.filter(within(call.organisation.path), pk=actor.organisation_id)
    return actor.membership_id is not None and rows.exists()


OUTCOME_WHO: dict[str, Any] = {
    "outcome.draw_up": can_run_outcome,
    "outcome.undo_draw_up": can_run_outcome,
    "outcome.say_change": can_say_change,
    "outcome.rank_again": can_run_outcome,
    "outcome.confirm_change": can_confirm_change,
    "outcome.drop_change": can_drop_change,
    "outcome.decide": can_run_outcome,
    "outcome.undo_decision": can_undo_decision,
    "outcome.publish_notice": can_run_outcome,
    "outcome.end_notice": runs_as_system,
    "outcome.stop_notice": can_run_notice,
    "outcome.correct_notice": can_run_notice,
    "outcome.note_official": can_run_notice,
    "outcome.object": anybody,
    "outcome.register_objection": can_run_notice,
    "outcome.refuse_objection": can_refuse_objection,
    "outcome.take_objection": can_run_objection,
    "outcome.uphold_objection": can_check_objection,
    "outcome.reject_objection": can_check_objection,
    "outcome.withdraw_objection": can_withdraw_objection,
    "outcome.ask_statement": can_check_objection,
    "outcome.state": can_state,
    "outcome.report_misconduct": anybody,
    "outcome.take_misconduct": can_run_misconduct,
    "outcome.find_misconduct": can_run_misconduct,
    "outcome.dismiss_misconduct": can_run_misconduct,
    "outcome.hold": can_run_misconduct,
    "outcome.unhold": can_run_misconduct,
    "outcome.finish_call": can_run_outcome,
    "outcome.fetch_results": can_see_outcome,
}
