"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk_items
from .following import FOLLOWED
from .invariants import INVARIANTS
from .panels import call_panel
from .queries import draws_visible_to, judges_of, seats_visible_to
from .states import WORKFLOWS
from .sweeping import beat, sweep

STAGE = Stage(
    name="panel",
    desk=desk_items,
    panels={"call": call_panel},
    invariants=INVARIANTS,
    stands_on=partial(standing, FOLLOWED),
    after=following("panel", FOLLOWED),
    visible={"panel.seat": seats_visible_to, "panel.draw": draws_visible_to},
    workflows=WORKFLOWS,
    beat=beat,
    sweep=sweep,
    judges=judges_of,
)
