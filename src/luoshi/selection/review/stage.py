"""What the review offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .invariants import INVARIANTS
from .panels import call_panel
from .queries import copies_visible_to
from .states import WORKFLOWS
from .sweeping import sweep

STAGE = Stage(
    name="review",
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"call": call_panel},
    invariants=INVARIANTS,
    visible={"review.barecopy": copies_visible_to},
    sweep=sweep,
)
