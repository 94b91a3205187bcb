"""Who may what in a review. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import hosts, keeps_away
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned
from luoshi.selection.panel.permissions import can_sign
from luoshi.selection.panel.queries import who_sit_in
from luoshi.selection.two_persons import is_another

from .models import BareCopy, ClosingProposal, Sheet, ThirdReading
from .states import CopyState


def runs_as_system(actor: Actor, row: Any = None) -> bool:
    return actor.is_system


def can_run_review(actor: Actor, call: Call) -> bool:
    """Officers of the bureau whose call it is, and the host that is asked to."""
    return is_officer(actor, call) or hosts(actor, call, "review")


def is_officer(actor: Actor, call: Call) -> bool:
    return actor.may("run_selections") and call.organisation_id == actor.organisation_id


def can_judge_copy(actor: Actor, copy: BareCopy) -> bool:
    return can_run_review(actor, copy.material.application.call)


def can_replace_copy(actor: Actor, copy: BareCopy) -> bool:
    """Officers; once it went back, those of the applicant who apply."""
    own = actor.may("apply_selections") and copy.material.application.organisation_id == actor.organisation_id
    return can_judge_copy(actor, copy) or (own and copy.state == CopyState.BACK)


def can_fill_sheet(actor: Actor, assigned: Assigned) -> bool:
    """The expert himself, while it is in his hands; nobody for him."""
    return can_sign(actor, assigned.seat) and assigned.void_at is None


def can_take_sheet_back(actor: Actor, sheet: Sheet) -> bool:
    """Whoever handed it in."""
    own = sheet.done_by is not None and sheet.done_by.user_id == actor.user_id
    return own and can_fill_sheet(actor, sheet.assigned)


def can_run_sheet(actor: Actor, sheet: Sheet) -> bool:
    return can_close_review(actor, sheet.assigned.seat.call)


def can_run_third(actor: Actor, reading: ThirdReading) -> bool:
    return can_ask_third(actor, reading.application.call)


def can_close_review(actor: Actor, call: Call) -> bool:
    """Officers of the bureau, but none who is conflicted with an application of this call: he would learn of it by
    what is missing (controls BL-05).
    """
    return is_officer(actor, call) and not keeps_away(actor, call)


def can_ask_third(actor: Actor, call: Call) -> bool:
    """Whoever closes the review, and the host that manages it: of scores it reads none."""
    return can_close_review(actor, call) or hosts(actor, call, "review")


def can_follow_review(actor: Actor, call: Call) -> bool:
    """How far it has come: counts of sheets, nothing they hold."""
    return can_see_review(actor, call) or hosts(actor, call, "review")


def can_see_review(actor: Actor, call: Call) -> bool:
    """How far it has come, and the scores once they are open: officers and the monitor of the bureau."""
    own = call.organisation_id == actor.organisation_id
    runs = actor.may("run_selections") or actor.may("watch_selections")
    return own and runs and not keeps_away(actor, call)


def can_propose_closing(actor: Actor, call: Call) -> bool:
    """Officers of the bureau itself: what is opened is no matter for a host; none who is an expert of the selection."""
    return can_close_review(actor, call) and not _is_expert_in(actor, call)


def _is_expert_in(actor: Actor, call: Call) -> bool:
    """Through whatever post: whoever scored something opens no scores (controls BL-07, SE-05)."""
    return bool(who_sit_in(call).filter(held_by__user=actor.user_id).exists())


def can_confirm_closing(actor: Actor, proposal: ClosingProposal) -> bool:
    """Another person than the one who said it: an officer, or the monitor, who witnessed the draw as well. The person
    counts, not the post (controls SE-05). None who is an expert of this selection.
    """
    free = can_see_review(actor, proposal.call) and not _is_expert_in(actor, proposal.call)
    return free and is_another(actor, proposal.said_by)


def can_drop_closing(actor: Actor, proposal: ClosingProposal) -> bool:
    return can_propose_closing(actor, proposal.call)


REVIEW_WHO: dict[str, Any] = {
    "review.begin_copies": can_run_review,
    "review.note_copy": runs_as_system,
    "review.pass_copy": can_judge_copy,
    "review.send_copy_back": can_judge_copy,
    "review.hold_copy": can_judge_copy,
    "review.replace_copy": can_replace_copy,
    "review.hand_in_sheet": can_fill_sheet,
    "review.take_sheet_back": can_take_sheet_back,
    "review.ask_third": can_ask_third,
    "review.give_third": can_run_third,
    "review.set_due": can_ask_third,
    "review.urge": can_ask_third,
    "review.propose_closing": can_propose_closing,
    "review.close_round": can_confirm_closing,
    "review.decline_closing": can_confirm_closing,
    "review.drop_closing": can_drop_closing,
    "review.open_whole_round": runs_as_system,
    "review.set_aside_sheet": can_run_sheet,
    "review.restore_sheet": can_run_sheet,
    "review.close_review": can_close_review,
    "review.reopen_review": can_close_review,
    "review.fetch_scoring": can_see_review,
}
