"""Organisations that merge while something is asked of them.

The return of an office goes along while it is under way. A sheet goes along as long as it is open, and what was sent as
long as it can be doubted, unless the heir is asked too: then the heir's counts, and the other one stays with its
organisation as it stood.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import Q

from luoshi.accounts.following import Followed, following, standing
from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer
from luoshi.common.errors import RuleBroken
from luoshi.core.quoting import quoted

from .handing_over import UNDER_WAY
from .models import Return, ReturnSheet
from .states import ReturnState, SheetState

OPEN_SHEET = Q(
    asked_in__state__in=(ReturnState.OPEN, ReturnState.CLOSED),
    state__in=(SheetState.TODO, SheetState.FILLING, SheetState.CHECKING, SheetState.DOUBTFUL),
)
CAME_SHEET = Q(
    asked_in__state__in=(ReturnState.OPEN, ReturnState.CLOSED),
    state__in=(SheetState.SENT, SheetState.RECEIVED),
)
VERSIONS = ("answer_version", "version_before")  # which state of the answer was sent
CAME = "returns.ReturnSheet.came"
FOLLOWED = (
    Followed(Return, "organisation", Q(state__in=UNDER_WAY), "收表"),
    Followed(ReturnSheet, "organisation", OPEN_SHEET, "没有送出的表"),
)
_FOLLOWING = following("returns", FOLLOWED)
stands_on = partial(standing, FOLLOWED)


def follow_merger(
    *, change: OrganisationChange, old: Organisation, new: Organisation, on: dt.date, by: Actor
) -> dict[str, Any]:
    """Raises RuleBroken while both have an open sheet of one return: one of them is sent or taken out first."""
    rows = ReturnSheet.objects.filter(OPEN_SHEET, organisation=old)
    both = rows.filter(asked_in__sheets__organisation=new).select_related("asked_in").first()
    if both is not None:
        raise RuleBroken(
            f"{quoted(both.asked_in.title)}同时向{old.short}和{new.short}要表，{old.short}的还没有送出。"
            f"请先送出，或请{both.asked_in.organisation.short}截止或撤回这次收表，再合并。"
        )
    moved: dict[str, Any] = _FOLLOWING["accounts.merge_organisations"](
        change=change, old=old, new=new, on=on, by=by
    )
    moved[CAME] = _bring_what_came(old, new)
    _bring_answers(new)
    return moved


def _bring_what_came(old: Organisation, new: Organisation) -> list[str]:
    """What was sent and may still be doubted, for somebody to be there to answer. Not where the heir has a sheet."""
    rows = ReturnSheet.objects.filter(CAME_SHEET, organisation=old)
    found = list(rows.exclude(asked_in__sheets__organisation=new).order_by("pk"))
    for sheet in found:
        acts.change(sheet, organisation=new)
    return [sheet.public_id for sheet in found]


def undo_merger(*, change: OrganisationChange, by: Actor) -> None:
    _FOLLOWING["accounts.undo_organisation_change"](change=change, by=by)
    olds = change.facts.get("olds", {})
    for old in Organisation.objects.filter(public_id__in=olds):
        came = olds[old.public_id]["after"].get("returns", {}).get(CAME, [])
        rows = ReturnSheet.objects.filter(CAME_SHEET, public_id__in=came, organisation=change.organisation)
        for sheet in list(rows):
            acts.change(sheet, organisation=old)
        _bring_answers(old)


def _bring_answers(organisation: Organisation) -> None:
    """What was filled in belongs to the organisation that has the sheet now."""
    sheets = ReturnSheet.objects.filter(OPEN_SHEET | CAME_SHEET, organisation=organisation)
    rows = Answer.objects.filter(
        about_type=ReturnSheet._meta.label_lower,
        about_id__in=list(sheets.values_list("public_id", flat=True)),
    ).exclude(organisation_id=organisation.pk)
    by_key = {sheet.public_id: sheet for sheet in sheets}
    for answer in rows:
        before = answer.version
        acts.change(answer, organisation_id=organisation.pk)
        sheet = by_key[answer.about_id]
        said = {name: answer.version for name in VERSIONS if getattr(sheet, name) == before}
        if said:
            acts.change(sheet, **said)  # what was sent is the same, in the version it has now


AFTER = {
    "accounts.merge_organisations": follow_merger,
    "accounts.undo_organisation_change": undo_merger,
}
