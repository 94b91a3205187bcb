"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .desk import desk_items
from .examples import ready_forms
from .following import FOLLOWED, STANDING, hand_over, holdings
from .form_uses import TAKES_FORMS, uses
from .invariants import INVARIANTS
from .queries import calls_visible_to, kinds_visible_to
from .reminding import due_calls
from .states import CALL
from .sweeping import close_overdue

STAGE = Stage(
    name="selection",
    workflows=(CALL,),
    ready_forms=ready_forms(),
    beat=close_overdue,
    desk=desk_items,
    reminders=due_calls,
    invariants=INVARIANTS,
    uses_forms=uses,
    takes_forms=TAKES_FORMS,
    visible={"selection.call": calls_visible_to, "selection.kind": kinds_visible_to},
    holdings=holdings,
    hand_over=hand_over,
    stands_on=partial(standing, STANDING),
    after=following("selection", FOLLOWED),
)
