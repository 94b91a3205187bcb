"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .citing import ABOUT, UPDATE
from .desk import desk_items, due_milestones
from .following import follow_evidence, follow_joining
from .invariants import INVARIANTS
from .panels import duty_panel
from .queries import updates_visible_to

STAGE = Stage(
    name="progress",
    desk=desk_items,
    reminders=due_milestones,
    panels={"duty": duty_panel},
    cites={ABOUT: UPDATE},
    invariants=INVARIANTS,
    visible={ABOUT: updates_visible_to},
    after={
        "evidence.withdraw_evidence": follow_evidence,
        "evidence.restore_evidence": follow_evidence,
        "undertakings.join_work": follow_joining,
    },
)
