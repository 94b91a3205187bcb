"""What the stage offers to the whole."""

from typing import Any

from luoshi.common.stages import Stage

from . import calendars
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

_LISTS = following("accounts", (OPEN_LISTS,))


def _follow(**given: Any) -> dict[str, Any]:
    """Lists under way, and the days off a bureau added."""
    lists: dict[str, Any] = _LISTS["accounts.merge_organisations"](**given)
    return lists | {"days": calendars.follow_merger(**given)}


def _follow_back(**given: Any) -> None:
    _LISTS["accounts.undo_organisation_change"](**given)
    calendars.follow_undoing(**given)


AFTER = {"accounts.merge_organisations": _follow, "accounts.undo_organisation_change": _follow_back}
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
    after=AFTER,
    visible={"accounts.plannedchange": planned_visible_to},
    invariants=INVARIANTS,
    holdings=own_holdings,
    hand_over=hand_over_own,
)
