"""What the stage offers to the whole."""

from functools import partial

from luoshi.accounts.following import following, standing
from luoshi.common.stages import Stage

from .following import FOLLOWED
from .form_sources import PICK, PREFILL
from .invariants import INVARIANTS
from .pack import AREAS, CALENDAR, CULTIVATED, PLAN, TARGETS, TASKS
from .panels import plan_panel, task_panel
from .queries import plans_visible_to, plans_with_rules, tasks_visible_to

STAGE = Stage(
    name="plans",
    pack=(PLAN, AREAS, TASKS, TARGETS, CALENDAR, CULTIVATED),
    panels={"plan": plan_panel, "task": task_panel},
    pick=PICK,
    prefill=PREFILL,
    invariants=INVARIANTS,
    own_rules=plans_with_rules,
    visible={"plans.plan": plans_visible_to, "plans.task": tasks_visible_to},
    stands_on=partial(standing, FOLLOWED),
    after=following("plans", FOLLOWED),
)
