"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .form_uses import uses
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .kinds import CHANGE_KIND
from .merging import follow_merger, follow_undoing, stands_on
from .pack import OWN, REQUIRED, SAME_WORK, UNDERTAKINGS
from .panels import task_panel
from .queries import change_requests_visible_to, duties_visible_to
from .replies import reminders
from .states import WORKFLOWS

STAGE = Stage(
    name="undertakings",
    pack=(UNDERTAKINGS, REQUIRED, OWN, SAME_WORK),
    panels={"task": task_panel},
    papers=(CHANGE_KIND,),
    workflows=WORKFLOWS,
    reminders=reminders,
    uses_forms=uses,
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    visible={
        "undertakings.changerequest": change_requests_visible_to,
        "undertakings.duty": duties_visible_to,
    },
    stands_on=stands_on,
    after={
        "accounts.merge_organisations": follow_merger,
        "accounts.undo_organisation_change": follow_undoing,
    },
)
