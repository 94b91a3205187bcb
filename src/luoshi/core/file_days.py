"""The day a file speaks of: in the name a camera, a scanner or a chat gave it, or in what a photo says of itself.

Pure: a name or the first bytes in, a day out; None where nothing, or more than one day, is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import PurePath

from .piece_titles import tells

HEAD = 1024 * 1024  # of a file, what is looked through
_EXIF, _LONGEST_EXIF = b"Exif\0\0", 65536
_EARLIEST = 1990
_TAKEN = re.compile(rb"((?:19|20)\d\d):(\d\d):(\d\d) \d\d:\d\d:\d\d\0")
_WRITTEN = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-_.])(\d{1,2})(?:月|[-_.])(\d{1,2})(?:日|(?!\d))")
_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d{7})")
_SINCE_1970 = re.compile(r"(?<!\d)(1\d{9})(?:\d{3})?(?!\d)")
_CHAT = re.compile(r"mmexport|wx_camera|microMsg", re.IGNORECASE)
_CHINA = dt.timezone(dt.timedelta(hours=8))


def day_in_name(name: str, today: dt.date) -> dt.date | None:
    """Digits without anything between them are a day only in a name that nobody gave."""
    stem = PurePath(name).stem
    if _CHAT.match(stem):
        moments = [int(found[1]) for found in _SINCE_1970.finditer(stem)]
        return _the_only({dt.datetime.fromtimestamp(each, _CHINA).date() for each in moments}, today)
    found = list(_WRITTEN.finditer(stem))
    if not found and not tells(name):
        found = list(_TOGETHER.finditer(stem))
    return _the_only(_days(each.groups() for each in found), today)


def day_taken(head: bytes, today: dt.date) -> dt.date | None:
    """When a photo was taken: the earliest moment in its EXIF part, the others are of changes."""
    begins = head.find(_EXIF)
    if begins < 0:
        return None
    part = head[begins : begins + _LONGEST_EXIF]
    days = _days(tuple(each.decode() for each in found.groups()) for found in _TAKEN.finditer(part))
    return min((day for day in days if _is_possible(day, today)), default=None)


def _days(written: Iterable[tuple[str, ...]]) -> set[dt.date]:
    found = set()
    for year, month, day in written:
        try:
            found.add(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _the_only(days: set[dt.date], today: dt.date) -> dt.date | None:
    possible = [day for day in days if _is_possible(day, today)]
    return possible[0] if len(possible) == 1 else None


def _is_possible(day: dt.date, today: dt.date) -> bool:
    return day.year >= _EARLIEST and day <= today
