"""Where a page stands among those on which a plan is written by hand: breadcrumb and tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from .models import Plan

TABS = (
    ("edit-plan", "计划信息"),
    ("edit-areas", "任务领域"),
    ("edit-tasks", "任务"),
    ("edit-targets", "目标"),
    ("edit-dates", "日程"),
    ("edit-undertakings", "承接"),
    ("edit-withdrawn", "已撤下"),
)


def under_plan(plan: Plan, tab: str, last: str = "") -> dict[str, Any]:
    """Breadcrumb and tabs of a page under a plan; `last` names a page below a tab."""
    crumbs = [("计划", "/plans/"), (plan.short, f"/plans/{plan.public_id}/")]
    label = dict(TABS)[tab]
    crumbs += [(label, reverse(tab, args=[plan.public_id])), (last, "")] if last else [(f"修改{label}", "")]
    tabs = [
        {"label": words, "url": reverse(name, args=[plan.public_id]), "current": name == tab}
        for name, words in TABS
    ]
    return {"plan": plan, "crumbs": crumbs, "tabs": tabs}
