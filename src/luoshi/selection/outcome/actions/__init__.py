"""What can be done between a review and the publication of its results."""

from .deciding import Meeting, decide, undo_decision
from .finishing import finish_call, left_to_finish
from .noticing import (
    NoticeFacts,
    content_of,
    correct_notice,
    end_notice,
    note_official,
    publish_notice,
    stop_notice,
)
from .objecting import (
    ask_statement,
    object_to,
    refuse_objection,
    register_objection,
    reject_objection,
    state,
    take_objection,
    uphold_objection,
    withdraw_objection,
)
from .reporting import (
    dismiss_misconduct,
    find_misconduct,
    hold,
    report_misconduct,
    take_misconduct,
    unhold,
)
from .results import (
    Standing,
    confirm_change,
    draw_up,
    drop_change,
    rank_again,
    say_change,
    undo_draw_up,
)

__all__ = [
    "Meeting",
    "NoticeFacts",
    "Standing",
    "ask_statement",
    "confirm_change",
    "content_of",
    "correct_notice",
    "decide",
    "dismiss_misconduct",
    "draw_up",
    "drop_change",
    "end_notice",
    "find_misconduct",
    "finish_call",
    "hold",
    "left_to_finish",
    "note_official",
    "object_to",
    "publish_notice",
    "rank_again",
    "refuse_objection",
    "register_objection",
    "reject_objection",
    "report_misconduct",
    "say_change",
    "state",
    "stop_notice",
    "take_misconduct",
    "take_objection",
    "undo_decision",
    "undo_draw_up",
    "unhold",
    "uphold_objection",
    "withdraw_objection",
]
