"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .invariants import INVARIANTS
from .pack import ORGANISATIONS
from .sweeping import sweep

STAGE = Stage(name="accounts", pack=(ORGANISATIONS,), sweep=sweep, invariants=INVARIANTS)
