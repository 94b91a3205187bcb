"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .pack import ORGANISATIONS

STAGE = Stage(name="accounts", pack=(ORGANISATIONS,))
