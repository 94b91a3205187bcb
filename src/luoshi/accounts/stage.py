"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk
from .following import OPEN_LISTS, following
from .form_pack import FORMS
from .form_sources import PICK, PREFILL, schools_below
from .holding import changes_to_come, hand_over_own, own_holdings
from .invariants import INVARIANTS
from .pack import ORGANISATIONS
from .panels import organisation_panel
from .planned import carry_out_due
from .queries import planned_visible_to
from .sweeping import sweep

STAGE = Stage(
    name="accounts",
    pack=(ORGANISATIONS, FORMS),
    desk=desk,
    pick=PICK,
    prefill=PREFILL,
    fills_forms=schools_below,
    panels={"organisation": organisation_panel},
    beat=carry_out_due,
    sweep=sweep,
    stands_on=changes_to_come,
    after=following("accounts", (OPEN_LISTS,)),
    visible={"accounts.plannedchange": planned_visible_to},
    invariants=INVARIANTS,
    holdings=own_holdings,
    hand_over=hand_over_own,
)
