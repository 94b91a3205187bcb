"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .citing import RESOLUTION
from .desk import desk_items, reminders
from .following import FOLLOWED, follow_placing, hand_over, holdings
from .invariants import INVARIANTS
from .queries import (
    cases_visible_to,
    items_visible_to,
    meetings_visible_to,
    raised_visible_to,
    resolutions_visible_to,
)
from .states import WORKFLOWS

STAGE = Stage(
    name="meetings",
    workflows=WORKFLOWS,
    desk=desk_items,
    reminders=reminders,
    cites={"meetings.resolution": RESOLUTION},
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, FOLLOWED),
    visible={
        "meetings.meeting": meetings_visible_to,
        "meetings.agendaitem": items_visible_to,
        "meetings.resolution": resolutions_visible_to,
        "meetings.raised": raised_visible_to,
        "meetings.case": cases_visible_to,
    },
    after={**following("meetings", FOLLOWED), "accounts.place_organisation": follow_placing},
)
