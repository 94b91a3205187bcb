"""Lines of the desk for those who may edit a plan: gaps somebody has to settle."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem
from luoshi.core.coverage import Gaps
from luoshi.plans.permissions import can_edit_plan
from luoshi.plans.queries import plans_visible_to

from .plan_reads import gaps_to_settle


def gap_items(actor: Actor) -> Iterable[DeskItem]:
    """One line for each own plan with tasks nobody carries or targets without a number."""
    if not actor.may("edit_plan"):
        return
    plans = [plan for plan in plans_visible_to(actor) if can_edit_plan(actor, plan)]
    gaps = gaps_to_settle(actor, plans)
    for plan in plans:
        if gaps[plan.pk].to_settle:
            yield DeskItem(
                title=f"核对“{plan.short}”的空缺：{_words(gaps[plan.pk])}",
                href=reverse("plan-gaps", args=[plan.public_id]),
                action="去核对",
                source="系统核对",
                handler=OFFICE,
            )


def _words(gaps: Gaps) -> str:
    parts = [(len(gaps.untaken), "项任务没有单位承担"), (len(gaps.unnumbered), "个目标没有定数")]
    return "，".join(f"{count} {words}" for count, words in parts if count)
