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
from ..queries import open_workplan
from ..snapshot import standing_parts
from .changing import refuse_closed, refuse_unless_changeable
from .versions import revise_workplan
from .writing import set_goals

Asked = Mapping[tuple[int, int], Decimal | None]  # (key of the target, year)
SAME = "填的数与备案数相同，没有要调整的。请改要调整的那几个数。"


@acts.act("workplans.ask_goal_change", who=permissions.can_write_workplan, under="workplan")
def ask_goal_change(*, workplan: Workplan, asked: Asked, reason: str, by: Actor) -> Workplan:
    """The numbers of the next version: of the one being written, else of a new draft. What is agreed counts until
    the city has agreed to it. Raises RuleBroken where it would change nothing.
    """
    if not asked:
        raise RuleBroken(SAME)
    made = _being_written(workplan, reason)
    changes_before = changes_of(made) if made is not None else []
    if made is None:
        made = revise_workplan(workplan=workplan, reason=reason, by=by)
    left = dict(asked)
    for part in standing_parts(made):
        here = {goal.target_id for goal in part.goals.all()}
        said = {key: left.pop(key) for key in list(left) if key[0] in here}
        if said:
            refuse_closed(part)
        set_goals(part, said)
    if left:
        raise RuleBroken("有的目标已经不在方案里，请刷新页面再填。")
    if changes_of(made) == changes_before:
        raise RuleBroken(SAME)
    return made


def _being_written(workplan: Workplan, reason: str) -> Workplan | None:
    """The version that is open, which takes the reason too. Raises RuleBroken where it is on its way."""
    going = open_workplan(workplan.organisation_id, workplan.plan, workplan.round)
    if going is None:
        return None
    made: Workplan = Workplan.objects.select_for_update().get(pk=going.pk)
    refuse_unless_changeable(made)
    said = reason.strip()
    if not said:
        raise RuleBroken("请写明为什么要调整，市教育局据此审核。")
    if said not in made.reason:
        acts.change(made, reason=f"{made.reason}；{said}")
    return made
