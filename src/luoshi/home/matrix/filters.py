"""What of the matrix is wanted: the query string as sets of known values, and the chips that change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from luoshi.plans.models import Basis
from luoshi.undertakings.states import DutyStage, Health

NAMES = ("basis", "area", "county", "school", "stage", "health")
KNOWN = {
    "basis": frozenset(Basis.values),
    "stage": frozenset(DutyStage.values),
    "health": frozenset(Health.values),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Chosen values by name; an empty set means everything. Unknown words of a fixed list are left out."""

    values: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        chosen = {name: frozenset(value[:60] for value in query.getlist(name) if value) for name in NAMES}
        return cls({name: found & KNOWN.get(name, found) for name, found in chosen.items()})

    def __getitem__(self, name: str) -> frozenset[str]:
        """Raises KeyError for another name: templates then look for an attribute."""
        return self.values.get(name, frozenset()) if name in NAMES else self.values[name]

    @property
    def is_like_annex(self) -> bool:
        """Only what was undertaken: shown as the annex shows it, in the document's order."""
        return self["basis"] == {Basis.UNDERTAKEN}

    @property
    def by_standing(self) -> bool:
        return bool(self["stage"] or self["health"])

    @property
    def of_left(self) -> bool:
        """What was left is no mark any more; it is shown only when asked for by itself."""
        return self["stage"] == {DutyStage.LEFT}

    @property
    def any(self) -> bool:
        return any(self.values.values())

    def for_file(self) -> Wanted:
        """A file is the annex: without a chosen kind it holds what was undertaken."""
        return self if self["basis"] else Wanted({**self.values, "basis": frozenset({Basis.UNDERTAKEN})})

    def of_all_kinds(self) -> Wanted:
        """Every kind of duty, said aloud."""
        return Wanted({**self.values, "basis": frozenset(Basis.values)})

    def query(self, name: str = "", value: str = "") -> str:
        """The query string, with one value put in or, if it is there, taken out. Starts with ?."""
        chosen = [
            (each, one)
            for each in NAMES
            for one in sorted(self[each] ^ {value} if each == name else self[each])
        ]
        return f"?{urlencode(chosen)}"


def chip(wanted: Wanted, name: str, value: str, label: str, count: int | None = None) -> dict[str, Any]:
    """One filter as the component takes it."""
    return {
        "label": label,
        "url": wanted.query(name, value),
        "on": value in wanted[name],
        "count": count,
    }
