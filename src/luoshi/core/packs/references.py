"""Checks that both kinds of pack need: keys used once, keys that exist, dates that are on the calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from .pack import Pack, Path
from .problems import Problem
from .schema import shortened, where

Row = dict[str, Any]


def repeated(pack: Pack, section: str, field: str, words: str) -> Iterator[Problem]:
    """A problem for each row of a section whose `field` stood in an earlier row."""
    seen: dict[str, int] = {}
    for index, row in enumerate(pack.data[section]):
        value = row[field]
        line = pack.line_of(section, index, field)
        if value in seen:
            message = f"{words}“{shortened(value)}”在第{seen[value]}行已经用过。"
            yield pack.problem(
                "duplicate", (section, index, field), message, "请改成不同的，或删去重复的一项。"
            )
        seen.setdefault(value, line)


def missing(pack: Pack, path: Path, key: str | None, known: Collection[str], what: str) -> Iterator[Problem]:
    """A problem when `key` is not among the known ones; the nearest is proposed."""
    if key is None or key in known:
        return
    near = get_close_matches(key, list(known), n=1, cutoff=0.6)
    remedy = f"是不是“{near[0]}”？" if near else f"请改成已有的代号，或先加上这个{what}。"
    message = f"{where(pack, path)}写的是“{shortened(key)}”，没有这个{what}。"
    yield pack.problem("missing-key", path, message, remedy)


def circular(pack: Pack, section: str, what: str) -> Iterator[Problem]:
    """A problem for each row that is, over its parents, above itself."""
    parents = {row["key"]: row["parent"] for row in pack.data[section]}
    for index, row in enumerate(pack.data[section]):
        if _returns(row["key"], parents):
            message = f"{where(pack, (section, index))}的上级绕回了自己。"
            yield pack.problem("circular", (section, index, "parent"), message, f"请改正上级{what}。")


def _returns(key: str, parents: dict[str, str | None]) -> bool:
    above, steps = parents[key], 0
    while above is not None and above != key and steps <= len(parents):
        above, steps = parents.get(above), steps + 1
    return above == key


def impossible_date(pack: Pack, path: Path, text: str | None) -> Iterator[Problem]:
    """A problem when a whole date (YYYY-MM-DD) is not on the calendar."""
    if text is None or len(text) < len("2023-12-31"):
        return
    try:
        date.fromisoformat(text)
    except ValueError:
        message = f"{where(pack, path)}写的是“{text}”，没有这一天。"
        yield pack.problem("impossible-date", path, message, "请改成日历上有的日期。")


def keys_of(rows: Sequence[Row]) -> list[str]:
    return [row["key"] for row in rows]
