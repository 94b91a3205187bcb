"""What the review offers to the whole."""

from luoshi.common.stages import Stage

from .beating import beat
from .desk import desk_items
from .invariants import INVARIANTS
from .panels import application_panel, call_panel, expert_panel
from .queries import closings_visible_to, copies_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="review",
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"call": call_panel, "selection_application": application_panel, "expert": expert_panel},
    invariants=INVARIANTS,
    visible={"review.barecopy": copies_visible_to, "review.closingproposal": closings_visible_to},
    beat=beat,
)
