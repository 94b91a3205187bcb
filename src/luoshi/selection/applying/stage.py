"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .citing import ABOUT, APPLIED
from .desk import desk_items
from .following import FOLLOWED, hand_over, holdings
from .form_sources import PREFILL
from .invariants import INVARIANTS
from .kinds import KIND
from .panels import call_panel
from .queries import applications_visible_to, conflicts_visible_to
from .reminding import due_applications
from .states import WORKFLOWS

STAGE = Stage(
    name="applying",
    prefill=PREFILL,
    cites={ABOUT: APPLIED},
    papers=(KIND,),
    desk=desk_items,
    panels={"call": call_panel},
    reminders=due_applications,
    invariants=INVARIANTS,
    workflows=WORKFLOWS,
    visible={
        "applying.application": applications_visible_to,
        "applying.officerconflict": conflicts_visible_to,
    },
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, FOLLOWED),
    after=following("applying", FOLLOWED),
)
