"""Schools' and counties' own selections before one above: what the office above is told of them.

Where each stands, until when, and whether its list came up; of the applications no more than how many, and below three
not even that (controls BL-05). Titles, people and results stay with whoever selects (ADR 0034).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.selection.applying.queries import applications_visible_to
from luoshi.selection.asking import RUNNING
from luoshi.selection.models import Call
from luoshi.selection.queries import ORGANISES, below, calls_visible_to
from luoshi.selection.states import CallState
from luoshi.selection.telling import last_day

from .models import Promotion

FEW = 3  # applications; fewer are not told apart
SELECTING = (Organisation.Kind.SCHOOL, Organisation.Kind.COUNTY_BUREAU)


@dataclass(frozen=True, slots=True)
class Lower:
    """A selection of an office below. came: of its list so many that the reader sees above; sent: whether any left."""

    call: Call
    received: str
    sent: bool
    came: int
    due: dt.date | None

    @property
    def late(self) -> bool:
        return not self.sent and self.due is not None and clock.today() > self.due


def looked_over_by(actor: Actor) -> QuerySet[Call]:
    """Calls of which the actor looks over what is selected below: of his own bureau; a county's officers and leaders
    see theirs of a call above. Of a school's own there is nothing below.
    """
    rows = calls_visible_to(actor).filter(opened_at__isnull=False)
    bureau = Organisation.objects.filter(pk=actor.organisation_id).exclude(kind=Organisation.Kind.SCHOOL)
    return rows if any(map(actor.may, ORGANISES)) and bureau.exists() else rows.none()


def lower_calls(actor: Actor, upper: Call) -> QuerySet[Call]:
    """Those that went out below for it, at once or by a county's own; not what was withdrawn."""
    for_it = Q(parent=upper) | Q(parent__parent=upper)
    rows = Call.objects.filter(for_it, within(actor.path, "organisation__"), opened_at__isnull=False)
    rows = rows.exclude(state=CallState.WITHDRAWN).exclude(organisation=actor.organisation_id)
    return rows.select_related("organisation").order_by("organisation__order", "organisation_id", "id")


def behind(rows: QuerySet[Call]) -> QuerySet[Call]:
    """Those of which nothing went up."""
    return rows.exclude(pk__in=_standing().values("result__call"))


def _standing() -> QuerySet[Promotion]:
    return Promotion.objects.filter(taken_back_at__isnull=True).order_by()


def without_one(actor: Actor, upper: Call) -> QuerySet[Organisation]:
    """Schools and counties that selected nothing of their own: nobody has to."""
    there = lower_calls(actor, upper).order_by().values("organisation")
    return (
        below(upper, *SELECTING)
        .filter(within(actor.path))
        .exclude(pk=actor.organisation_id)
        .exclude(pk__in=there)
    )


def told_of_each(actor: Actor, upper: Call, rows: Iterable[Call]) -> list[Lower]:
    """As the page shows them."""
    rows = list(rows)
    left = set(_standing().filter(result__call__in=rows).values_list("result__call", flat=True))
    seen = applications_visible_to(actor).filter(call=upper).order_by().values("pk")
    came = dict(
        _standing()
        .filter(result__call__in=rows, application__in=seen)
        .values_list("result__call")
        .annotate(number=Count("pk"))
    )
    return [
        Lower(row, number_words(row), row.pk in left, came.get(row.pk, 0), due_of(upper, row)) for row in rows
    ]


def number_words(call: Call) -> str:
    return f"不到 {FEW} 份" if call.received < FEW else f"{call.received} 份"


def due_of(upper: Call, lower: Call) -> dt.date | None:
    """The day by which it should have come up."""
    county = lower.organisation.kind == Organisation.Kind.COUNTY_BUREAU
    return (upper.county_until if county else upper.school_until) or last_day(upper)


def posts_behind(actor: Actor, upper: Call) -> QuerySet[Membership]:
    """Who run the selections of which nothing came up yet."""
    places = behind(lower_calls(actor, upper)).order_by().values("organisation")
    return memberships_today().filter(organisation__in=places, role__in=RUNNING).order_by("id")
