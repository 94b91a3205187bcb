"""Organisations as people write them in a list: official, short, former and second names, and what was meant."""

from __future__ import annotations

import difflib

from luoshi.core.workbooks import tidy

from .models import Alias, Organisation
from .queries import within

SECTIONS = (Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)

BUREAUS = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.COUNTY_BUREAU)


class Places:
    """Everything at or below one organisation, by every name it bears or bore."""

    def __init__(self, top: Organisation) -> None:
        rows = Organisation.objects.filter(within(top.path), withdrawn_at__isnull=True)
        self.rows = list(rows.order_by("order", "id"))
        self.own: dict[str, set[int]] = {}
        self.by_key = {row.pk: row for row in self.rows}
        self.kinds = {row.path: row.kind for row in self.rows}
        for row in self.rows:
            for name in (row.name, row.short):
                self.own.setdefault(tidy.name(name), set()).add(row.pk)
        self.other: dict[str, set[int]] = {}
        for alias in Alias.objects.filter(organisation__in=self.by_key):
            self.other.setdefault(tidy.name(alias.name), set()).add(alias.organisation_id)

    def shorts(self) -> tuple[str, ...]:
        return tuple(row.short for row in self.rows if self._is_workplace(row))

    def _is_workplace(self, row: Organisation) -> bool:
        """Where posts are held: all but departments of schools; those of a bureau are workplaces of their own."""
        return row.kind not in SECTIONS or self.kinds.get(row.path[:-8]) in BUREAUS

    def _offices(self, keys: set[int]) -> set[int]:
        return {key for key in keys if self._is_workplace(self.by_key[key])}

    def named(self, typed: str) -> Organisation | str:
        """The organisation meant; or, in words, why it is not clear."""
        keys = self.own.get(typed) or self.other.get(typed) or set()
        keys = {key for key in keys if self.by_key[key].kind not in SECTIONS} or self._offices(keys)
        if len(keys) == 1:
            return self.by_key[keys.pop()]
        if keys:
            choices = "、".join(self.by_key[key].name for key in sorted(keys))
            return f"“{typed}”可能是{choices}，请写全称。"
        alike = self._alike(typed, [name for name in {**self.own, **self.other} if self._is_place(name)])
        return f"本单位及下属单位中没有“{typed}”{alike}"

    def _is_place(self, name: str) -> bool:
        keys = self.own.get(name) or self.other.get(name) or set()
        return any(self._is_workplace(self.by_key[key]) for key in keys)

    def section(self, typed: str, organisation: Organisation) -> Organisation | str:
        """The department of this organisation; or, in words, why not."""
        inside = {
            tidy.name(name): row
            for row in self.rows
            if row.kind in SECTIONS and row.path.startswith(organisation.path) and row.pk != organisation.pk
            for name in (row.short, row.name)
        }
        if typed in inside:
            return inside[typed]
        alike = self._alike(typed, list(inside)) if inside else "。请先在单位页面设立。"
        return f"{organisation.short}没有“{typed}”这个处室（科室）{alike}"

    @staticmethod
    def _alike(typed: str, names: list[str]) -> str:
        found = difflib.get_close_matches(typed, names, 1, 0.4)
        return f"，是不是“{found[0]}”？" if found else "，请核对名称。"
