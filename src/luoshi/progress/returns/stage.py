"""What returns offer to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .following import AFTER, stands_on
from .form_uses import WAYS, uses
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .kinds import KIND
from .queries import returns_visible_to, sheets_visible_to
from .reminding import due_sheets
from .states import WORKFLOWS

STAGE = Stage(
    name="returns",
    papers=(KIND,),
    workflows=WORKFLOWS,
    desk=desk_items,
    reminders=due_sheets,
    uses_forms=uses,
    takes_forms=WAYS,
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    stands_on=stands_on,
    visible={"returns.return": returns_visible_to, "returns.returnsheet": sheets_visible_to},
    after=AFTER,
)
