"""Offices that merge: what stands of their plans and returns follows these to the heir, and back when that is undone.

The general rules stay with the office that set them (`queries.rules_in_force` finds them), week pages too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.progress.returns.models import ReturnSheet

from ..entry.models import FilingSheet
from .models import Alert, AlertRule, UpwardPackage


def follow_merger(*, old: Organisation, new: Organisation, **_: Any) -> None:
    _settle(old, new)


def undo_merger(*, change: OrganisationChange, **_: Any) -> None:
    """Called after plans and returns have gone back: what was opened or set meanwhile goes with them."""
    if change.kind == OrganisationChange.Kind.MERGED:
        for old in Organisation.objects.filter(public_id__in=change.facts["olds"]):
            _settle(change.organisation, old)


def _settle(before: Organisation, now: Organisation) -> None:
    """What is still written under the one though its plan or return is the other's."""
    sheets = ReturnSheet.objects.filter(asked_in__organisation=now, asked_in__plan__isnull=True)
    abouts = [f"sheet:{key}" for key in sheets.values_list("public_id", flat=True)]
    filings = FilingSheet.objects.filter(filing__organisation=now)
    abouts += [f"filing:{key}" for key in filings.values_list("public_id", flat=True)]
    without = Q(plan__isnull=True, about__in=abouts)
    _move(Alert.objects.filter(Q(plan__issuer=now) | without, bureau=before), "bureau", now)
    for model in (AlertRule, UpwardPackage):
        _move(model._default_manager.filter(plan__issuer=now, organisation=before), "organisation", now)


def _move(rows: QuerySet[Any], field: str, to: Organisation) -> None:
    keys = list(rows.order_by("pk").values_list("public_id", flat=True))
    if keys:
        rows.model._default_manager.filter(public_id__in=keys).update(**{field: to})
        acts.note_bulk(f"alerts.{rows.model._meta.model_name}", [[key, field, to.public_id] for key in keys])


AFTER: dict[str, Callable[..., Any]] = {
    "accounts.merge_organisations": follow_merger,
    "accounts.undo_organisation_change": undo_merger,
}
