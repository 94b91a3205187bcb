"""Every write of this stage."""

from .cities import set_city_numbers, set_filing_terms
from .deciding import enter_workplan, pass_workplan, return_workplan
from .goals import ask_goal_change
from .printing import print_task
from .sending import (
    add_files,
    recall_workplan,
    remove_file,
    restore_file,
    restore_workplan,
    resubmit_workplan,
    send_workplan,
    withdraw_workplan,
)
from .settings import choose_model, set_money_sources
from .steps import note_steps
from .templates import set_template
from .timetable import set_timetable
from .versions import copy_workplan, revise_workplan
from .writing import assign_parts, refresh_parts, start_workplan, write_part

__all__ = [
    "add_files",
    "ask_goal_change",
    "assign_parts",
    "choose_model",
    "copy_workplan",
    "enter_workplan",
    "note_steps",
    "pass_workplan",
    "print_task",
    "recall_workplan",
    "refresh_parts",
    "remove_file",
    "restore_file",
    "restore_workplan",
    "resubmit_workplan",
    "return_workplan",
    "revise_workplan",
    "send_workplan",
    "set_city_numbers",
    "set_filing_terms",
    "set_money_sources",
    "set_template",
    "set_timetable",
    "start_workplan",
    "withdraw_workplan",
    "write_part",
]
