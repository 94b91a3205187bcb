"""What the stage offers to the whole."""

from luoshi.accounts.following import following
from luoshi.common.stages import Stage

from .desk import desk_items
from .form_sources import PREFILL
from .form_uses import uses
from .invariants import INVARIANTS
from .joining import FOLLOWED, follow_joining, hand_over, holdings, refuse_merger, stands_on
from .kinds import KIND
from .panels import duty_panel, organisation_panel, plan_panel, task_panel
from .queries import milestones_visible_to, workplans_visible_to
from .standing import keep_up, note_apart
from .states import WORKFLOWS

_FOLLOWING = following("workplans", FOLLOWED)


def follow_merger(**given: object) -> object:
    refuse_merger(**given)  # type: ignore[arg-type]
    return _FOLLOWING["accounts.merge_organisations"](**given)


STAGE = Stage(
    name="workplans",
    papers=(KIND,),
    uses_forms=uses,
    prefill=PREFILL,
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"duty": duty_panel, "plan": plan_panel, "task": task_panel, "organisation": organisation_panel},
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
    stands_on=stands_on,
    sweep=keep_up,
    visible={
        "workplans.workplan": workplans_visible_to,
        "workplans.milestone": milestones_visible_to,
    },
    after={
        "accounts.merge_organisations": follow_merger,
        "accounts.undo_organisation_change": _FOLLOWING["accounts.undo_organisation_change"],
        "undertakings.join_work": follow_joining,
        "undertakings.separate_duty": note_apart,
    },
)
