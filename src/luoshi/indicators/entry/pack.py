"""The site pack's indicators: each as its last version; earlier versions and every figure stay on the site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.errors import RuleBroken
from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load
from luoshi.core.packs.difference import Kind, ObjectDifference

from ..models import Indicator, IndicatorVersion, Observation
from .definitions import FROM_THE_BEGINNING, OF_INDICATOR, add_version, as_columns, as_fields, bureau
from .reshaping import asked_in, free_from, is_reshaped

OF_VERSION_TOO = ("owner", "key")


def snapshot(key: str) -> dict[str, Fields]:
    city = bureau()
    rows = IndicatorVersion.objects.filter(
        superseded_at__isnull=True, indicator__withdrawn_at__isnull=True
    ).select_related("indicator__owner")
    found = {}
    for version in rows.order_by("indicator__order", "indicator_id"):
        owner = version.indicator.owner
        found[version.indicator.key] = {
            "key": version.indicator.key,
            "owner": None if city is not None and owner.pk == city.pk else owner.key,
            **{name: getattr(version.indicator, name) for name in OF_INDICATOR},
            **as_fields(version),
        }
    return found


def apply(load: PackLoad, entries: list[ObjectDifference]) -> None:
    if not entries:
        return
    known = {row.key: row for row in Indicator.objects.select_related("owner")}
    order = max((row.order for row in known.values()), default=0)
    fresh: list[tuple[str, Fields]] = []
    for entry in entries:
        row, values = known.get(entry.key), new_values(entry)
        if row is None and entry.kind is not Kind.WITHDRAWN:
            fresh.append((entry.key, values))
        elif row is not None and entry.kind is Kind.WITHDRAWN:
            acts.change(row, withdrawn_at=clock.now())
        elif row is not None:
            _change(row, values)
    _add(fresh, order)
    note_load(load, "indicators", entries)


def _add(fresh: list[tuple[str, Fields]], order: int) -> None:
    """All at once: a first load brings them all."""
    city = bureau()
    owners = {
        row.key: row for row in Organisation.objects.filter(key__in={each.get("owner") for _, each in fresh})
    }
    rows = []
    for place, (key, values) in enumerate(fresh, 1):
        owner = owners.get(values.get("owner") or "", city)
        if owner is None:
            raise RuleBroken("指标没有归口单位：请在包里写明 owner，或先加上市教育局。")
        said = {name: values.get(name) or "" for name in OF_INDICATOR}
        rows.append(Indicator(key=key, owner=owner, order=order + place * 10, **said))
    Indicator.objects.bulk_create(rows)
    IndicatorVersion.objects.bulk_create(
        IndicatorVersion(indicator=row, number=1, valid_from=FROM_THE_BEGINNING, **as_columns(values))
        for row, (_, values) in zip(rows, fresh, strict=True)
    )


def _change(row: Indicator, values: Fields) -> None:
    said: dict[str, Any] = {name: values[name] or "" for name in OF_INDICATOR if name in values}
    acts.change(row, withdrawn_at=None, **said)
    last = IndicatorVersion.objects.filter(indicator=row, superseded_at__isnull=True).first()
    now = as_fields(last) if last is not None else {}
    wanted = now | {
        name: value for name, value in values.items() if name not in (*OF_INDICATOR, *OF_VERSION_TOO)
    }
    if wanted != now:
        add_version(row, wanted, last, _valid_from(row, wanted, last))


def _valid_from(row: Indicator, wanted: Fields, last: IndicatorVersion | None) -> dt.date:
    """From today on; where its figures could not be added to those there are, from after them on."""
    if last is None:
        return FROM_THE_BEGINNING
    free = free_from(row) if is_reshaped(last, wanted) else None
    return max(clock.today(), last.valid_from, free or last.valid_from)


def touched(key: str, entry: ObjectDifference) -> str:
    """Figures there are of an indicator the new pack would change or withdraw."""
    count = Observation.objects.filter(indicator__key=entry.key, superseded_at__isnull=True).count()
    row = Indicator.objects.filter(key=entry.key).first()
    asked = asked_in(row) if row is not None else None
    said = [f"已有 {count} 个数据"] if count else []
    return "，".join([*said, *([f"正在“{asked.title}”里填报"] if asked is not None else [])])


INDICATORS = PackSection("site", "indicators", snapshot, apply, touched)
