"""An office merges into another: its reports go along, its templates where the heir has none of that kind."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor

from .models import Report, TemplateVersion


def follow(*, old: Organisation, new: Organisation, by: Actor, **_: Any) -> dict[str, list[str]]:
    own = TemplateVersion.objects.filter(organisation=new).order_by().values("about")
    versions = TemplateVersion.objects.filter(organisation=old).exclude(about__in=own)
    return {
        "reports": _move(list(Report.objects.filter(organisation=old)), new),
        "templates": _move(list(versions), new),
    }


def follow_back(*, change: OrganisationChange, by: Actor) -> None:
    if change.kind != OrganisationChange.Kind.MERGED:
        return
    for old_id, facts in change.facts["olds"].items():
        old = Organisation.objects.get(public_id=old_id)
        moved = facts["after"].get("reports", {})
        for model, name in ((Report, "reports"), (TemplateVersion, "templates")):
            mine = model._default_manager.filter(
                organisation=change.organisation, public_id__in=moved.get(name, [])
            )
            _move(list(mine), old)


def _move(rows: list[Any], to: Organisation) -> list[str]:
    for row in rows:
        acts.change(row, organisation=to)
    return [row.public_id for row in rows]


AFTER = {"accounts.merge_organisations": follow, "accounts.undo_organisation_change": follow_back}
