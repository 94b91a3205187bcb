"""Binders of the test world, a canary in each text and in the bytes: for those who put them together there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.models import Membership
from luoshi.common import clock, files, sealed_files
from luoshi.evidence.binders.models import Binder, ChecklistReading, Content, Folder, Making
from luoshi.evidence.models import Evidence

if TYPE_CHECKING:
    from .world import World

PLACES = ("school-office", "city-officer", "county-officer", "school-head-neighbour")


def make_binders(world: World) -> None:
    """One for each of these places, ready to be fetched. Runs inside the world's act, after the evidence."""
    for key in PLACES:
        _binder(world, world.people[key])


def _binder(world: World, post: Membership) -> None:
    seers = [
        key
        for key, actor in world.actors().items()
        if actor.may("make_binders") and actor.organisation_id == post.organisation_id
    ]
    title, scope, who, heading, wanted, why, kept = (world.canary() for _ in range(7))
    binder = Binder.objects.create(
        organisation=post.organisation,
        about=None,
        title=title,
        source_words=scope,
        started_by=post,
        started_by_name=who,
        renewed_at=clock.now(),
    )
    folder = Folder.objects.create(
        binder=binder, key="1", title=heading, wanted=wanted, place=post.organisation, checked_by_name=who
    )
    piece = Evidence.objects.filter(organisation__path__startswith=post.organisation.path).first()
    if piece is not None:
        Content.objects.create(folder=folder, evidence=piece, why=why, note=why)
    making = Making.objects.create(
        binder=binder,
        state="ready",
        asked_by=post,
        asked_by_name=who,
        made_at=clock.now(),
        digest="0" * 64,
        size=len(kept),
        held={"papers": [], "places": [post.organisation.path]},
    )
    with sealed_files.writing(making.public_id) as file:
        file.write(kept.encode())
    world.add("binder", binder, [title, scope, who], seers)
    world.add("binder_folder", folder, [heading, wanted, why], seers)
    world.add("binder_file", making, [kept], seers)
    _checklist(world, post, seers)


def _checklist(world: World, post: Membership, seers: list[str]) -> None:
    """One that was read and waits for a person."""
    name, title, text, wanted, note, kept = (world.canary() for _ in range(6))
    reading = ChecklistReading(
        organisation=post.organisation,
        stored=files.put([kept.encode()]),
        name=f"{name}.docx",
        title=title,
        state="ready",
        started_by=post,
        started_by_name=name,
    )
    item = {"level": 0, "number": "1", "text": text, "asks": True, "wanted": wanted, "points": "", "note": note,
            "place": "表1第2行"}  # fmt: skip
    reading.sealed = reading.sealed_result({"title": title, "items": [item], "remarks": [], "matches": [[]]})
    reading.save()
    world.add("binder_checklist", reading, [name, title, text, wanted, note, kept], seers)
