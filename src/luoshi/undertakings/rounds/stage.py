"""What rounds offer to the whole."""

from luoshi.common.stages import Stage

from .asked import PREFILL, READY
from .desk import desk_items
from .form_uses import TAKES_FORMS, uses
from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .kinds import KIND
from .merging import follow_merger, stands_on
from .panels import plan_panel, task_panel
from .queries import applications_visible_to, rounds_visible_to
from .reminding import due_applications
from .states import WORKFLOWS

STAGE = Stage(
    name="rounds",
    papers=(KIND,),
    panels={"task": task_panel, "plan": plan_panel},
    workflows=WORKFLOWS,
    prefill=PREFILL,
    uses_forms=uses,
    ready_forms=(READY,),
    takes_forms=TAKES_FORMS,
    desk=desk_items,
    reminders=due_applications,
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    stands_on=stands_on,
    visible={"rounds.round": rounds_visible_to, "rounds.application": applications_visible_to},
    after={"accounts.merge_organisations": follow_merger},
)
