"""Who may what with experts, conflicts and draws. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import hosts, keeps_away
from luoshi.selection.models import Call
from luoshi.selection.two_persons import is_another

from .models import Assigned, Conflict, Draw, Expert, Proposal, Seat
from .queries import kept_from_panels, runs_or_watches


def can_keep_pool(actor: Actor, organisation: Organisation | None = None) -> bool:
    """Those who run selections keep the pool of their own bureau."""
    own = organisation is None or organisation.pk == actor.organisation_id
    return actor.may("run_selections") and own


def can_read_pool(actor: Actor, organisation: Organisation) -> bool:
    """Those who run or watch the selections of the bureau whose pool it is."""
    return organisation.pk == actor.organisation_id and runs_or_watches(actor)


def can_change_expert(actor: Actor, expert: Expert) -> bool:
    """Those who keep the pool. None who keeps away from a selection whose panel is made or reads: employers, states and
    accounts decide who reads there. Which experts those are he must not learn by what he may change: so none of the
    pool (controls BL-05).
    """
    own = actor.may("run_selections") and expert.organisation_id == actor.organisation_id
    return own and not kept_from_panels(actor).exists()


def can_run_panel(actor: Actor, call: Call) -> bool:
    """Those who run selections, of the bureau whose selection it is, and keep away from no application of it; the host
    that is asked to.
    """
    own = actor.may("run_selections") and call.organisation_id == actor.organisation_id
    return (own and not keeps_away(actor, call)) or hosts(actor, call, "panel")


def can_run_seat(actor: Actor, seat: Seat) -> bool:
    return can_run_panel(actor, seat.call)


def can_run_draw(actor: Actor, draw: Draw) -> bool:
    return can_run_panel(actor, draw.call)


def can_witness_draw(actor: Actor, draw: Draw) -> bool:
    """The monitor of that bureau, who runs nothing."""
    own = actor.may("watch_selections") and draw.call.organisation_id == actor.organisation_id
    return own and not keeps_away(actor, draw.call)


def can_sign(actor: Actor, seat: Seat) -> bool:
    """The expert himself, nobody for him: who was asked, through the account that is bound."""
    own = actor.membership_id is not None and seat.expert.membership_id == actor.membership_id
    asked = seat.held_by is not None and seat.held_by.user_id == actor.user_id
    return own and asked and actor.may("review_selections")


def can_declare(actor: Actor, assigned: Assigned) -> bool:
    return can_sign(actor, assigned.seat)


def can_run_assigned(actor: Actor, assigned: Assigned) -> bool:
    return can_run_panel(actor, assigned.seat.call)


def can_lift_conflict(actor: Actor, conflict: Conflict) -> bool:
    """Those who run the selection; never whom it bars, through whatever post (controls BL-08)."""
    barred = conflict.expert.membership.user_id if conflict.expert.membership else None
    return can_run_panel(actor, conflict.application.call) and actor.user_id != barred


def can_answer_lift(actor: Actor, seat: Seat) -> bool:
    """Those who run the selection; never the expert through another post."""
    return can_run_seat(actor, seat) and (seat.held_by is None or seat.held_by.user_id != actor.user_id)


def can_doubt_naming(actor: Actor, seat: Seat) -> bool:
    """Those who run the selection and its monitor; none who keeps away, and not the expert through another post."""
    watches = actor.may("watch_selections") and seat.call.organisation_id == actor.organisation_id
    free = (watches and not keeps_away(actor, seat.call)) or can_run_seat(actor, seat)
    return free and (seat.held_by is None or seat.held_by.user_id != actor.user_id)


def can_confirm_proposal(actor: Actor, proposal: Proposal) -> bool:
    """Another person than who said it: the monitor of the bureau; of a declared conflict and of a name also another
    officer, never whom it bars.
    """
    if not is_another(actor, proposal.said_by):
        return False
    watches = actor.may("watch_selections") and proposal.call.organisation_id == actor.organisation_id
    free = watches and not keeps_away(actor, proposal.call)
    if proposal.conflict is None and proposal.person is None:
        return free
    expert = proposal.conflict.expert if proposal.conflict is not None else proposal.seat.expert  # type: ignore[union-attr]
    barred = expert.membership
    runs = can_run_panel(actor, proposal.call)
    return (free or runs) and (barred is None or barred.user_id != actor.user_id)


def can_drop_proposal(actor: Actor, proposal: Proposal) -> bool:
    return can_run_panel(actor, proposal.call) or not is_another(actor, proposal.said_by)


def only_the_system(actor: Actor, anything: object) -> bool:
    return actor.is_system


PANEL_WHO: dict[str, Any] = {
    "panel.add_expert": can_keep_pool,
    "panel.write_text": can_keep_pool,
    "panel.fetch_pool": can_read_pool,
    **{
        f"panel.{name}": can_change_expert
        for name in (
            "change_expert", "bind_expert", "pause_expert", "resume_expert", "remove_expert", "restore_expert",
        )
    },
    "panel.add_seats": can_run_panel,
    "panel.set_most": can_run_seat,
    "panel.leave_seat": can_run_seat,
    "panel.return_seat": can_run_seat,
    "panel.sign": can_sign,
    "panel.declare_unit": can_sign,
    "panel.declare_conflict": can_declare,
    "panel.set_conflict": can_run_seat,
    "panel.lift_conflict": can_lift_conflict,
    "panel.void_conflicted": only_the_system,
    "panel.start_draw": can_run_panel,
    "panel.close_pool": can_run_draw,
    "panel.run_draw": can_run_draw,
    "panel.note_drawn": can_run_draw,
    "panel.note_impossible": can_run_draw,
    "panel.note_not_drawn": only_the_system,
    "panel.witness_draw": can_witness_draw,
    "panel.confirm_draw": can_run_draw,
    "panel.void_draw": can_run_draw,
    "panel.propose_void": can_run_draw,
    "panel.propose_lift": can_lift_conflict,
    "panel.propose_change": can_run_seat,
    "panel.propose_naming": can_doubt_naming,
    "panel.ask_lift": can_sign,
    "panel.answer_lift": can_answer_lift,
    "panel.confirm_proposal": can_confirm_proposal,
    "panel.decline_proposal": can_confirm_proposal,
    "panel.drop_proposal": can_drop_proposal,
    "panel.give_by_hand": can_run_seat,
    "panel.pass_on": can_run_assigned,
    "panel.take_back": can_run_assigned,
}  # fmt: skip
