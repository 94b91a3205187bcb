"""Posts that are left pass their meetings and resolutions on; what is open goes along when organisations merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from luoshi.accounts.following import Followed
from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.stages import HandedOver, Holding

from .actions.raising import set_right
from .models import AgendaItem, Case, Invited, Meeting, Raised, Resolution
from .states import OPEN, CaseState, MatterState, MeetingState, ResolutionState

_UNDONE = Resolution.objects.filter(state=ResolutionState.OPEN).exclude(meeting__state=MeetingState.CANCELLED)
FOLLOWED = (
    Followed(Meeting, "organisation", Q(state__in=OPEN) | Q(pk__in=_UNDONE.values("meeting")), "调度会"),
    Followed(Invited, "organisation", Q(meeting__state__in=OPEN)),
    Followed(Raised, "organisation", Q(state=MatterState.OPEN), "需协调事项"),
    Followed(Raised, "holder", Q(state=MatterState.OPEN)),
    Followed(Case, "school", ~Q(state=CaseState.CLOSED), "督办"),
    Followed(Case, "organisation", ~Q(state=CaseState.CLOSED), "督办"),
    Followed(AgendaItem, "organisation", Q(meeting__state__in=OPEN)),
)


def follow_placing(*, organisation: Organisation, parent: Organisation, start: dt.date, by: Actor) -> None:
    """Another supervisor: what lies at one that is no longer above the school goes to the next bureau up."""
    rows = Raised.objects.filter(organisation__path__startswith=organisation.path, state=MatterState.OPEN)
    for raised in rows.select_related("organisation", "holder").order_by("pk"):
        set_right(raised)


def _held(posts: QuerySet[Membership]) -> tuple[QuerySet[Resolution], QuerySet[Meeting]]:
    mine = Resolution.objects.filter(owner__in=posts, state=ResolutionState.OPEN).order_by("due", "id")
    run = Meeting.objects.filter(runner__in=posts, state__in=OPEN).order_by("held_on", "id")
    return mine, run


def _cases(posts: QuerySet[Membership]) -> QuerySet[Case]:
    return Case.objects.filter(runner__in=posts).exclude(state=CaseState.CLOSED).order_by("id")


def holdings(posts: QuerySet[Membership]) -> Iterable[Holding]:
    mine, run = _held(posts)
    for row in mine:
        href = reverse("resolution", args=[row.public_id])
        yield Holding("议定事项", row.words, row.owner_id, href, due=row.due)
    for meeting in run:
        href = reverse("meeting", args=[meeting.public_id])
        yield Holding("调度会", meeting.title, meeting.runner_id, href, due=meeting.held_on)
    for case in _cases(posts):
        yield Holding("督办", case.title, case.runner_id, reverse("case", args=[case.public_id]))


def hand_over(leaving: Membership, successor: Membership, by: Actor) -> HandedOver:
    posts = Membership.objects.filter(pk=leaving.pk)
    held = tuple(holdings(posts))
    mine, run = _held(posts)
    for row in mine:
        acts.change(row, owner=successor)
    for row_of_runner in (*run, *_cases(posts)):
        acts.change(row_of_runner, runner=successor)
    return HandedOver(held)
