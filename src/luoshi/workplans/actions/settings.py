"""What the bureau sets for all workplans of its plan."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.plans.models import Plan

from .. import permissions
from ..models import MoneySource, Workplan
from ..parts import DEFAULT_SOURCES
from ..states import WorkplanState

MOST_SOURCES, LONGEST = 12, 40


@acts.act("workplans.set_money_sources", who=permissions.can_run_workplans, on="plan")
def set_money_sources(*, plan: Plan, names: Sequence[str], by: Actor) -> Plan:
    """Names in their order. What was planned with a name that is left out keeps it; a name that comes back is the
    same source again.
    """
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted or len(wanted) > MOST_SOURCES or any(len(name) > LONGEST for name in wanted):
        raise RuleBroken(f"请写 1 到 {MOST_SOURCES} 个来源，一行一个，每个不超过 {LONGEST} 个字。")
    there = {row.name: row for row in plan.money_sources.all()}
    known = {name: key for key, name in DEFAULT_SOURCES}
    taken = set(plan.money_sources.values_list("key", flat=True)) | set(known.values())
    for order, name in enumerate(wanted):
        row = there.pop(name, None)
        if row is not None:
            acts.change(row, order=order, withdrawn_at=None)
            continue
        key = known.get(name) or next(f"s{n}" for n in range(1, 1000) if f"s{n}" not in taken)
        taken.add(key)
        acts.create(MoneySource, plan=plan, key=key, name=name, order=order)
    for row in there.values():
        if row.withdrawn_at is None:
            acts.change(row, withdrawn_at=clock.now())
    return plan


@acts.act("workplans.choose_model", who=permissions.can_choose_model, on="workplan")
def choose_model(*, workplan: Workplan, is_model: bool, by: Actor) -> Workplan:
    """A filed workplan that other schools may read and copy from, or no longer."""
    if is_model and workplan.state != WorkplanState.FILED:
        raise RuleBroken("只有已备案的方案才能作范本。")
    acts.change(workplan, is_model=is_model)
    return workplan
