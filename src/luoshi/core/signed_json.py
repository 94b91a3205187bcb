"""JSON that is signed: one form in which everybody computes the same bytes, and reading what strangers hand in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

DEEPEST, LONGEST_NUMBER = 60, 220  # levels of lists and objects; signs of a number (a seed may be one)
SHAPELESS = (
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, MemoryError,
)  # fmt: skip  # what looking into such JSON may raise where it has not the form it should have
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
    """What stands in a file that somebody hands in: the one place where any such JSON is read.

    Raises ValueError where it is no JSON, where it has no canonical form (of such a file nothing can be checked, and
    its words cannot be shown), where a name stands twice in one object (a reader sees the first, a program takes the
    last), and where a number or the depth is beyond all that is ever written.
    """
    try:
        found = json.loads(
            data, object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=_none
        )
    except (RecursionError, MemoryError) as broken:
        raise ValueError("nested too deeply, or too large") from broken
    _refuse_deep(found)
    canonical(found)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _whole(text: str) -> int:
    return int(_short(text))


def _decimal(text: str) -> float:
    return float(_short(text))


def _short(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number without an end")
    return text


def _none(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _refuse_deep(found: Any) -> None:
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each) if isinstance(inner, dict | list)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _inside(each: Any) -> Iterable[Any]:
    if isinstance(each, dict):
        return each.values()
    return each if isinstance(each, list) else ()
