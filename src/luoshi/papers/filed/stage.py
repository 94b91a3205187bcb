"""What filed papers offer to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk_items
from .following import FOLLOWED
from .invariants import INVARIANTS
from .states import WORKFLOWS

STAGE = Stage(
    name="filed",
    desk=desk_items,
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    stands_on=partial(standing, FOLLOWED),
    after=following("filed", FOLLOWED),
)
