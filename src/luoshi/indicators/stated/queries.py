"""Which statistics exist for whom: taken ones that speak of the own organisation or those below; own drafts."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor

from .models import StatedFigure, StatedSource
from .permissions import can_bring
from .states import StatedState


def stated_visible_to(actor: Actor) -> QuerySet[StatedFigure]:
    rows = StatedFigure.objects.filter(source__state=StatedState.APPLIED).select_related(
        "source__period", "source__organisation", "organisation", "indicator"
    )
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_figures"):
        return rows.none()
    return rows.filter(within(actor.path, "organisation__"))


def sources_visible_to(actor: Actor) -> QuerySet[StatedSource]:
    rows = StatedSource.objects.select_related("organisation", "period", "count_of")
    if actor.is_system:
        return rows
    theirs = stated_visible_to(actor).order_by().filter(source=OuterRef("pk"))
    own = Q(organisation=actor.organisation_id) if can_bring(actor) else Q(pk__in=[])
    return rows.filter(own | Q(Exists(theirs)))


def schools_of(actor: Actor) -> QuerySet[Organisation]:
    """Of which schools the actor's files may speak."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    return rows.filter(within(actor.path)).order_by("order", "id")


def unexplained(actor: Actor) -> QuerySet[StatedFigure]:
    """Of the own organisation, what differs and nobody has said why."""
    rows = stated_visible_to(actor).filter(organisation=actor.organisation_id)
    return rows.filter(differs=True, reason="").order_by("-source_id", "indicator__order", "pk")
