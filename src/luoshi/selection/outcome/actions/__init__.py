"""What can be done between a review and the publication of its results."""

from .deciding import Meeting, decide, undo_decision
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
    "Standing",
    "confirm_change",
    "decide",
    "draw_up",
    "drop_change",
    "rank_again",
    "say_change",
    "undo_decision",
    "undo_draw_up",
]
