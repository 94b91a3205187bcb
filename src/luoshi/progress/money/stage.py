"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items, reminders
from .invariants import INVARIANTS
from .joining import follow_joining
from .queries import lines_visible_to, reports_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="money_in_use",
    workflows=WORKFLOWS,
    desk=desk_items,
    reminders=reminders,
    invariants=INVARIANTS,
    visible={
        "money_in_use.moneyreport": reports_visible_to,
        "money_in_use.moneyuse": lines_visible_to,
    },
    after={"undertakings.join_work": follow_joining},
)
