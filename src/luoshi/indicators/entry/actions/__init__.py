"""Every write of this part."""

from .computing import compute, count_later, follow_counted, follow_run, follow_school, keep_up
from .deciding import enter_sheet, pass_sheet, return_sheet
from .defining import (
    change_definition,
    link_target,
    make_indicator,
    restore_indicator,
    unlink_target,
    withdraw_indicator,
)
from .filings import change_filing, close_filing, open_filing, reopen_filing, restore_filing, withdraw_filing
from .judging import approve_lines, look_at_sheet, reopen_lines, return_lines, unlook_sheet
from .printing import print_figure, print_figures
from .recounting import look_recount, note_no_recount, note_recount, recount
from .sheets import recall_sheet, save_sheet, send_sheet

__all__ = [
    "approve_lines",
    "change_definition",
    "change_filing",
    "close_filing",
    "compute",
    "count_later",
    "enter_sheet",
    "follow_counted",
    "follow_run",
    "follow_school",
    "keep_up",
    "link_target",
    "look_at_sheet",
    "look_recount",
    "make_indicator",
    "note_no_recount",
    "note_recount",
    "open_filing",
    "pass_sheet",
    "print_figure",
    "print_figures",
    "recall_sheet",
    "recount",
    "reopen_filing",
    "reopen_lines",
    "restore_filing",
    "restore_indicator",
    "return_lines",
    "return_sheet",
    "save_sheet",
    "send_sheet",
    "unlink_target",
    "unlook_sheet",
    "withdraw_filing",
    "withdraw_indicator",
]
