"""Every write of applications, by what it is about."""

from .books import set_book
from .checking import (
    accept_application,
    ask_correction,
    check_again,
    check_application,
    end_checks,
    refuse_application,
    send_correction,
)
from .conflicts import lift_conflict, say_conflict
from .deciding import enter_application, pass_application, return_application
from .files import Measured, add_materials, remove_material, take_evidence
from .naming import confirm_named, deny_named
from .paper import print_opinion, register_paper
from .personal import personal_fields, reveal
from .ranking import rank_applications
from .sending import (
    recall_application,
    restore_application,
    resubmit_application,
    send_application,
    withdraw_application,
)
from .writing import (
    OwnSelected,
    add_person,
    change_application,
    clear_person,
    fill_application,
    note_own_selection,
    remove_person,
    start_application,
    tick_statements,
)

__all__ = [
    "Measured",
    "OwnSelected",
    "accept_application",
    "add_materials",
    "add_person",
    "ask_correction",
    "change_application",
    "check_again",
    "check_application",
    "clear_person",
    "confirm_named",
    "deny_named",
    "end_checks",
    "enter_application",
    "fill_application",
    "lift_conflict",
    "note_own_selection",
    "pass_application",
    "personal_fields",
    "print_opinion",
    "rank_applications",
    "recall_application",
    "refuse_application",
    "register_paper",
    "remove_material",
    "remove_person",
    "restore_application",
    "resubmit_application",
    "return_application",
    "reveal",
    "say_conflict",
    "send_application",
    "send_correction",
    "set_book",
    "start_application",
    "take_evidence",
    "tick_statements",
    "withdraw_application",
]
