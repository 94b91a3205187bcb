"""What people and organisations offer to the whole."""

from luoshi.common.stages import Stage

STAGE = Stage(name="accounts")
