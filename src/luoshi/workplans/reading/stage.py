"""What reading plans in offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .invariants import INVARIANTS
from .queries import plan_readings_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="plan_readings",
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    desk=desk_items,
    visible={"plan_readings.planreading": plan_readings_visible_to},
)
