"""The values of the markers that a template uses: for the file, and for the report's own record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from luoshi.core.report_templates import key_of
from luoshi.core.report_templates.filling import MOST_ROWS
from luoshi.indicators.queries import Shown

from .catalogue import Catalogue
from .offers import NUMBER, Item, ListOffer, Value


@dataclass
class Collected:
    """singles: (name, value) by key; lists: the columns used and the items."""

    singles: dict[str, tuple[str, Value]] = field(default_factory=dict)
    lists: dict[str, tuple[list[str], list[Item]]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)  # key of the marker → list
    notes: list[str] = field(default_factory=list)

    def options(self) -> dict[str, Any]:
        """For `core.report_templates.tasks.fill`."""
        by_list = {name: [key for key, owner in self.columns.items() if owner == name] for name in self.lists}
        return {
            "singles": {key: [value.text, value.number] for key, (_, value) in self.singles.items()},
            "columns": self.columns,
            "lists": {
                name: [
                    {
                        key: [value.text, value.number]
                        for key, column in zip(by_list[name], columns, strict=True)
                        if (value := _of(item, column)) is not None
                    }
                    for item in items
                ]
                for name, (columns, items) in self.lists.items()
            },
        }

    def figures(self) -> list[Shown]:
        """Those that are to be printed, in the order in which `content` names their places."""
        cells = [
            _of(item, column)
            for columns, items in self.lists.values()
            for item in items
            for column in columns
        ]
        values = [*(value for _, value in self.singles.values()), *cells]
        return [each.shown for each in values if each is not None and each.shown is not None]

    def content(self) -> dict[str, Any]:
        """As `models.Report.content`, `printed` still the place of the figure among `figures`."""
        places = count()

        def place(value: Value | None) -> int | None:
            return None if value is None or value.shown is None else next(places)

        singles = [
            {"name": name, "text": value.text, "missing": value.missing, "printed": place(value)}
            for name, value in self.singles.values()
        ]
        lists = []
        for name, (columns, items) in self.lists.items():
            rows = []
            for item in items:
                values = [_of(item, column) for column in columns]
                cells = [["" if each is None else each.text, place(each)] for each in values]
                rows.append({"key": item.key, "name": item.name, "cells": cells})
            lists.append({"name": name, "columns": columns, "rows": rows})
        return {"singles": singles, "lists": lists, "notes": self.notes}


def _of(item: Item, column: str) -> Value | None:
    return item.values.get(column)


def collect(catalogue: Catalogue, used: Iterable[str]) -> Collected:
    """used: names as markers say them; of what nobody knows nothing is collected, the file tells of it."""
    found, wanted = Collected(), {}
    for name in used:
        key = key_of(name)
        if key in catalogue.columns:
            each, column = catalogue.columns[key]
            wanted.setdefault(each.name, (each, {}))[1][key] = column
        elif key in catalogue.singles:
            offer = catalogue.singles[key]
            found.singles.setdefault(key, (offer.name, offer.give(catalogue.facts)))
    for each, columns in wanted.values():
        _list(found, catalogue, each, columns)
    return found


def _list(found: Collected, catalogue: Catalogue, each: ListOffer, columns: dict[str, str]) -> None:
    items = each.give(catalogue.facts, [column for column in columns.values() if column != NUMBER])
    if len(items) > MOST_ROWS:
        found.notes.append(f"“{each.name}”超过 {MOST_ROWS} 行，只列出前 {MOST_ROWS} 行。")
        items = items[:MOST_ROWS]
    for number, item in enumerate(items, 1):
        item.values[NUMBER] = Value(str(number), str(number))
    found.columns |= dict.fromkeys(columns, each.name)
    found.lists[each.name] = list(columns.values()), items
