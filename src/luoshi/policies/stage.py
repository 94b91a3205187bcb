"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .handing_over import hand_over, holdings
from .invariants import INVARIANTS
from .pack import CLAUSES, SOURCES
from .states import WORKFLOWS

STAGE = Stage(
    name="policies",
    pack=(SOURCES, CLAUSES),
    workflows=WORKFLOWS,
    invariants=INVARIANTS,
    holdings=holdings,
    hand_over=hand_over,
)
