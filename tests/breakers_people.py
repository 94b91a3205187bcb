"""How posts, hand-overs and changes of organisations could go wrong past the acts."""

import datetime as dt

from luoshi.accounts.models import (
    Alias,
    Handover,
    Membership,
    Organisation,
    OrganisationChange,
    PlannedChange,
    Succession,
)
from luoshi.common import clock

LONG_AGO = dt.date(2020, 1, 1)


def register(breaks):
    """Each breaker under the code of its invariant."""
    breaks("post-gone-but-held")(_leave_an_import_behind)
    breaks("handover-late")(lambda: _handover(on=clock.today() - dt.timedelta(days=5)))
    breaks("handover-post-open")(lambda: _handover(on=clock.today(), settled_at=clock.now()))
    breaks("council-of-public-school")(
        lambda: Membership.objects.filter(role="school_head").update(role="council_chair")
    )
    breaks("section-elsewhere")(
        lambda: Membership.objects.filter(role="school_head").update(
            section=Organisation.objects.get(key="yichang-zhichengke")
        )
    )
    breaks("closed-but-used")(lambda: Organisation.objects.filter(key="zhijiang").update(closed_on=LONG_AGO))
    breaks("open-at-closed")(
        lambda: Organisation.objects.filter(kind="city_bureau").update(closed_on=LONG_AGO)
    )
    breaks("planned-late")(_forgotten_change)
    breaks("succession-undone")(_undone_succession)
    breaks("alias-days")(lambda: Alias.objects.all().update(start=clock.today(), end=LONG_AGO))


def _undone_succession():
    old, new = Organisation.objects.filter(kind="school")[:2]
    change = OrganisationChange.objects.create(
        kind="merged", organisation=new, on=LONG_AGO, words="x", undone_at=clock.now()
    )
    Succession.objects.create(old=old, new=new, change=change)


def _forgotten_change():
    PlannedChange.objects.create(
        organisation=Organisation.objects.filter(kind="school")[0],
        post=Membership.objects.order_by("id")[0],
        what="close",
        on=LONG_AGO,
        words="x",
    )


def _leave_an_import_behind():
    Membership.objects.filter(user__cast_key="city-officer").update(start=LONG_AGO, end=clock.today())


def _handover(**fields):
    leaving = Membership.objects.get(user__cast_key="finance")
    Handover.objects.create(
        leaving=leaving, successor=Membership.objects.get(user__cast_key="school-office"), **fields
    )
