"""What binders offer to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk, reminders
from .following import FOLLOWED
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .queries import binders_visible_to, checklists_visible_to, folders_visible_to, makings_visible_to
from .states import WORKFLOWS
from .sweeping import sweep

STAGE = Stage(
    name="binders",
    desk=desk,
    reminders=reminders,
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, FOLLOWED),
    after=following("binders", FOLLOWED),
    sweep=sweep,
    visible={
        "binders.binder": binders_visible_to,
        "binders.folder": folders_visible_to,
        "binders.making": makings_visible_to,
        "binders.checklistreading": checklists_visible_to,
    },
)
