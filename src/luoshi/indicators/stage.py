"""What indicators offer to the whole."""

from luoshi.common.stages import Stage

from .invariants import INVARIANTS
from .moving import AFTER
from .queries import figures_visible_to

STAGE = Stage(
    name="indicators",
    visible={"indicators.observation": figures_visible_to},
    invariants=INVARIANTS,
    after=AFTER,
)
