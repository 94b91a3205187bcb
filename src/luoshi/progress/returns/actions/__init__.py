"""Every write of returns."""

from .deciding import enter_sheet, pass_sheet, return_sheet
from .entering import enter_for_school, undo_entry
from .extending import extend_return, urge_return
from .fetching import fetch_merged, fetch_sheet
from .filling import recall_sheet, save_sheet, send_sheet
from .judging import doubt_sheet, drop_doubts, receive_sheet, receive_sheets, unreceive_sheet
from .making import Facts, change_return, choose_recipients, start_return
from .merging import note_merged, note_not_merged, send_up, start_merge, take_back_up
from .opening import (
    close_return,
    open_return,
    redraft_return,
    reopen_return,
    restore_return,
    withdraw_return,
)
from .reading import add_template, drop_template, note_no_template, note_template, take_template
from .stamping import print_sheet

__all__ = [
    "Facts",
    "add_template",
    "change_return",
    "choose_recipients",
    "close_return",
    "doubt_sheet",
    "drop_doubts",
    "drop_template",
    "enter_for_school",
    "enter_sheet",
    "extend_return",
    "fetch_merged",
    "fetch_sheet",
    "note_merged",
    "note_no_template",
    "note_not_merged",
    "note_template",
    "open_return",
    "pass_sheet",
    "print_sheet",
    "recall_sheet",
    "receive_sheet",
    "receive_sheets",
    "redraft_return",
    "reopen_return",
    "restore_return",
    "return_sheet",
    "save_sheet",
    "send_sheet",
    "send_up",
    "start_merge",
    "start_return",
    "take_back_up",
    "take_template",
    "undo_entry",
    "unreceive_sheet",
    "urge_return",
    "withdraw_return",
]
