"""Notices of the test world, a canary in each text: for those they reached, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

if TYPE_CHECKING:
    from .world import World


def make_notices(world: World, by: Actor) -> None:
    """One to everybody of each city, one to a single head with a receipt. Runs inside the world's act."""
    west = [key for key in world.people if key.endswith("-west")]
    east = [key for key in world.people if key not in west]
    for keys in (east, west, ["school-head"]):
        title, body = world.canary(), world.canary()
        notice = tell(
            to=[world.people[key] for key in keys],
            title=title,
            body=body,
            kind="world",
            receipt=len(keys) == 1,
            by=by,
        )
        assert notice is not None
        world.add("notice", notice, [title, body], keys)
