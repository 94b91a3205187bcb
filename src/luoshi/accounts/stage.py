"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk
from .invariants import INVARIANTS
from .pack import ORGANISATIONS
from .sweeping import sweep

STAGE = Stage(name="accounts", pack=(ORGANISATIONS,), desk=desk, sweep=sweep, invariants=INVARIANTS)
