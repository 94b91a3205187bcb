"""What filed papers offer to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .invariants import INVARIANTS
from .states import WORKFLOWS

STAGE = Stage(name="filed", desk=desk_items, workflows=WORKFLOWS, invariants=INVARIANTS)
