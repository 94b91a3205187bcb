"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

STAGE = Stage(name="policies")
