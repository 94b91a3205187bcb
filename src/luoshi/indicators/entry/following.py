"""Organisations merge: a bureau's open filings go along; a school whose sheet is under way waits till it is settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from luoshi.accounts.following import Followed, following, standing
from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import Holding

from .models import Filing, FilingSheet
from .states import FilingState, SheetState

FOLLOWED = (Followed(Filing, "organisation", Q(state=FilingState.OPEN), "指标填报"),)
_FILINGS = following("indicator_entry", FOLLOWED)
UNDER_WAY = (SheetState.FILLING, SheetState.CHECKING, SheetState.SENT, SheetState.LOOKED, SheetState.RETURNED)


def _under_way(organisation: Organisation) -> QuerySet[FilingSheet]:
    rows = FilingSheet.objects.filter(
        organisation=organisation, state__in=UNDER_WAY, filing__state=FilingState.OPEN
    )
    return rows.select_related("filing", "organisation").order_by("id")


def stands_on(organisation: Organisation) -> Iterable[Holding]:
    yield from standing(FOLLOWED, organisation)
    for sheet in _under_way(organisation):
        yield Holding("指标填报", sheet.filing.title, 0, reverse("filing-sheet", args=[sheet.public_id]))


def follow(*, old: Organisation, new: Organisation, by: Actor, **given: Any) -> dict[str, Any]:
    if (sheet := _under_way(old).first()) is not None:
        raise RuleBroken(
            f"{old.short}的“{sheet.filing.title}”还在填报或审定，请先审定、由学校撤回，或截止这次填报，再合并。"
        )
    moved: dict[str, Any] = _FILINGS["accounts.merge_organisations"](old=old, new=new, by=by, **given)
    return moved


AFTER = {
    "accounts.merge_organisations": follow,
    "accounts.undo_organisation_change": _FILINGS["accounts.undo_organisation_change"],
}
