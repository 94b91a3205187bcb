"""A package in the test world: of the ended selection of `world_recognition`, ready to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.common import acts, clock, sealed_files
from luoshi.selection.archive.models import Package
from luoshi.selection.models import Call

if TYPE_CHECKING:
    from .world import World

SEERS = ("city-officer", "section-head", "monitor")


def make_archive(world: World, call: Call) -> None:
    """Runs inside the world's act, after recognition."""
    who, kept = world.canary(), world.canary()
    package = acts.create(
        Package, call=call, state="ready", asked_by=world.people["city-officer"], asked_by_name=who,
        made_at=clock.now(), digest="0" * 64, size=len(kept), files=1,
    )  # fmt: skip
    with sealed_files.writing(package.public_id) as file:
        file.write(kept.encode())
    world.add("packed_call", call, [who], SEERS)
    world.add("selection_package", package, [kept], SEERS)
