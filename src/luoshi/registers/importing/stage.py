"""What importing lists offers to the whole."""

from luoshi.common.stages import Stage

from .following import AFTER
from .from_returns import ways_on
from .invariants import INVARIANTS
from .queries import imports_visible_to
from .states import WORKFLOWS
from .sweeping import sweep

STAGE = Stage(
    name="register_imports",
    workflows=WORKFLOWS,
    sweep=sweep,
    panels={"return_sheet": ways_on},
    invariants=INVARIANTS,
    after=AFTER,
    visible={"register_imports.listimport": imports_visible_to},
)
