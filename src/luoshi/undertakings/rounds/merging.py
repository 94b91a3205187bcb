"""Organisations that merge while they apply: first the application ends, then they merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import Holding

from .models import Application, Wish
from .states import UNDER_WAY, ApplicationState, RoundState


def _under_way(organisation: Organisation) -> QuerySet[Application]:
    states = (*UNDER_WAY, ApplicationState.RETURNED, ApplicationState.PASSED)
    rows = Application.objects.filter(organisation=organisation, state__in=states)
    return rows.filter(round__state=RoundState.OPEN).select_related("organisation", "round")


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    for application in _under_way(organisation):
        yield Holding("承接申报", application.title, 0)
    for wish in _leads(organisation).select_related("application"):
        yield Holding("牵头的联合申报", wish.application.title, 0)


def follow_merger(
    *, change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> dict[str, Any]:
    """Raises RuleBroken while an application counts in a round that is not confirmed: duties would go to nobody."""
    if _under_way(old).exists():
        raise RuleBroken(f"{old.short}还有在办的承接申报，请等这一轮确认，或由该校撤回、作废以后，再合并。")
    if _leads(old).exists():
        raise RuleBroken(
            f"这一轮还有学校申报由{old.short}牵头的任务，请等这一轮确认，或请这些学校改选牵头单位以后，再合并。"
        )
    return {}


def _leads(organisation: Organisation) -> QuerySet[Wish]:
    """Rows of others that take part under its lead, in a round that is open."""
    return Wish.objects.filter(led_by=organisation, application__round__state=RoundState.OPEN)
