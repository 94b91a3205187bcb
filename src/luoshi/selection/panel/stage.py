"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .following import FOLLOWED

STAGE = Stage(
    name="panel",
    stands_on=partial(standing, FOLLOWED),
    after=following("panel", FOLLOWED),
)
