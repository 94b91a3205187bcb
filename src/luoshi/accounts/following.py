"""What points to an organisation goes along when it merges, and comes back when that is undone.

A stage lists its keys once:

    FOLLOWED = (Followed(Brief, "organisation", Q(state__in=OPEN), "呈批件"), …)
    STAGE = Stage(…, stands_on=partial(standing, FOLLOWED), after=following("papers", FOLLOWED))

Only what is still open goes along; what is finished stays written under the name it was done under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.models import Base
from luoshi.common.stages import Holding

from .models import ListUpload, Organisation, OrganisationChange, Succession
from .states import OPEN


@dataclass(frozen=True, slots=True)
class Followed:
    """One key to an organisation. open: which rows go along; words: what they are called where they keep an
    organisation from being closed; empty: they do not.
    """

    model: type[Base]
    field: str
    open: Q
    words: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, organisation: Organisation) -> QuerySet[Any]:
        return (
            self.model._base_manager.filter(self.open, **{self.field: organisation}).distinct().order_by("pk")
        )


OPEN_LISTS = Followed(ListUpload, "organisation", Q(state__in=OPEN))


def following(stage: str, followed: Sequence[Followed]) -> dict[str, Callable[..., Any]]:
    """For `Stage.after`: along with a merger, and back."""

    def follow(*, old: Organisation, new: Organisation, **_: Any) -> dict[str, list[str]]:
        return {each.name: _move(each.rows(old), each.field, new) for each in followed}

    def back(*, change: OrganisationChange, by: Actor) -> None:
        if change.kind != OrganisationChange.Kind.MERGED:
            return
        for old_id, facts in change.facts["olds"].items():
            old = Organisation.objects.get(public_id=old_id)
            moved = facts["after"].get(stage, {})
            for each in followed:
                mine = each.rows(change.organisation).filter(public_id__in=moved.get(each.name, []))
                _move(mine, each.field, old)

    return {"accounts.merge_organisations": follow, "accounts.undo_organisation_change": back}


def _move(rows: QuerySet[Any], field: str, to: Organisation) -> list[str]:
    moved = []
    for row in list(rows):
        acts.change(row, **{field: to})
        moved.append(str(row.public_id))
    return moved


def standing(followed: Sequence[Followed], organisation: Organisation) -> Iterable[Holding]:
    """For `Stage.stands_on`: what would be left behind if the organisation were closed."""
    for each in followed:
        if each.words:
            for row in each.rows(organisation):
                yield Holding(each.words, str(row), 0)


def merged(one: Organisation, other: Organisation, *, undone: bool = False) -> bool:
    """Whether one of them is being, or was, merged into the other; undone: also where that was taken back."""
    pair = {one.public_id, other.public_id}
    changes = OrganisationChange.objects.filter(
        kind=OrganisationChange.Kind.MERGED, organisation__in=(one.pk, other.pk)
    )
    if not undone:
        changes = changes.filter(undone_at__isnull=True)
    return any(pair <= {change.organisation.public_id, *change.facts["olds"]} for change in changes)


def carried_on_by(organisation: Organisation) -> Organisation:
    """The organisation itself, or the one into which it was merged, however often."""
    for _ in range(20):
        if organisation.closed_on is None:
            break
        heirs = Succession.objects.filter(old=organisation, change__kind=OrganisationChange.Kind.MERGED)
        heir = heirs.select_related("new").order_by("-pk").first()
        if heir is None:
            break
        organisation = heir.new
    return organisation
