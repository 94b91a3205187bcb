"""What people type into cells, as one plain form. Each reader returns None for what it cannot read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u061c\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_HAN = r"[\u3400-\u9fff\uf900-\ufaff·]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_YEAR_FIRST = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*[-./年]\s*(?P<m>\d{1,2})(?:\s*[-./月]\s*(?P<d>\d{1,2})?\s*日?)?"
    r"(?:\s+0?0:00(?::00)?)?"
)
_RUN = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)?")
_ONLY_YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)\s*年?")
_EXCEL_DAY = re.compile(r"[2-6]\d{4}")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_YES = {"是", "有", "y", "yes", "true", "√", "✓", "✔", "1", "对"}
_NO = {"否", "无", "n", "no", "false", "×", "x", "0", "—", "-", "－", ""}


def plain(text: str) -> str:
    """Full-width letters and digits made half-width, invisible characters gone, spaces single and not at the ends."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def name(text: str) -> str:
    """A person's or an organisation's name: besides, no spaces between Chinese characters (曹 杰 磊)."""
    return _BETWEEN_HAN.sub("", plain(text)).replace("•", "·").replace("・", "·")


def label(text: str) -> str:
    """A heading as it is compared: without spaces, brackets and what stands in them, stars and colons."""
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", plain(text))
    return re.sub(r"[\s*:：、/]", "", bare)


def mobile(text: str) -> str | None:
    """Eleven digits, however grouped."""
    digits = re.sub(r"[\s\-]", "", plain(text)).removeprefix("+86")
    return digits if re.fullmatch(r"1[0-9]{10}", digits) else None


def day(text: str) -> dt.date | None:
    """1999年2月15日, 2012/08, 2020.4, 200709, 2017-12-13, 43852 (Excel's own number); a missing day is the first."""
    given = plain(text)
    if _EXCEL_DAY.fullmatch(given):
        return _EXCEL_EPOCH + dt.timedelta(days=int(given))
    for pattern in (_YEAR_FIRST, _RUN, _ONLY_YEAR):
        if match := pattern.fullmatch(given):
            part = match.groupdict()
            try:
                return dt.date(int(part["y"]), int(part.get("m") or 1), int(part.get("d") or 1))
            except ValueError:
                return None
    return None


def yes(text: str) -> bool | None:
    given = plain(text).lower()
    if given in _YES:
        return True
    return False if given in _NO else None
