"""公示: how long it lasts, and what may be shown in it.

The first day does not count: the last one is the n-th working day after it, and the notice ends with that day. Nothing
of a person's identity, no telephone, no score: only the columns of FIELDS exist.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .reminder_days import covers, published_until
from .signed_json import canonical
from .workdays import Workdays

FIELDS = {
    "order": "序号",
    "title": "名称",
    "organisation": "申报单位",
    "group": "组别",
    "people": "人员",
    "level": "等次",
}
ALWAYS = ("order", "title", "organisation")


@dataclass(frozen=True, slots=True)
class Window:
    """until_on: the last day, included. warning: what the holiday table does not know, in words; else empty."""

    from_on: dt.date
    until_on: dt.date
    days: int
    warning: str = ""

    def holds(self, day: dt.date) -> bool:
        return self.from_on <= day <= self.until_on


def window(first: dt.date, days: int, calendar: Workdays) -> Window:
    """So many working days from `first` on. Raises ValueError for less than one."""
    if days < 1:
        raise ValueError("公示至少一个工作日。")
    last = calendar.after(first, days)
    return Window(first, last, days, _warning(first, last, calendar))


def _warning(first: dt.date, last: dt.date, calendar: Workdays) -> str:
    if covers(calendar, first, last):
        return ""
    known = published_until(calendar)
    until = f"只到 {known.year}年{known.month}月{known.day}日" if known else "还没有导入"
    return f"节假日表{until}，后面的日子按周一至周五计算。请管理员导入新的节假日表后再核对公示结束的日期。"


def columns(chosen: Iterable[str]) -> tuple[str, ...]:
    """Keys of the columns shown, in their fixed order. Raises ValueError for anything outside the whitelist."""
    wanted = {*chosen, *ALWAYS}
    if strange := sorted(wanted - FIELDS.keys()):
        raise ValueError(f"公示不能包含“{strange[0]}”这一项。")
    return tuple(key for key in FIELDS if key in wanted)


def snapshot(
    head: Mapping[str, str], chosen: Iterable[str], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the public sees, nothing else: of each row only the columns shown, as text."""
    shown = columns(chosen)
    return {
        **dict(head),
        "columns": [[key, FIELDS[key]] for key in shown],
        "rows": [[str(row.get(key, "")) for key in shown] for row in rows],
    }


def digest(shown: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a snapshot."""
    return hashlib.sha256(canonical(shown)).hexdigest()
