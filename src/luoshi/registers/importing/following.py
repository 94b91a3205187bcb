"""A school merges into another: its unfinished imports end, what it said of columns stays its own."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor

from .models import ListImport
from .states import OPEN, ImportState


def follow(*, old: Organisation, new: Organisation, by: Actor, **given: Any) -> dict[str, Any]:
    """A list of the old school is no list of the new one: whoever goes on uploads it there."""
    ended = list(ListImport.objects.filter(organisation=old, state__in=OPEN))
    for row in ended:
        acts.change(
            row, state=ImportState.DISCARDED, message=f"本单位并入{new.name}，没有办完的导入已停止。"[:300]
        )
    return {"register_imports": [row.public_id for row in ended]}


def follow_back(*, change: OrganisationChange, by: Actor) -> None:
    """Nothing to move: they can be taken up again as any that was given up."""


AFTER = {"accounts.merge_organisations": follow, "accounts.undo_organisation_change": follow_back}
