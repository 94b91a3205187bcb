"""What of the alerts somebody wants to see: from the address, nonsense left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from luoshi.common import clock
from luoshi.common.ids import ALPHABET
from luoshi.core import alerts as core

from .models import Alert
from .queries import standing, stood_in
from .states import AlertKind, AlertState

STATES = {
    "": "未解除",
    "open": "学校未说明",
    "acknowledged": "已说明打算",
    "cleared": "已解除",
    "all": "全部",
}
MONTHS = 18  # back from this one


@dataclass(frozen=True, slots=True)
class Wanted:
    """month: its first day; then what stood at any time in it, whatever became of it."""

    state: str = ""
    rank: int = 0
    kind: str = ""
    school: str = ""
    plan: str = ""
    month: dt.date | None = None

    @classmethod
    def of(cls, said: QueryDict) -> Wanted:
        state, rank, kind = said.get("state", ""), said.get("rank", ""), said.get("kind", "")
        school, plan = said.get("school", ""), said.get("plan", "")
        months = {f"{month:%Y-%m}": month for month in months_back()}
        return cls(
            state if state in STATES else "",
            int(rank) if rank in ("1", "2", "3") else 0,
            kind if kind in AlertKind else "",
            school if _may_be_an_id(school) else "",
            plan if _may_be_an_id(plan) else "",
            months.get(said.get("month", "")),
        )

    def rows(self, rows: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.month is not None:
            rows = stood_in(rows, self.month, next_month(self.month))
        if self.state in ("open", "acknowledged", "cleared"):
            rows = rows.filter(state=AlertState(self.state))
        elif self.state == "" and self.month is None:
            rows = standing(rows)
        if self.rank:
            rows = rows.filter(rank=self.rank)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.school:
            rows = rows.filter(organisation__public_id=self.school)
        if self.plan:
            rows = rows.filter(plan__public_id=self.plan)
        return rows

    @property
    def query(self) -> str:
        """As it stands in an address."""
        said: dict[str, Any] = {
            "state": self.state,
            "rank": self.rank or "",
            "kind": self.kind,
            "school": self.school,
            "plan": self.plan,
            "month": f"{self.month:%Y-%m}" if self.month else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def but(self, **fields: Any) -> str:
        return f"?{replace(self, **fields).query}"

    @property
    def words(self) -> str:
        """As the title of a list: which month, which degree and kind."""
        parts = [
            f"{self.month.year}年{self.month.month}月" if self.month else "",
            f"{core.MARKS[self.rank]}级" if self.rank else "",
            core.KINDS[self.kind].label if self.kind else "",
            STATES[self.state] if self.state not in ("", "all") else "",
        ]
        return "".join(parts)


def _may_be_an_id(said: str) -> bool:
    return len(said) < 30 and set(said) <= set(ALPHABET)


def next_month(month: dt.date) -> dt.date:
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_back() -> list[dt.date]:
    """First days, this month first."""
    found, day = [], clock.today().replace(day=1)
    for _ in range(MONTHS):
        found.append(day)
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return found
