"""Annexes: the list at the end of the text (附件：1.… 2.…) and the line with which an annex itself begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lines import closed_up, is_sentence
from .model import Annex, Line
from .numbering import Marker, find_marker, han_value

_MENTION = re.compile(
    r"^附\s*(?:件|表|录)\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*(?P<mark>[：:.．、]|\s|$)\s*(?P<title>.*)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A line beginning with 附件: its number, its title, and whether a colon follows."""

    number: int | None
    title: str
    colon: bool


def mention(text: str) -> Mention | None:
    match = _MENTION.match(text.strip())
    if match is None or is_sentence(match["title"]):
        return None
    number = han_value(match["n"]) if match["n"] else None
    return Mention(number, match["title"].strip(), match["mark"] in "：:" and match["mark"] != "")


def listed(found: Mention) -> Annex | None:
    """The annex a list line names: 「附件：1.任务表」 or 「附件2：评分表」; None when the line names none."""
    marker = find_marker(found.title)
    if marker and marker.kind == "decimal":
        return Annex(marker.ordinal, closed_up(marker.rest))
    return Annex(found.number, closed_up(found.title)) if found.title else None


def list_goes_on(line: Line, ordinal: int) -> Marker | None:
    """The next entry of an annex list: 「2.评分表」 after entry 1."""
    marker = find_marker(line.printed)
    if marker and marker.kind == "decimal" and marker.ordinal == ordinal + 1 and not is_sentence(marker.rest):
        return marker
    return None
