"""What a report already says, to be taken again where nothing can have changed since: so that the page that asks what
changed costs what changed, not what the report holds.

A figure can only change with an observation below the place, a definition, a seat, a target or a filed workplan that
was recorded after the instant the report is as of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.core.report_templates import key_of
from luoshi.indicators.models import Indicator, IndicatorVersion, Observation, Seat
from luoshi.workplans.models import Workplan

from .facts import Facts
from .offers import NOTHING, Value

Told = dict[tuple[int, int, str], Value]  # indicator, place, what of it


@dataclass(frozen=True, slots=True)
class Kept:
    """touched: indicators that must be asked again; rows: those that had a line in the list of figures."""

    told: Told
    touched: frozenset[int]
    rows: frozenset[int]

    def value(self, indicator: Indicator, place: Organisation, what: str) -> Value | None:
        return None if indicator.pk in self.touched else self.told.get((indicator.pk, place.pk, what))


def kept_of(content: Mapping[str, Any], as_of: dt.datetime, facts: Facts) -> Kept:
    by_key = {each.public_id: each for each in facts.indicators}
    lists = {each["name"]: each for each in content["lists"]}
    lines = {by_key[row["key"]].pk for row in lists.get("指标", {}).get("rows", ()) if row["key"] in by_key}
    told = {**dict(_singles(content, facts)), **dict(_lines(lists.get("指标"), facts, by_key))}
    for name, places in (("各校", facts.schools), ("各县市", facts.counties)):
        if name in lists:
            told |= dict(_by_place(lists[name], {each.public_id: each for each in places}, facts))
    return Kept(told, frozenset(touched_since(as_of, facts)), frozenset(lines))


def _value(words: str) -> Value:
    return Value(words, missing=words in (NOTHING, "—"))


def _singles(content: Mapping[str, Any], facts: Facts) -> Iterator[tuple[tuple[int, int, str], Value]]:
    said = {key_of(each["name"]): each for each in content["singles"]}
    for indicator in facts.indicators:
        for word, place in facts.chain.items():
            head = key_of(f"{word} {indicator.title}")
            for key, each in said.items():
                if key.startswith(head):
                    yield (
                        (indicator.pk, place.pk, key[len(head) :]),
                        Value(each["text"], missing=each["missing"]),
                    )


def _lines(
    listed: Mapping[str, Any] | None, facts: Facts, by_key: Mapping[str, Indicator]
) -> Iterator[tuple[tuple[int, int, str], Value]]:
    for row in listed["rows"] if listed else ():
        if row["key"] in by_key:
            for column, cell in zip(listed["columns"], row["cells"], strict=True):  # type: ignore[index]
                yield (by_key[row["key"]].pk, facts.place.pk, column), _value(cell[0])


def _by_place(
    listed: Mapping[str, Any], places: Mapping[str, Organisation], facts: Facts
) -> Iterator[tuple[tuple[int, int, str], Value]]:
    titles = {each.title: each for each in facts.indicators}
    for row in listed["rows"]:
        for column, cell in zip(listed["columns"], row["cells"], strict=True):
            title, _, what = column.rpartition(" ")
            if row["key"] in places and title in titles:
                yield (titles[title].pk, places[row["key"]].pk, what), _value(cell[0])


def touched_since(as_of: dt.datetime, facts: Facts) -> set[int]:
    """Indicators (keys) whose figures may be others than they were at that instant."""
    since = Q(recorded_at__gt=as_of) | Q(superseded_at__gt=as_of)
    everything = {each.pk for each in facts.indicators}
    top = min(facts.chain.values(), key=lambda each: len(each.path))
    below = within(top.path, "organisation__")
    filed = Workplan.objects.filter(below, Q(filed_at__gt=as_of))
    if Seat.objects.filter(since, below).exists() or filed.exists():
        return everything
    rows = Observation.objects.filter(since, below, indicator__in=everything).order_by()
    versions = IndicatorVersion.objects.filter(since, indicator__in=everything).order_by()
    touched = set(rows.values_list("indicator", flat=True).distinct())
    return touched | set(versions.values_list("indicator", flat=True).distinct())
