"""The site pack's own sections: what the site is called, and the days that differ from the week."""

from __future__ import annotations

import datetime as dt

from luoshi.core.packs.difference import Kind, ObjectDifference

from .models import Holiday, SiteState
from .packs import Fields, PackLoad, PackSection, new_values, note_load


def site_now(key: str) -> dict[str, Fields]:
    state = SiteState.objects.filter(key=key).first()
    return {key: {"key": key, "name": state.name, **state.extra}} if state else {}


def apply_site(load: PackLoad, entries: list[ObjectDifference]) -> None:
    state = SiteState.objects.get()
    for entry in entries:
        values = new_values(entry)
        state.key = entry.key
        state.name = values.pop("name", state.name)
        values.pop("key", None)
        state.extra = {**state.extra, **values}
        state.save()
    note_load(load, "site", entries)


def holidays_now(key: str) -> dict[str, Fields]:
    return {
        row.day.isoformat(): {"date": row.day.isoformat(), "kind": row.kind, "name": row.name, **row.extra}
        for row in Holiday.objects.filter(organisation="")
    }


def apply_holidays(load: PackLoad, entries: list[ObjectDifference]) -> None:
    for entry in entries:
        if entry.kind is Kind.WITHDRAWN:
            Holiday.objects.filter(organisation="", day=entry.key).delete()
            continue
        values = new_values(entry)
        known = {name: values.pop(name) or "" for name in ("kind", "name") if name in values}
        values.pop("date", None)
        day = dt.date.fromisoformat(entry.key)
        fields = known | ({"extra": values} if values else {})
        Holiday.objects.update_or_create(organisation="", day=day, defaults=fields)
    note_load(load, "holidays", entries)


SITE = PackSection("site", "site", site_now, apply_site)
HOLIDAYS = PackSection("site", "holidays", holidays_now, apply_holidays)
