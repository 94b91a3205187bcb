"""Who still owes an application, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import ancestors, memberships_today
from luoshi.common.stages import Reminder

from .models import Application, Round
from .queries import answering_for, invited_to, open_rounds
from .states import ApplicationState

ABOVE = ("county_officer", "city_officer")


def due_applications(today: dt.date) -> Iterable[Reminder]:
    """For each invited organisation from which nothing has arrived. The county, or else the city, stands above."""
    for round_ in open_rounds():
        if not round_.has_begun or round_.last_day is None:
            continue
        arrived = Application.objects.filter(round=round_, arrived_at__isnull=False)
        there = set(arrived.exclude(state=ApplicationState.WITHDRAWN).values_list("organisation", flat=True))
        for organisation in invited_to(round_):
            if organisation.pk not in there:
                yield Reminder(
                    key=f"application:{round_.public_id}:{organisation.public_id}",
                    title=f"报送承接申报：{round_.name}",
                    due=round_.last_day,
                    to=tuple(answering_for(organisation)),
                    kind="rounds",
                    href=reverse("round", args=[round_.public_id]),
                    about=round_,
                    above=_above(round_, organisation.path),
                    plan=round_.plan.public_id,
                )


def _above(round_: Round, path: str) -> tuple[Membership, ...]:
    posts = memberships_today().filter(
        organisation__path__in=ancestors(path)[:-1],
        role__in=ABOVE,
        organisation__path__gte=round_.plan.issuer.path,
    )
    nearest = sorted(posts, key=lambda post: -len(post.organisation.path))
    top = [post for post in nearest if len(post.organisation.path) == len(nearest[0].organisation.path)]
    return tuple(top)
