"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .pack import CLAUSES, SOURCES

STAGE = Stage(name="policies", pack=(SOURCES, CLAUSES))
