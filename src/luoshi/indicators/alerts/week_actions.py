"""Keeping a week's page, and what an office allows in the cockpit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell
from luoshi.plans.models import Plan

from . import permissions
from .models import CockpitTerms, WeekPage

LEADERS = ("bureau_leader", "county_leader", "school_head", "party_secretary")


@acts.act("alerts.keep_week", who=permissions.ALERTS_WHO["alerts.keep_week"], under="organisation")
def keep_week(
    *, organisation: Organisation, plan: Plan, monday: dt.date, content: dict[str, Any], by: Actor
) -> WeekPage:
    """Once a week; its leaders are told."""
    if monday.weekday() != 0:
        raise RuleBroken("一页纸从星期一开始。")
    there = WeekPage.objects.filter(organisation=organisation, plan=plan, monday=monday).first()
    if there is not None:
        return there
    made: WeekPage = acts.create(
        WeekPage, organisation=organisation, plan=plan, monday=monday, content=content
    )
    tell(
        to=list(memberships_today().filter(organisation=organisation, role__in=LEADERS).order_by("id")),
        title=f"{made.title}（{monday.month}月{monday.day}日）",
        kind="alerts",
        href=reverse("week-page", args=[made.public_id]),
        about=made,
        key=f"alerts.week:{made.public_id}",
        by=by,
    )
    return made


@acts.act("alerts.set_cockpit", who=permissions.can_set_rules, on="place")
def set_cockpit(*, place: Organisation, ranks: bool, by: Actor) -> CockpitTerms:
    there = CockpitTerms.objects.filter(organisation=place).first()
    if there is None:
        made: CockpitTerms = acts.create(CockpitTerms, organisation=place, ranks=ranks)
        return made
    acts.change(there, ranks=ranks)
    return there
