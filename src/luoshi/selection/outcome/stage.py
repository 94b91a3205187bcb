"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .following import hand_over, holdings

STAGE = Stage(name="outcome", holdings=holdings, hand_over=hand_over)
