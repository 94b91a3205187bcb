"""What can be done with papers. Later stages call the first four lines of these inside acts of their own."""

from .briefs import (
    change_brief,
    recall_brief,
    remove_brief_file,
    restore_brief,
    restore_brief_file,
    resubmit_brief,
    send_brief,
    start_brief,
    withdraw_brief,
)
from .briefs_deciding import enter_brief, pass_brief, return_brief
from .courses import CHANGEABLE, Course
from .deciding import pass_step, return_to_step
from .delegating import delegate, revoke_delegation
from .entering import enter_on_behalf, object_to_entry
from .printing import print_approval
from .proofs import Proof
from .routing import restore_default_route, restore_route, set_route
from .sending import recall_approval, resubmit_approval, start_approval, withdraw_approval
from .urging import urge_step

__all__ = [
    "CHANGEABLE",
    "Course",
    "Proof",
    "change_brief",
    "delegate",
    "enter_brief",
    "enter_on_behalf",
    "object_to_entry",
    "pass_brief",
    "pass_step",
    "print_approval",
    "recall_approval",
    "recall_brief",
    "remove_brief_file",
    "restore_brief",
    "restore_brief_file",
    "restore_default_route",
    "restore_route",
    "resubmit_approval",
    "resubmit_brief",
    "return_brief",
    "return_to_step",
    "revoke_delegation",
    "send_brief",
    "set_route",
    "start_approval",
    "start_brief",
    "urge_step",
    "withdraw_approval",
    "withdraw_brief",
]
