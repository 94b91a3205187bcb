"""Which documents, clauses and imports exist for whom."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.accounts.queries import ancestors, within
from luoshi.common.actor import Actor

from .models import Clause, Decision, PolicyDocument, Reading


def documents_visible_to(actor: Actor) -> QuerySet[PolicyDocument]:
    """Published documents of the own organisation and of those above it."""
    documents = PolicyDocument.objects.filter(withdrawn_at__isnull=True).select_related("owner")
    if actor.is_system:
        return documents
    if not actor.may("read_plans"):
        return documents.none()
    return documents.filter(owner__path__in=ancestors(actor.path))


def clauses_visible_to(actor: Actor) -> QuerySet[Clause]:
    return Clause.objects.filter(
        document__in=documents_visible_to(actor), withdrawn_at__isnull=True
    ).select_related("document", "parent")


def readings_visible_to(actor: Actor) -> QuerySet[Reading]:
    """Imports under way are seen by those who may import, in the own organisation."""
    readings = Reading.objects.select_related("owner", "job", "started_by", "document")
    if actor.is_system:
        return readings
    if not actor.may("import_policy"):
        return readings.none()
    return readings.filter(within(actor.path, "owner__"))


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    return Decision.objects.filter(document__in=documents_visible_to(actor)).select_related("decided_by")
