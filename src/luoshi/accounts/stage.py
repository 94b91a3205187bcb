"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .pack import ORGANISATIONS
from .sweeping import sweep

STAGE = Stage(name="accounts", pack=(ORGANISATIONS,), sweep=sweep)
