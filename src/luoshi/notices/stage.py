"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .invariants import INVARIANTS

STAGE = Stage(name="notices", desk=desk_items, invariants=INVARIANTS)
