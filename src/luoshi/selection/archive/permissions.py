"""Who may what with packages. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.review.permissions import can_see_review

from .models import Package


def only_the_system(actor: Actor, package: Package) -> bool:
    return actor.is_system


def can_pack(actor: Actor, call: Call) -> bool:
    """Officers and the monitor of the bureau whose call it is, but none who is conflicted with something of it."""
    return can_see_review(actor, call)


def can_work_on_package(actor: Actor, package: Package) -> bool:
    return actor.is_system or can_pack(actor, package.call)


def can_fetch(actor: Actor, package: Package) -> bool:
    return can_pack(actor, package.call)


ARCHIVE_WHO: dict[str, Any] = {
    "archive.start_package": can_pack,
    "archive.note_packed": only_the_system,
    "archive.note_not_packed": only_the_system,
    "archive.stop_package": can_work_on_package,
    "archive.note_fetched": can_fetch,
    "archive.clear_package": can_work_on_package,
}
