"""Which experts, seats, conflicts and draws exist for whom.

The bureau's officers and its monitor see pool, conflicts, draws and hands of their bureau's selections; an expert his
own line, his seats, and what is in his hands once he signed. A school sees none of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import (
    applications_visible_to,
    calls_kept_from,
    hosted_by,
    kept_from,
    monitors_of,
)
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Assigned, Conflict, Discipline, DisciplineText, Draw, Expert, LiftAsked, Proposal, Seat
from .states import DrawState, ExpertState

NO_WITNESS = "没有别的监督员能见证，请安全管理员登记另一名监督员的岗位"
NO_SECOND = "没有别的监督员能答复，请安全管理员登记另一名监督员的岗位"
WITH_PANEL = (CallState.DRAWING, CallState.REVIEWING, CallState.DECIDING)


def runs_or_watches(actor: Actor) -> bool:
    """Of the bureau, and its pool. A host has the calls it was asked for: `panel_calls_of`."""
    return actor.may("run_selections") or actor.may("watch_selections")


def makes_or_watches(actor: Actor) -> bool:
    return runs_or_watches(actor) or actor.may("host_selections")


def experts_visible_to(actor: Actor) -> QuerySet[Expert]:
    rows = Expert.objects.select_related("membership__user", "organisation")
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    seen = Q(membership=actor.membership_id)
    if runs_or_watches(actor):
        seen |= Q(organisation=actor.organisation_id)
    if actor.may("host_selections"):
        seen |= Q(organisation__in=hosted_by(actor, "panel").order_by().values("organisation"))
    return rows.filter(seen)


def with_facts(rows: QuerySet[Expert]) -> QuerySet[Expert]:
    """As `checking.grounds` wants them."""
    return rows.select_related("membership__user", "entry", "organisation").prefetch_related(
        "tenures__organisation", "judged"
    )


def with_load(rows: QuerySet[Expert], actor: Actor) -> QuerySet[Expert]:
    """Reliability as facts: what he was given, what of it was taken back, for how many selections he was asked and
    left; of the selections whose panel the actor sees.
    """
    seen = Q(seats__call__in=panel_calls_of(actor).order_by().values("pk"))
    taken_back, left = Q(seats__assigned__void_at__isnull=False), Q(seats__left_at__isnull=False)
    return rows.annotate(
        given=Count("seats__assigned", filter=seen, distinct=True),
        taken=Count("seats__assigned", filter=seen & taken_back, distinct=True),
        asked=Count("seats", filter=seen, distinct=True),
        left=Count("seats", filter=seen & left, distinct=True),
    ).order_by("name", "id")


def available(rows: QuerySet[Expert]) -> QuerySet[Expert]:
    """Who may be asked today: at work in the pool, his post held, not away."""
    today = clock.today()
    away = Q(away_from__lte=today) & (Q(away_until__isnull=True) | Q(away_until__gte=today))
    held = memberships_today().filter(pk=OuterRef("membership"))
    return rows.filter(Exists(held), state=ExpertState.ACTIVE).exclude(away)


def panel_calls_of(actor: Actor) -> QuerySet[Call]:
    """Selections whose panel the actor runs or watches: those of his bureau, none with an application he keeps away
    from. Codes, loads and the files of a draw would tell him who reads it.
    """
    rows = Call.objects.select_related("organisation", "officer__user")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not makes_or_watches(actor):
        return rows.none()
    if actor.may("host_selections"):
        return rows.filter(pk__in=hosted_by(actor, "panel").order_by().values("pk"))
    return rows.filter(organisation=actor.organisation_id).exclude(calls_kept_from(actor))


def kept_from_panels(actor: Actor) -> QuerySet[Call]:
    """Selections of the actor's bureau whose panel is made, reads or may read again, and from which he keeps away."""
    rows = Call.objects.filter(organisation=actor.organisation_id, state__in=WITH_PANEL)
    return rows.filter(calls_kept_from(actor))


