"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .invariants import INVARIANTS
from .panels import call_panel
from .queries import packages_visible_to
from .states import WORKFLOWS
from .sweeping import sweep

STAGE = Stage(
    name="archive",
    desk=desk_items,
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    panels={"call": call_panel},
    sweep=sweep,
    visible={"archive.package": packages_visible_to},
)
