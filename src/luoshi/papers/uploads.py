"""Files that come with a paper, looked at by content and kept before any act begins."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files
from luoshi.common.uploads import BEGINNINGS, KINDS_IN_WORDS, LARGEST, MOST, PAPERS, refusals

from .actions import Proof

__all__ = ["BEGINNINGS", "KINDS_IN_WORDS", "LARGEST", "MOST", "PAPERS", "keep", "refusals"]


def keep(uploads: Iterable[UploadedFile]) -> list[Proof]:
    """The bytes in the store, and the names they came under."""
    return [Proof(files.put(upload.chunks()), files.given_name(upload.name or "")) for upload in uploads]
