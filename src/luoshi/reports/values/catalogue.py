"""All markers of one office for one kind of report, found by what a marker says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import chain

from luoshi.core.report_templates import key_of

from . import basics, counts, figures, registers
from .facts import Facts
from .offers import NUMBER, ListOffer, Offer


class Catalogue:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def offers(self) -> list[Offer]:
        facts = self.facts
        return list(chain(basics.offers(), counts.offers(), registers.offers(facts), figures.offers(facts)))

    @cached_property
    def lists(self) -> list[ListOffer]:
        facts = self.facts
        return list(chain(registers.lists(facts.register), counts.lists(facts.indicators), figures.lists()))

    @cached_property
    def singles(self) -> dict[str, Offer]:
        """By key; of two alike the first."""
        found: dict[str, Offer] = {}
        for offer in self.offers:
            found.setdefault(key_of(offer.name), offer)
        return found

    @cached_property
    def columns(self) -> dict[str, tuple[ListOffer, str]]:
        found: dict[str, tuple[ListOffer, str]] = {}
        for each in self.lists:
            for column in (NUMBER, *each.columns):
                found.setdefault(key_of(each.marker(column)), (each, column))
        return found

    @cached_property
    def known(self) -> Mapping[str, tuple[str, str]]:
        """As `core.report_templates.faults_of` asks: key → (name, list)."""
        columns = {key: (each.marker(column), each.name) for key, (each, column) in self.columns.items()}
        return {**{key: (offer.name, "") for key, offer in self.singles.items()}, **columns}
