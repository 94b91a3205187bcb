"""The library goes along when organisations merge, in whole, and comes back when that is undone.

Thousands of rows: moved by one statement, with their number and digest in the log.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor

from .models import Evidence, EvidenceUse


def follow_merger(*, old: Organisation, new: Organisation, **_: Any) -> dict[str, list[str]]:
    return {model.__name__: _move(model, new, organisation=old) for model in (Evidence, EvidenceUse)}


def follow_undoing(*, change: OrganisationChange, by: Actor) -> None:
    if change.kind != OrganisationChange.Kind.MERGED:
        return
    for old_id, facts in change.facts["olds"].items():
        old = Organisation.objects.get(public_id=old_id)
        moved = facts["after"].get("evidence", {})
        for model in (Evidence, EvidenceUse):
            mine = moved.get(model.__name__, [])
            _move(model, old, organisation=change.organisation, public_id__in=mine)
        _move_uses_of(old)


def _move_uses_of(old: Organisation) -> None:
    """What was cited since goes back with the piece."""
    since = EvidenceUse.objects.filter(evidence__organisation=old).exclude(organisation=old)
    _move(EvidenceUse, old, pk__in=list(since.values_list("pk", flat=True)))


def _move(model: Any, to: Organisation, **which: Any) -> list[str]:
    rows = model.objects.filter(**which)
    moved = list(rows.order_by("pk").values_list("public_id", flat=True))
    rows.update(organisation=to, version=F("version") + 1)
    if moved:
        acts.note_bulk(f"{model._meta.label_lower}.organisation", [*moved, to.public_id])
    return moved
