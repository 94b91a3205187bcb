"""Which of them there are for whom: those of the own school, for who keeps its registers."""

from __future__ import annotations

from django.db.models import QuerySet

from luoshi.common.actor import Actor
from luoshi.registers.queries import registers_visible_to

from .models import ListImport


def imports_visible_to(actor: Actor) -> QuerySet[ListImport]:
    rows = ListImport.objects.select_related(
        "register__definition__current__definition", "organisation", "job", "started_by"
    )
    rows = rows.defer(
        "sealed", "decided", "outline", "compared", "undo"
    )  # megabytes, opened by who needs them
    if actor.is_system:
        return rows
    if not actor.may("keep_registers"):
        return rows.none()
    seen = registers_visible_to(actor).order_by().values("pk")
    return rows.filter(organisation=actor.organisation_id, register__in=seen)
