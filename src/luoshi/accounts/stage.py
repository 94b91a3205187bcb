"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk
from .form_sources import PICK, PREFILL
from .holding import hand_over_own, own_holdings
from .invariants import INVARIANTS
from .pack import ORGANISATIONS
from .panels import organisation_panel
from .sweeping import sweep

STAGE = Stage(
    name="accounts",
    pack=(ORGANISATIONS,),
    desk=desk,
    pick=PICK,
    prefill=PREFILL,
    panels={"organisation": organisation_panel},
    sweep=sweep,
    invariants=INVARIANTS,
    holdings=own_holdings,
    hand_over=hand_over_own,
)
