"""What filed workplans plan: by work and source for one year. Typed there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from luoshi.plans.models import Plan
from luoshi.undertakings.models import Duty
from luoshi.workplans import parts as works
from luoshi.workplans.models import Money, Workplan
from luoshi.workplans.states import WorkplanState

Key = tuple[int, str]  # work, source
Planned = dict[Key, Decimal]


def planned_of(plan: Plan, year: int, organisations: Iterable[int]) -> dict[int, Planned]:
    """By organisation; one that has nothing filed is left out. The workplan of that very year goes before the one of
    the whole plan: it says the same money more exactly.
    """
    filed = Workplan.objects.filter(
        plan=plan, state=WorkplanState.FILED, organisation__in=list(organisations), round__in=("", str(year))
    )
    chosen: dict[int, Workplan] = {}
    for workplan in filed.order_by("organisation_id", "round"):  # "" first: the year's own one replaces it
        chosen[workplan.organisation_id] = workplan
    found: dict[int, Planned] = {key: {} for key in chosen}
    rows = Money.objects.filter(part__workplan__in=chosen.values(), part__dropped_at__isnull=True, year=year)
    for owner, work, source, amount in rows.values_list(
        "part__workplan__organisation_id", "part__work_id", "source", "amount"
    ):
        found[owner][work, source] = found[owner].get((work, source), Decimal(0)) + amount
    return found


def wordings(plan: Plan, work_ids: Iterable[int]) -> dict[int, str]:
    """What works are called under this plan, those too that no duty stands for any more."""
    wanted = set(work_ids)
    found: dict[int, list[Duty]] = {}
    rows = Duty.objects.filter(work__in=wanted, task__plan=plan).select_related("task")
    for duty in rows.order_by("task__order", "task_id"):
        found.setdefault(duty.work_id, []).append(duty)
    return {key: works.wording(found.get(key, [])) for key in wanted}
