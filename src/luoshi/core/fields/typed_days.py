"""Days, months and years as people write them. What could mean two things is asked back, never guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from .wrong import BadValue

_SEPARATED = re.compile(
    r"^(\d{4})(?:[-/.年]|$)(?:(\d{1,2})(?:[-/.月]|$)(?:(\d{1,2})日?)?)?(?:[T ]?00:00(?::00)?)?$", re.ASCII
)
_CLOSED = re.compile(r"^(\d{4})(\d{2})?(\d{2})?$", re.ASCII)
_EXAMPLES = {"date": "2026-11-25", "month": "2026-11", "year": "2026"}
_ASKED = {"date": "是哪一天", "month": "是哪个月", "year": "是哪一年"}
_WORDS = {"date": "年、月、日", "month": "年和月", "year": "四位数的年份"}
FIRST_YEAR, LAST_YEAR = 1900, 2199


def day_from(kind: str, text: str) -> str:
    """The canonical day, month or year. Raises BadValue."""
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    clean = re.sub(r"\s*([-/.年月日])\s*", r"\1", clean)
    match = _SEPARATED.match(clean) or _CLOSED.match(clean)
    if match is None:
        raise BadValue(
            f"“{text.strip()[:20]}”看不出{_ASKED[kind]}，请写清{_WORDS[kind]}，例如 {_EXAMPLES[kind]}。"
        )
    parts = [int(part) for part in match.groups() if part is not None]
    wanted = {"date": 3, "month": 2, "year": 1}[kind]
    if len(parts) < wanted:
        raise BadValue(f"请写清{_WORDS[kind]}，例如 {_EXAMPLES[kind]}。")
    try:
        day = dt.date(*[*parts, 1, 1][:3])
    except ValueError:
        raise BadValue(f"“{text.strip()[:20]}”不是日历上的日子，请核对。") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValue("年份不对，请核对。")
    return day.isoformat()[: {"date": 10, "month": 7, "year": 4}[kind]]
