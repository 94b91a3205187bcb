"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .invariants import INVARIANTS
from .pack import AREAS, CALENDAR, CULTIVATED, PLAN, TARGETS, TASKS

STAGE = Stage(name="plans", pack=(PLAN, AREAS, TASKS, TARGETS, CALENDAR, CULTIVATED), invariants=INVARIANTS)