def seats_visible_to(actor: Actor) -> QuerySet[Seat]:
    rows = Seat.objects.select_related(
        "call__organisation", "expert__membership__user", "held_by", "discipline"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None:
        return rows.none()
    seen = Q(expert__membership=actor.membership_id, held_by__user=actor.user_id)
    if makes_or_watches(actor):
        seen |= Q(call__in=panel_calls_of(actor).order_by().values("pk"))
    return rows.filter(seen)


def own_seats(actor: Actor) -> QuerySet[Seat]:
    """An expert's own, while he is asked."""
    rows = Seat.objects.select_related(
        "call__organisation", "expert__membership__user", "held_by", "discipline"
    )
    if actor.membership_id is None or not actor.may("review_selections"):
        return rows.none()
    at_work = Q(expert__membership=actor.membership_id, expert__state=ExpertState.ACTIVE)
    return rows.filter(at_work, left_at__isnull=True, held_by__user=actor.user_id)


def who_sit_in(call: Call) -> QuerySet[Any]:
    """Keys of the users who are experts of this selection, or were once something of it had been given to them."""
    rows = Seat.objects.filter(Q(left_at__isnull=True) | Q(assigned__isnull=False), call=call)
    return rows.filter(held_by__isnull=False).order_by().values("held_by__user")


def sits_in(actor: Actor, call: Call) -> bool:
    """Through whatever post."""
    return bool(who_sit_in(call).filter(held_by__user=actor.user_id).exists())


def witnesses_of(draw: Draw) -> QuerySet[Membership]:
    """The monitors who may witness it: none who keeps away, none of its experts, none who ran it."""
    ran = [post.user_id for post in (draw.started_by, draw.closed_by) if post is not None]
    rows = monitors_of(draw.call).exclude(kept_from(draw.call, OuterRef("user")))
    return rows.exclude(user__in=who_sit_in(draw.call)).exclude(user__in=ran).order_by("id")


def who_witnesses(draw: Draw) -> str:
    names = [post.user.name for post in witnesses_of(draw).select_related("user")[:3]]
    return f"请监督员{'、'.join(names)}见证。" if names else f"{NO_WITNESS}。"


def who_agrees_to_void(proposal: Proposal) -> str:
    """The monitors who may: none who keeps away, none of its experts, not who said it."""
    call = proposal.call
    rows = monitors_of(call).exclude(kept_from(call, OuterRef("user"))).exclude(user__in=who_sit_in(call))
    rows = rows.exclude(user=proposal.said_by.user_id).select_related("user").order_by("id")
    names = [post.user.name for post in rows[:3]]
    return f"请监督员{'、'.join(names)}答复。" if names else f"{NO_SECOND}。"


def judges_of(call: Call) -> QuerySet[Membership]:
    """The posts of those who are experts of this selection, or were."""
    return memberships_today().filter(role="expert", user__in=who_sit_in(call)).order_by("id")


def draws_visible_to(actor: Actor) -> QuerySet[Draw]:
    calls = panel_calls_of(actor).order_by().values("pk")
    return Draw.objects.filter(call__in=calls).select_related("call__organisation", "witnessed_by__user")


def conflicts_visible_to(actor: Actor) -> QuerySet[Conflict]:
    """Of applications the actor sees: an officer who is conflicted with one sees no line of it."""
    rows = Conflict.objects.select_related(
        "expert__membership__user",
        "application__organisation",
        "application__call",
        "said_by__user",
        "lifted_by__user",
    )
    if actor.is_system:
        return rows
    calls = panel_calls_of(actor).order_by().values("pk")
    return rows.filter(
        application__in=papers_seen_by(actor).order_by().values("pk"), application__call__in=calls
    )


def lifts_asked_visible_to(actor: Actor) -> QuerySet[LiftAsked]:
    """Of the selections whose panel the actor runs or watches."""
    rows = LiftAsked.objects.select_related(
        "seat__expert", "seat__held_by", "seat__call", "answered_by__user"
    )
    return rows.filter(seat__call__in=panel_calls_of(actor).order_by().values("pk"))


def papers_seen_by(actor: Actor) -> QuerySet[Application]:
    """Accepted applications the actor sees: what a panel is for."""
    return applications_visible_to(actor).filter(state=ApplicationState.ACCEPTED)


def assigned_visible_to(actor: Actor) -> QuerySet[Assigned]:
    """For those who run or watch the selection, of applications they see."""
    rows = Assigned.objects.select_related(
        "seat__expert", "application__organisation", "application__call", "draw", "seat__call__organisation"
    )
    if actor.is_system:
        return rows
    calls = panel_calls_of(actor).order_by().values("pk")
    seen = papers_seen_by(actor).order_by().values("pk")
    return rows.filter(seat__call__in=calls, application__in=seen)


def assigned_to(actor: Actor) -> QuerySet[Assigned]:
    """What is in an expert's own hands now: given, not taken away, his commitment for that selection signed."""
    rows = Assigned.objects.select_related(
        "seat__call__organisation", "seat__expert__membership__user", "seat__held_by", "application"
    )
    signed = Discipline.objects.filter(seat=OuterRef("seat"), signed_by__user=actor.user_id)
    return rows.filter(
        Exists(signed), seat__in=own_seats(actor).order_by().values("pk"), void_at__isnull=True
    )


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Of panels the actor runs or watches."""
    rows = Proposal.objects.select_related(
        "call__organisation", "said_by__user", "confirmed_by__user", "declined_by__user", "draw",
        "conflict__expert__membership",
        "conflict__application__organisation", "seat__expert__membership", "application__organisation",
        "instead_of__seat__expert", "person__application__organisation",
    )  # fmt: skip
    if actor.is_system:
        return rows
    return rows.filter(call__in=panel_calls_of(actor).order_by().values("pk"))


def place_of(proposal: Proposal) -> str:
    """The page on which it waits."""
    if proposal.draw_id is not None:
        return reverse("panel-draw", args=[proposal.draw.public_id])
    of_conflicts = proposal.conflict_id is not None or proposal.person_id is not None
    page = "panel-conflicts" if of_conflicts else "panel-hands"
    return reverse(page, args=[proposal.call.public_id])


def changed_by_hand(call: Call, round: str) -> tuple[int, int]:
    """Of one round: what readers hold because somebody gave it to them by hand, and what was drawn. A third reader that
    the rules ask for is not counted.
    """
    rows = Assigned.objects.filter(seat__call=call, round=round)
    by_hand = rows.filter(draw__isnull=True, third=False, void_at__isnull=True)
    return by_hand.count(), rows.filter(draw__isnull=False).count()


def text_of(call: Call) -> DisciplineText | None:
    """The commitment its experts sign from now on."""
    return DisciplineText.objects.filter(organisation=call.organisation_id).order_by("-number").first()


def live_draw(call: Call, round: str = "") -> Draw | None:
    rows = Draw.objects.filter(call=call, round=round).exclude(
        state__in=(DrawState.CONFIRMED, DrawState.VOID)
    )
    return rows.first()
