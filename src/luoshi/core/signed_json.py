"""JSON that is signed: one form in which everybody computes the same bytes, and reading what strangers hand in."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(data: Any) -> bytes:
    """Keys sorted, no spaces, UTF-8, so that a digest or a signature can be computed again anywhere.

    Raises ValueError for what has no such form: NaN and infinity, half of a surrogate pair, values nested too deeply.
    """
    try:
        return _ENCODER.encode(data).encode()
    except RecursionError as broken:
        raise ValueError("nested too deeply") from broken


def read_json(data: bytes | str) -> Any:
    """What stands in a file that somebody hands in. Raises ValueError where it is no JSON, and where it has no
    canonical form: of such a file nothing can be checked, and its words cannot be shown.
    """
    try:
        found = json.loads(data)
    except RecursionError as broken:
        raise ValueError("nested too deeply") from broken
    canonical(found)
    return found
