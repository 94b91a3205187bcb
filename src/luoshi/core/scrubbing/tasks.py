"""The tasks of the child process: a bare copy and what names stayed in it; the notes of a film to write over."""

from __future__ import annotations

import base64
import io
from typing import Any

from luoshi.core.reading.structure import Unreadable

from .finding import Hit, names_in
from .held import CannotScrub
from .video import video_patches
from .whole import scrub

Json = dict[str, Any]


def bare(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"data": base64, "words": …, "hits": [[name, where, around]], "cleaned": the same} of the one file.

    `wanted` lists the names, `neutral` is what the copy will be called, `called` what the file was. hits: of names
    that stayed in the copy; cleaned: of those the file and its name hold besides. Raises Unreadable where it cannot be
    made bare or looked through.
    """
    [(name, data)] = files
    try:
        made = scrub(name, data)
        hits = names_in(options["neutral"], made.data, options["wanted"])
    except CannotScrub as held:
        raise Unreadable(str(held)) from held
    kept = {(hit.wanted, hit.where) for hit in hits}
    gone = [hit for hit in _in_original(options, data) if (hit.wanted, hit.where) not in kept]
    listed = {"hits": _rows(hits), "cleaned": _rows(gone)}
    return {"data": base64.b64encode(made.data).decode(), "words": made.words, **listed}


def _in_original(options: Json, data: bytes) -> list[Hit]:
    """What cannot be looked through as it was handed in holds nothing back: the copy was looked through."""
    called = str(options.get("called", options["neutral"]))
    try:
        return names_in(called, data, options["wanted"])
    except CannotScrub:
        return names_in(called, b"", options["wanted"])


def _rows(hits: list[Hit]) -> list[list[str]]:
    return [[hit.wanted, hit.where, hit.around] for hit in hits]


def film(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"patches": [[place, base64]]} of the one film. Raises Unreadable."""
    [(_, data)] = files
    try:
        patches = video_patches(io.BytesIO(data))
    except CannotScrub as held:
        raise Unreadable(str(held)) from held
    return {"patches": [[each.at, base64.b64encode(each.data).decode()] for each in patches]}
