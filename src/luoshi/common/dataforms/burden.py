"""The burden meter: what a form asks before it is published, what each organisation was asked to type afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from luoshi.common.actor import Actor
from luoshi.common.stages import installed
from luoshi.core.fields import Form
from luoshi.core.fields.burden import Burden, burden_of

from .models import Answer, FormDefinition, FormVersion
from .queries import definitions_visible_to
from .sources import all_prefills


@dataclass(frozen=True, slots=True)
class Meter:
    """The burden of one version, and how many organisations it is asked of (None where nobody knows)."""

    burden: Burden
    organisations: int | None

    @property
    def all_cells(self) -> int | None:
        return None if self.organisations is None else self.organisations * self.burden.cells


def meter_of(version: FormVersion, actor: Actor, also: Sequence[tuple[str, Form]] = ()) -> Meter:
    """Beside all other forms in use that the same organisations may be asked, and `also` (title, form)."""
    definition = version.definition
    others = definitions_visible_to(actor).filter(current__isnull=False, withdrawn_at__isnull=True)
    rows = others.exclude(pk=definition.pk).order_by("title", "pk")
    forms = [(row.title, row.current.form) for row in rows if row.current is not None]
    burden = burden_of(version.form, [*forms, *also], frozenset(all_prefills(actor)))
    return Meter(burden, _asked_by(definition.owner_id))


def _asked_by(owner_id: int) -> int | None:
    counts = [stage.fills_forms(owner_id) for stage in installed() if stage.fills_forms is not None]
    return sum(counts) if counts else None


def answers_by_organisation(definition: FormDefinition) -> QuerySet[Any, dict[str, Any]]:
    """Per organisation that answered: how often, how many cells it typed, how many were brought."""
    return totals(Answer.objects.filter(definition=definition))


def totals(answers: QuerySet[Answer]) -> QuerySet[Any, dict[str, Any]]:
    """The ground of the burden account: of any answers, per organisation, the largest first."""
    rows = answers.order_by().values("organisation_id")
    counted = rows.annotate(
        name=Max("organisation_name"),
        answers=Count("pk"),
        typed_cells=Sum("typed"),
        brought_cells=Sum("brought"),
    )
    return counted.order_by("-typed_cells", "organisation_id")


def sums_of(definition: FormDefinition) -> dict[str, int]:
    """Of all who answered: how many organisations, what they typed, what was brought."""
    found = Answer.objects.filter(definition=definition).aggregate(
        organisations=Count("organisation_id", distinct=True), typed=Sum("typed"), brought=Sum("brought")
    )
    return {name: number or 0 for name, number in found.items()}
