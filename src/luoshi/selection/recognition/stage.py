"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk_items
from .following import FOLLOWED, hand_over, holdings
from .invariants import INVARIANTS
from .panels import call_panel
from .queries import announcements_visible_to, awards_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="recognition",
    desk=desk_items,
    invariants=INVARIANTS,
    stands_on=partial(standing, FOLLOWED),
    after=following("recognition", FOLLOWED),
    panels={"call": call_panel},
    visible={"recognition.award": awards_visible_to, "recognition.announcement": announcements_visible_to},
    workflows=WORKFLOWS,
    holdings=holdings,
    hand_over=hand_over,
)
