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
from .standing import Line, SchoolLine, Standing

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


# ---- what came of it


def result_words(standing: Standing) -> dict[int, str]:
    """By key of the organisation, once a round is confirmed: each invited one by row, each county its schools."""
    found = {school.organisation.pk: _result_of(school) for school in standing.schools}
    for county in _counties([school.organisation for school in standing.schools]):
        below = [school for school in standing.schools if school.organisation.path.startswith(county.path)]
        found[county.pk] = "\n".join(_counted(school) for school in below)
    return found


def _counted(school: SchoolLine) -> str:
    short, declined = school.organisation.short, len(school.lines) - school.accepted
    if not school.lines:
        return f"{short}：没有申报送到。"
    return f"{short}：同意 {school.accepted} 项" + (f"，不同意 {declined} 项。" if declined else "。")


def _result_of(school: SchoolLine) -> str:
    if not school.lines:
        return "本校没有申报送到市局，这一轮没有承接任务。"
    taken = [_taken(line) for line in school.lines if line.is_accepted]
    declined = [
        f"{line.wish.round_task.task}（{line.wish.verdict_words}）"
        for line in school.lines
        if not line.is_accepted
    ]
    words = []
    if taken:
        words.append(f"同意 {len(taken)} 项：{'；'.join(taken)}。已列入本校责任项，请安排落实。")
    if declined:
        words.append(f"不同意 {len(declined)} 项：{'；'.join(declined)}。")
    return "\n".join(words)


def _taken(line: Line) -> str:
    task, agreed = str(line.wish.round_task.task), line.wish.agreed
    if line.amount is None:
        return task
    cut = agreed is not None and agreed != line.quantity
    return f"{task}（{'核定' if cut else ''}数量 {line.amount.normalize():f}）"


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
