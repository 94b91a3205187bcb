"""Writes of the panel: the pool, seats and commitments, conflicts, the draw, changes by hand."""

from .changing import give_by_hand, pass_on, take_back
from .conflicting import declare_conflict, declare_unit, lift_conflict, set_conflict, void_conflicted
from .drawing import (
    close_pool,
    confirm_draw,
    note_drawn,
    note_impossible,
    note_not_drawn,
    run_draw,
    start_draw,
    void_draw,
    witness_draw,
)
from .pool import (
    add_expert,
    bind_expert,
    change_expert,
    fetch_pool,
    pause_expert,
    remove_expert,
    restore_expert,
    resume_expert,
    write_text,
)
from .proposing import confirm_proposal, drop_proposal, propose_change, propose_lift, propose_void
from .seating import add_seats, leave_seat, return_seat, set_most, sign

__all__ = [
    "add_expert",
    "add_seats",
    "bind_expert",
    "change_expert",
    "close_pool",
    "confirm_draw",
    "confirm_proposal",
    "declare_conflict",
    "declare_unit",
    "drop_proposal",
    "fetch_pool",
    "give_by_hand",
    "leave_seat",
    "lift_conflict",
    "note_drawn",
    "note_impossible",
    "note_not_drawn",
    "pass_on",
    "pause_expert",
    "propose_change",
    "propose_lift",
    "propose_void",
    "remove_expert",
    "restore_expert",
    "resume_expert",
    "return_seat",
    "run_draw",
    "set_conflict",
    "set_most",
    "sign",
    "start_draw",
    "take_back",
    "void_conflicted",
    "void_draw",
    "witness_draw",
    "write_text",
]
