"""The page of markers: blocks of markers that belong together, each with what it says now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from luoshi.core.report_templates import key_of

from . import basics, counts, figures, registers
from .catalogue import Catalogue
from .facts import HERE, Facts
from .offers import NUMBER, ListOffer, Offer, Value

GROUPS = (
    basics.GROUP,
    counts.PLAN,
    counts.REPORTING,
    counts.ALERTS,
    counts.MEETINGS,
    figures.GROUP,
    registers.GROUP,
)
A_BLOCK = 14
FEW = 24  # columns of one list that are shown


@dataclass(frozen=True, slots=True)
class Block:
    """Some single markers, or the columns of one list."""

    title: str
    offers: tuple[Offer, ...] = ()
    listed: ListOffer | None = None

    def shown(self, facts: Facts) -> dict[str, Any]:
        if self.listed is None:
            rows = [(each.name, each.tells, each.give(facts)) for each in self.offers]
            return {"title": self.title, "rows": rows, "tells": ""}
        return self._list(self.listed, facts)

    def _list(self, listed: ListOffer, facts: Facts) -> dict[str, Any]:
        """The first line is shown; of columns made of indicators only the names."""
        plain = [each for each in listed.columns if not _is_of_indicator(facts, each)]
        is_of_figures = listed.group == figures.GROUP
        items = listed.give(replace(facts, most=1) if is_of_figures else facts, plain)
        first = items[0].values if items else {}
        rows = [
            (listed.marker(column), "", Value("1") if column == NUMBER and items else first.get(column))
            for column in (NUMBER, *plain[:FEW])
        ]
        more = next((each for each in listed.columns if _is_of_indicator(facts, each)), "")
        return {
            "title": self.title,
            "rows": rows,
            "tells": listed.tells,
            "count": len(facts.measured) if is_of_figures else len(items),
            "more": listed.marker(more) if more else "",
        }


def _is_of_indicator(facts: Facts, column: str) -> bool:
    title = column.rpartition(" ")[0]
    return bool(title) and any(each.title == title for each in facts.indicators)


def rows_of(catalogue: Catalogue, group: str, wanted: str = "") -> list[Block]:
    """The lists of the group first; then its values, those of one indicator together."""
    key = key_of(wanted)
    lists = [each for each in catalogue.lists if each.group == group and key in key_of(each.name)]
    blocks = [Block(f"表：{each.name}", listed=each) for each in lists]
    offers = [each for each in catalogue.offers if each.group == group and not each.hidden]
    offers = [each for each in offers if key in key_of(each.name)]
    if group == figures.GROUP:
        return blocks + _by_indicator(offers)
    return blocks + [Block(group, tuple(offers[at : at + A_BLOCK])) for at in range(0, len(offers), A_BLOCK)]


def _by_indicator(offers: list[Offer]) -> list[Block]:
    found: dict[str, list[Offer]] = {}
    for each in offers:
        found.setdefault(each.name.removeprefix(HERE).rpartition(" ")[0].strip(), []).append(each)
    return [Block(title, tuple(rows)) for title, rows in found.items()]
