"""Every write of this stage, by what it is about."""

from .commitments import commit_to_duty
from .duties import note_quantity, restore_duty, set_undertakings, take_on_duty, withdraw_duty
from .joint import arrange_jointly
from .requests import (
    change_request,
    recall_request,
    remove_request_file,
    restore_request,
    restore_request_file,
    resubmit_request,
    send_request,
    set_up_questions,
    start_request,
    withdraw_request,
)
from .requests_deciding import enter_request, note_request_number, pass_request, return_request
from .standing import note_standing
from .works import join_work, separate_duty

__all__ = [
    "arrange_jointly",
    "change_request",
    "commit_to_duty",
    "enter_request",
    "join_work",
    "note_quantity",
    "note_request_number",
    "note_standing",
    "pass_request",
    "recall_request",
    "remove_request_file",
    "restore_duty",
    "restore_request",
    "restore_request_file",
    "resubmit_request",
    "return_request",
    "send_request",
    "separate_duty",
    "set_undertakings",
    "set_up_questions",
    "start_request",
    "take_on_duty",
    "withdraw_duty",
    "withdraw_request",
]
