"""What can be done in a review."""

from .closing import (
    ask_third,
    close_review,
    fetch_scoring,
    give_third,
    reopen_review,
    restore_sheet,
    set_aside_sheet,
)
from .copies import begin_copies, hold_copy, note_copy, pass_copy, replace_copy, send_copy_back
from .opening import close_round, decline_closing, drop_closing, open_whole_round, propose_closing
from .sheets import hand_in_sheet, take_sheet_back
from .urging import set_due, urge

__all__ = [
    "ask_third",
    "begin_copies",
    "close_review",
    "close_round",
    "decline_closing",
    "drop_closing",
    "fetch_scoring",
    "give_third",
    "hand_in_sheet",
    "hold_copy",
    "note_copy",
    "open_whole_round",
    "pass_copy",
    "propose_closing",
    "reopen_review",
    "replace_copy",
    "restore_sheet",
    "send_copy_back",
    "set_aside_sheet",
    "set_due",
    "take_sheet_back",
    "urge",
]
