"""What the stage offers to the whole."""

from luoshi.common.stages import Stage

from .pack import AREAS, CALENDAR, CULTIVATED, PLAN, TARGETS, TASKS

STAGE = Stage(name="plans", pack=(PLAN, AREAS, TASKS, TARGETS, CALENDAR, CULTIVATED))
