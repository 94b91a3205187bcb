"""What applications ask of a school, a county and a bureau. What lies at a step or was returned comes from papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .models import Application
from .named import asked_of
from .queries import FROM_WITHIN, applications_visible_to, hosted_by, page_of
from .states import ApplicationState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    for row in asked_of(actor).order_by("call__until", "id")[:30]:
        title = f"确认是否参加申报：{row.title}"
        yield DeskItem(title, reverse("apply-named"), "去确认", row.call.organisation.short)
    if actor.may("apply_selections"):
        yield from _to_write(actor)
    if actor.may("run_selections") or actor.may("host_selections"):
        yield from _to_check(actor)


def _to_write(actor: Actor) -> Iterator[DeskItem]:
    """Own drafts of open calls, and whatever is to be mended for the formal check."""
    mine = Q(state=ApplicationState.DRAFT, owner=actor.membership_id, call__state=CallState.OPEN)
    asked = Q(state=ApplicationState.CORRECTING, organisation=actor.organisation_id)
    asked &= ~FROM_WITHIN | Q(owner=actor.membership_id)
    rows = applications_visible_to(actor).filter(mine | asked).order_by("call__until", "id")
    for row in rows[:30]:
        mending = row.state == ApplicationState.CORRECTING
        until = row.correct_until if mending else row.call.until
        title = f"{'补正' if mending else '填报'}遴选申报：{row.title}"
        due = timezone.localtime(until).date() if until else None
        yield DeskItem(
            title, page_of(row), "补正" if mending else "继续填报", row.call.organisation.short, due
        )


def _to_check(actor: Actor) -> Iterator[DeskItem]:
    """Calls of the own bureau with applications that wait for the formal check; only those the officer sees. Of a host,
    those it checks.
    """
    ours = Q(call__organisation=actor.organisation_id)
    if actor.may("host_selections"):
        ours |= Q(call__in=hosted_by(actor, "checks").order_by().values("pk"))
    seen = applications_visible_to(actor).filter(ours, state=ApplicationState.RECEIVED)
    counted = seen.order_by().values("call").annotate(number=Count("pk"))
    numbers = {row["call"]: row["number"] for row in counted}
    for call in Call.objects.filter(pk__in=numbers).order_by("until", "id"):
        href = f"{reverse('selection-applications')}?call={call.public_id}&state={ApplicationState.RECEIVED}"
        handler = None if actor.may("host_selections") else call.officer_id
        yield DeskItem(f"形式审查 {numbers[call.pk]} 份申报：{call.title}", href, "去审查", handler=handler)


def unfinished_of(call: Call) -> list[Application]:
    """Drafts that must be sent before the call ends."""
    rows = Application.objects.filter(
        call=call, state__in=(ApplicationState.DRAFT, ApplicationState.RETURNED)
    )
    return list(rows.select_related("owner", "organisation"))
