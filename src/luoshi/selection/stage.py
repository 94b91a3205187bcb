"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .following import FOLLOWED, hand_over, holdings

STAGE = Stage(
    name="selection",
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, FOLLOWED),
    after=following("selection", FOLLOWED),
)
