"""What goes into a package: small files made here, and files of the store; and what is kept out of every text.

Whitelist of personal data: names of people as the public notice showed them, nothing else. Experts and applications are
codes, officials are "人员1", "人员2" (so that two persons can be told from one). Objectors, reports of misconduct,
telephone and identity numbers never go in.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.common import files
from luoshi.common.models import StoredFile
from luoshi.core.archive import sha256_of
from luoshi.core.binding.names import ending_of
from luoshi.core.masking import mask_numbers
from luoshi.core.signed_json import canonical

CHUNK = 1024 * 1024
OBJECTOR = "（异议人）"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the package: of the store, or made here."""

    path: str
    size: int
    sha256: str
    stored: StoredFile | None = None
    data: bytes = b""

    def chunks(self) -> Iterator[bytes]:
        if self.stored is None:
            yield self.data
            return
        with files.path_of(self.stored.digest).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def check_sum(self) -> int:
        """CRC-32, as a zip file wants it beforehand."""
        found = 0
        for chunk in self.chunks():
            found = zlib.crc32(chunk, found)
        return found


@dataclass(slots=True)
class Pieces:
    """Gathered one by one. unsaid: words that stand for a person who must not be known, in no text; experts: names of
    those who judged and what they are called here.
    """

    rows: list[Piece] = field(default_factory=list)
    unsaid: tuple[str, ...] = ()
    experts: Mapping[str, str] = field(default_factory=dict)
    _people: dict[int, str] = field(default_factory=dict)

    def add_json(self, path: str, content: Any) -> str:
        return self.add(path, canonical(content))

    def add(self, path: str, data: bytes) -> str:
        self.rows.append(Piece(path, len(data), sha256_of(data), data=data))
        return path

    def add_stored(self, path: str, stored: StoredFile, name: str) -> str:
        """path: without its ending, which is taken from the name; the name itself may tell of people."""
        whole = path + ending_of(name)
        self.rows.append(Piece(whole, stored.size, stored.digest, stored=stored))
        return whole

    def person(self, post: Membership | None) -> str:
        """The same for the same person, whichever post."""
        if post is None:
            return ""
        return self._people.setdefault(post.user_id, f"人员{len(self._people) + 1}")

    def text(self, words: str) -> str:
        """What a person wrote: numbers of people masked, objectors not named."""
        for each in self.unsaid:
            words = words.replace(each, OBJECTOR)
        return mask_numbers(words)

    def reason(self, words: str) -> str:
        """The same of what is said of a review and what came of it: experts by their codes. Not of what applicants
        wrote, whose people may have the name of one.
        """
        for name in sorted(self.experts, key=len, reverse=True):
            words = words.replace(name, self.experts[name])
        return self.text(words)


def moment(at: dt.datetime | None) -> str | None:
    return None if at is None else timezone.localtime(at).isoformat()


def day(on: dt.date | None) -> str | None:
    return None if on is None else on.isoformat()


def code_of(sequence: int | None) -> str:
    """As the scoring calls an application."""
    return f"{sequence or 0:04d}"
