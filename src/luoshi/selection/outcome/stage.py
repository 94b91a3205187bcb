"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .desk import desk_items
from .following import hand_over, holdings
from .invariants import INVARIANTS
from .panels import application_panel, call_panel
from .queries import (
    changes_visible_to,
    decisions_visible_to,
    misconduct_visible_to,
    notices_visible_to,
    objections_visible_to,
    results_visible_to,
    statements_visible_to,
)
from .states import WORKFLOWS
from .sweeping import end_overdue

STAGE = Stage(
    name="outcome",
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"call": call_panel, "selection_application": application_panel},
    invariants=INVARIANTS,
    visible={
        "outcome.result": results_visible_to,
        "outcome.change": changes_visible_to,
        "outcome.decision": decisions_visible_to,
        "outcome.publicnotice": notices_visible_to,
        "outcome.objection": objections_visible_to,
        "outcome.statement": statements_visible_to,
        "outcome.misconduct": misconduct_visible_to,
    },
    beat=end_overdue,
    holdings=holdings,
    hand_over=hand_over,
)
