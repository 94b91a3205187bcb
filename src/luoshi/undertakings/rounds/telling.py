"""Whom a round is told: posts, the organisations in which nobody can receive it, and who has read it."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import ancestors, memberships_today, people_visible_to
from luoshi.common.actor import Actor
from luoshi.notices.models import Delivery
from luoshi.notices.unreached import Gap, gaps_of

from .models import Round
from .queries import ANSWER_FOR_DUTIES, invited_to

KIND = "rounds"
ABOVE = ["county_officer", "county_leader"]


def told_of(round_: Round) -> list[Membership]:
    """Who looks after duties in the invited organisations, and the counties above them."""
    schools = list(invited_to(round_))
    below = memberships_today().filter(organisation__in=schools, role__in=ANSWER_FOR_DUTIES)
    above = memberships_today().filter(organisation__in=_counties(schools), role__in=ABOVE)
    return [*below.order_by("id"), *above.order_by("id")]


def _counties(schools: list[Organisation]) -> list[Organisation]:
    paths = {path for school in schools for path in ancestors(school.path)[:-1]}
    found = Organisation.objects.filter(path__in=paths, kind=Organisation.Kind.COUNTY_BUREAU)
    return list(found.order_by("order", "id"))


def not_reached(round_: Round, actor: Actor) -> list[Gap]:
    """Of the invited and the counties above them those in which nobody is told."""
    schools = list(invited_to(round_))
    places = [*schools, *_counties(schools)]
    return gaps_of(places, told_of(round_), people_visible_to(actor))


@dataclass(frozen=True, slots=True)
class Readers:
    """Who was told of a round: how many, and who has not opened any of it yet."""

    told: int
    unread: list[Membership]

    @property
    def read(self) -> int:
        return self.told - len(self.unread)


def readers_of(round_: Round) -> Readers:
    """Over all that was told of this round, at posts held today. The caller has checked who runs the round."""
    rows = Delivery.objects.filter(
        notice__about_type=round_._meta.label_lower,
        notice__about_id=round_.public_id,
        notice__kind=KIND,
        membership__in=memberships_today().order_by().values("pk"),
    ).select_related("membership__user", "membership__organisation")
    newest: dict[int, Delivery] = {}
    for row in rows.order_by("id"):
        newest[row.membership_id] = row
    unread = [row.membership for row in newest.values() if row.read_at is None]
    return Readers(len(newest), sorted(unread, key=lambda post: (post.organisation.order, post.pk)))
