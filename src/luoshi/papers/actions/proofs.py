"""A file that comes with a paper."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.common.models import StoredFile

MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Proof:
    """A file and the name it came under, kept before the act began."""

    stored: StoredFile
    name: str
