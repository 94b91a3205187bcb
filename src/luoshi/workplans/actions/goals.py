"""Numbers that were agreed are changed by asking for it: a new version with nothing else in it, through all steps."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken

from .. import permissions
from ..goal_changes import changes_of
from ..models import Workplan
from ..snapshot import standing_parts
from .versions import revise_workplan
from .writing import set_goals

Asked = Mapping[tuple[int, int], Decimal | None]  # (key of the target, year)
SAME = "填的数与备案数相同，没有要调整的。请改要调整的那几个数。"


@acts.act("workplans.ask_goal_change", who=permissions.can_write_workplan, under="workplan")
def ask_goal_change(*, workplan: Workplan, asked: Asked, reason: str, by: Actor) -> Workplan:
    """A draft of the next version with these numbers. What is agreed counts until the city has agreed to it. Raises
    RuleBroken where it would change nothing.
    """
    if not asked:
        raise RuleBroken(SAME)
    made: Workplan = revise_workplan(workplan=workplan, reason=reason, by=by)
    left = dict(asked)
    for part in standing_parts(made):
        here = {goal.target_id for goal in part.goals.all()}
        said = {key: left.pop(key) for key in list(left) if key[0] in here}
        set_goals(part, said)
    if left:
        raise RuleBroken("有的目标已经不在方案里，请刷新页面再填。")
    if not changes_of(made):
        raise RuleBroken(SAME)
    return made
