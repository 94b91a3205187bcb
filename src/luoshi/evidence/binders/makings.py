"""What becomes of a file that is being made: noted, stopped, cleared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.downloads import note_taken_digest

from . import permissions
from .models import Making
from .states import MAKING


@dataclass(frozen=True, slots=True)
class Made:
    """What the worker made."""

    size: int
    files: int
    pages: int
    left_out: int
    digest: str
    message: str = ""
    held: dict[str, Any] = field(default_factory=dict)


@acts.act("binders.note_made", who=permissions.only_the_system, on="making")
def note_made(*, making: Making, made: Made, by: Actor) -> Making:
    MAKING.make(
        "binders.note_made",
        making,
        made_at=clock.now(),
        size=made.size,
        file_count=made.files,
        page_count=made.pages,
        left_out=made.left_out,
        digest=made.digest,
        message=made.message[:300],
        held=made.held,
    )
    return making


@acts.act("binders.note_unmade", who=permissions.only_the_system, on="making")
def note_unmade(*, making: Making, message: str, by: Actor) -> Making:
    MAKING.make("binders.note_unmade", making, message=message[:300])
    return making


@acts.act("binders.stop_making", who=permissions.can_work_on_making, on="making")
def stop_making(*, making: Making, by: Actor) -> Making:
    MAKING.make("binders.stop_making", making)
    return making


@acts.act("binders.fetch_making", who=permissions.can_work_on_making, under="making", proof=True)
def fetch_making(*, making: Making, by: Actor) -> Making:
    """That somebody took the whole file out of the house stands in the log, with how many files it holds and its hash;
    the password is asked again (controls EX-02, SE-05).
    """
    note_taken_digest(making.digest, making.file_count)
    return making


@acts.act("binders.clear_making", who=permissions.can_work_on_making, on="making")
def clear_making(*, making: Making, by: Actor) -> Making:
    """The file goes (its bytes by the next sweep, or at once by the caller); that it was made stays."""
    MAKING.make("binders.clear_making", making)
    return making
