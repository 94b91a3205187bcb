"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .counting import prizes_of_kinds, unproved_stages, wins_of_kind
from .desk import desk_items
from .following import hand_over, holdings
from .invariants import INVARIANTS
from .panels import application_panel, call_panel
from .queries import promotions_visible_to, recommendations_visible_to, upper_results_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="recommendation",
    workflows=WORKFLOWS,
    desk=desk_items,
    panels={"call": call_panel, "selection_application": application_panel},
    invariants=INVARIANTS,
    visible={
        "recommendation.recommendation": recommendations_visible_to,
        "recommendation.upperresult": upper_results_visible_to,
        "recommendation.promotion": promotions_visible_to,
    },
    wins=wins_of_kind,
    prizes=prizes_of_kinds,
    unproved=unproved_stages,
    holdings=holdings,
    hand_over=hand_over,
)
