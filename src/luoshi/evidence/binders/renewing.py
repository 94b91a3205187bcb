"""A binder brought up to date: with what has been cited since, or with a list that was changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from luoshi.common import acts, clock
from luoshi.common.actor import Actor

from . import permissions
from .actions import Place, fill, refuse_closed, refuse_too_many
from .models import Binder, Content, Folder

GONE = "现在的目录里已没有这一项，选过的材料留在这里。"


@acts.act("binders.renew_binder", who=permissions.can_work_on_binder, on="binder")
def renew_binder(*, binder: Binder, places: Sequence[Place], by: Actor) -> Binder:
    """What has been cited since comes in, what is cited no more goes; what a person chose, added or set aside stays."""
    refuse_closed(binder)
    refuse_too_many(places)
    there = {folder.key: folder for folder in binder.folders.all()}
    wanted = {place.key: place for place in places}
    _drop_uncited([(folder, wanted[key]) for key, folder in there.items() if key in wanted])
    chosen = _chosen(binder)
    gone = [folder for key, folder in there.items() if key not in wanted and not _decided(folder, chosen)]
    acts.note_bulk("binders.folder.removed", [[folder.public_id, folder.key] for folder in gone])
    Folder.objects.filter(pk__in=[folder.pk for folder in gone]).delete()
    kept = {key: folder for key, folder in there.items() if folder not in gone}
    for order, place in enumerate(places):
        if place.key in kept:
            _follow(kept[place.key], place, order)
    for order, folder in enumerate(each for key, each in kept.items() if key not in wanted):
        said = folder.wanted if folder.wanted.startswith(GONE) else f"{GONE}\n{folder.wanted}".strip()
        acts.change(folder, order=len(places) + order, asks=False, owner=None, due=None, wanted=said)
    fill(binder, places, kept)
    acts.change(binder, renewed_at=clock.now())
    return binder


def _follow(folder: Folder, place: Place, order: int) -> None:
    acts.change(
        folder,
        order=order,
        level=place.level,
        number=place.number[:40],
        title=place.title[:300],
        wanted=place.wanted,
        href=place.href,
        asks=place.asks,
        place_id=place.place,
    )


TAKEN = Q(by_hand=True) | Q(score__gt=0, included=True)


def _drop_uncited(there: list[tuple[Folder, Place]]) -> None:
    """What nobody chose: a proposal that was taken stays. In two questions, however many folders."""
    cited = {folder.pk: {each.thing for each in place.contents} for folder, place in there}
    rows = Content.objects.filter(folder__in=cited).exclude(TAKEN)
    gone = [row.pk for row in rows if (row.evidence_id, row.paper_id) not in cited[row.folder_id]]
    Content.objects.filter(pk__in=gone).delete()


def _chosen(binder: Binder) -> set[int]:
    """Keys of the folders something in which a person chose."""
    return set(Content.objects.filter(TAKEN, folder__binder=binder).values_list("folder", flat=True))


def _decided(folder: Folder, chosen: set[int]) -> bool:
    """Whether a person said something of it that must not be lost."""
    return bool(folder.set_aside_at or folder.owner_id or folder.checked_at) or folder.pk in chosen
