"""What rounds ask of a school's office and of the bureau's officer. What lies at a step comes from papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.stages import DeskItem

from .models import Application, Round, RoundOrganisation
from .queries import rounds_visible_to
from .states import ApplicationState, RoundState


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.may("manage_duties"):
        yield from _to_apply(actor)
    if actor.may("edit_plan"):
        yield from _to_open(actor)


def _to_apply(actor: Actor) -> Iterator[DeskItem]:
    """Rounds the own organisation is invited to and has not sent anything in: not begun, or a draft."""
    invited = RoundOrganisation.objects.filter(organisation=actor.organisation_id).values("round")
    rounds = list(rounds_visible_to(actor).filter(pk__in=invited, state=RoundState.OPEN).order_by("until"))
    rows = Application.objects.filter(round__in=rounds, organisation=actor.organisation_id)
    mine = {row.round_id: row for row in rows.exclude(state=ApplicationState.WITHDRAWN)}
    for each in rounds:
        application = mine.get(each.pk)
        if not each.takes_applications or (application and application.state != ApplicationState.DRAFT):
            continue
        href = (
            reverse("application", args=[application.public_id])
            if application
            else reverse("round", args=[each.public_id])
        )
        yield DeskItem(
            f"承接申报：{each.name}",
            href,
            "继续填报" if application else "去申报",
            each.plan.issuer.short,
            each.last_day,
        )


def _to_open(actor: Actor) -> Iterator[DeskItem]:
    drafts = Round.objects.filter(plan__issuer=actor.organisation_id, state=RoundState.DRAFT)
    for each in drafts.order_by("id"):
        yield DeskItem(
            f"发布承接申报：{each.name}", reverse("round", args=[each.public_id]), "去发布", group="todo"
        )
