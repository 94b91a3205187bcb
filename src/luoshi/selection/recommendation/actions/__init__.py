"""The acts of recommendation, of its answers, and of promotion."""

from .answering import Answered, check_upper_results, note_upper_results, undo_upper_result
from .deciding import Upward, decide_upward, undo_upward_decision
from .drawing_up import Draft, draw_up, print_letter, renew
from .moving import fetch_letter, note_stamped, recall, restore, send, unsend
from .promoting import name_upper_call, promote, take_back_promotion
from .urging import urge_lower

__all__ = [
    "Answered",
    "Draft",
    "Upward",
    "check_upper_results",
    "decide_upward",
    "draw_up",
    "fetch_letter",
    "name_upper_call",
    "note_stamped",
    "note_upper_results",
    "print_letter",
    "promote",
    "recall",
    "renew",
    "restore",
    "send",
    "take_back_promotion",
    "undo_upper_result",
    "undo_upward_decision",
    "unsend",
    "urge_lower",
]
