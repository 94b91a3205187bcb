"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .following import AFTER
from .invariants import INVARIANTS
from .keeping import keep_up, keep_up_if_needed
from .queries import alerts_visible_to, weeks_visible_to
from .states import WORKFLOWS


def _sweep() -> None:
    keep_up()


def _beat() -> None:
    keep_up_if_needed()


STAGE = Stage(
    name="alerts",
    desk=desk_items,
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    visible={"alerts.alert": alerts_visible_to, "alerts.weekpage": weeks_visible_to},
    after=AFTER,
    sweep=_sweep,
    beat=_beat,
)
