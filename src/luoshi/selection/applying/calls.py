"""Which calls exist for whom."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luoshi.accounts.queries import ancestors
from luoshi.common.actor import Actor
from luoshi.selection.models import Call


def calls_visible_to(actor: Actor) -> QuerySet[Call]:
    rows = Call.objects.select_related("organisation", "form_version")
    if actor.is_system:
        return rows
    if actor.membership_id is None or not actor.may("read_selections"):
        return rows.none()
    seen = Q(opened_at__isnull=False, organisation__path__in=ancestors(actor.path))
    if actor.may("run_selections"):
        seen |= Q(organisation=actor.organisation_id)
    return rows.filter(seen)
