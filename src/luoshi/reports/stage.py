"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .following import AFTER
from .invariants import INVARIANTS
from .queries import reports_visible_to, versions_visible_to
from .states import WORKFLOWS

STAGE = Stage(
    name="reports",
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    visible={"reports.report": reports_visible_to, "reports.templateversion": versions_visible_to},
    after=AFTER,
)
