"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .invariants import INVARIANTS
from .pack import CLAUSES, SOURCES

STAGE = Stage(name="policies", pack=(SOURCES, CLAUSES), invariants=INVARIANTS)
