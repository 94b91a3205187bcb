"""The tasks of the child process: a bare copy and what names stayed in it; the notes of a film to write over."""

from __future__ import annotations

import base64
import io
from typing import Any

from luoshi.core.reading.structure import Unreadable

from .finding import names_in
from .held import CannotScrub
from .video import video_patches
from .whole import scrub

Json = dict[str, Any]


def bare(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"data": base64, "words": …, "hits": [[name, where, around]]} of the one file.

    `wanted` lists the names, `neutral` is what the copy will be called. Raises Unreadable where it cannot be made bare
    or looked through.
    """
    [(name, data)] = files
    try:
        made = scrub(name, data)
        hits = names_in(options["neutral"], made.data, options["wanted"])
    except CannotScrub as held:
        raise Unreadable(str(held)) from held
    found = [[hit.wanted, hit.where, hit.around] for hit in hits]
    return {"data": base64.b64encode(made.data).decode(), "words": made.words, "hits": found}


def film(files: list[tuple[str, bytes]], options: Json) -> Json:
    """{"patches": [[place, base64]]} of the one film. Raises Unreadable."""
    [(_, data)] = files
    try:
        patches = video_patches(io.BytesIO(data))
    except CannotScrub as held:
        raise Unreadable(str(held)) from held
    return {"patches": [[each.at, base64.b64encode(each.data).decode()] for each in patches]}
