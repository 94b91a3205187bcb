"""A figure of a period that is long over became another one by what a school entered late: its officers hear of it."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from ..models import Indicator, Observation, Period

OFFICERS = [role.key for role in ROLES.values() if "edit_indicators" in role.permissions]
NOTICE = "filing"
NAMED = 5


def tell_of_the_past(period: Period, rows: Collection[Observation], by: Actor) -> None:
    """Inside the act: of each indicator that changed one notice to those above who set and judge figures."""
    for key in sorted({row.indicator_id for row in rows}):
        some = [row for row in rows if row.indicator_id == key]
        indicator = Indicator.objects.get(pk=key)
        above = {path for row in some for path in ancestors(row.organisation.path)[:-1]}
        posts = memberships_today().filter(organisation__path__in=above, role__in=OFFICERS)
        names = "、".join(row.organisation.short for row in some[:NAMED]) + (
            "等" if len(some) > NAMED else ""
        )
        tell(
            to=posts.order_by("pk"),
            title=f"{period.label}的数变了：{indicator.title}",
            kind=NOTICE,
            href=reverse("indicator", args=[indicator.public_id]),
            body=f"{names}补登了台账，这一期已经过去的数随着改了。请核对；不该改的，请退回那些条目。",
            about=indicator,
            by=by,
        )
