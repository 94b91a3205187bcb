"""What this package adds to an organisation's page: its story, and the acts open to whoever looks."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from luoshi.common.actor import Actor

from .models import Organisation, OrganisationChange, PlannedChange, Succession
from .organisation_kinds import KINDS, open_to
from .permissions import can_manage_organisation, can_settle_planned
from .queries import planned_visible_to
from .states import TO_COME, PlannedState


def organisation_panel(actor: Actor, organisation: Organisation) -> dict[str, Any] | None:
    may = can_manage_organisation(actor, organisation)
    linked = Succession.objects.filter(Q(old=organisation) | Q(new=organisation))
    changes = OrganisationChange.objects.filter(
        Q(organisation=organisation) | Q(pk__in=linked.values("change"))
    ).select_related("organisation")
    story = [
        {"change": change, "may_undo": may and change.undone_at is None}
        for change in changes.order_by("-on", "-id")[:100]
    ]
    return {
        "template": "accounts/_organisation_panel.html",
        "organisation": organisation,
        "story": story,
        "to_come": _to_come(actor, organisation),
        "acts": open_to(actor, organisation),
        "supervisors": organisation.second_supervisors.filter(end__isnull=True),
        "successors": Organisation.objects.filter(origins__old=organisation).distinct(),
        "origins": Organisation.objects.filter(successions__new=organisation).distinct(),
    }


def _to_come(actor: Actor, organisation: Organisation) -> list[dict[str, Any]]:
    """What was entered for days to come, and what could not be done on its day."""
    rows = planned_visible_to(actor).filter(organisation=organisation, state__in=TO_COME)
    return [
        {
            "planned": planned,
            "by": _by(actor, planned),
            "title": KINDS[planned.what].title,
            "failed": planned.state == PlannedState.FAILED,
            "may": can_settle_planned(actor, planned),
        }
        for planned in rows
    ]


def _by(actor: Actor, planned: PlannedChange) -> str:
    """Whose post entered it; the name is for those who see the people of that post's organisation."""
    post = planned.post
    sees = actor.is_system or (actor.may("see_people") and post.organisation.path.startswith(actor.path))
    return f"{post.user.name}（{post}）" if sees else post.organisation.short
