"""What loading a pack would do: last loaded, the site now, and the new pack compared field by field.

The rule (design.md §3): what the pack changed and the site did not is taken over; what the site changed is
never reverted, only shown; where both changed differently it is a conflict, and the site's stands until a
person decides. Nothing is deleted, only withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .snapshots import Fields, Snapshot, is_nothing


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"
    SITE_KEPT = "site_kept"
    UNCHANGED = "unchanged"


KIND_WORDS = {
    Kind.ADDED: "新增",
    Kind.CHANGED: "更改",
    Kind.WITHDRAWN: "撤下",
    Kind.CONFLICT: "冲突",
    Kind.SITE_KEPT: "保留本站",
    Kind.UNCHANGED: "不变",
}

# The weightiest field decides the kind of its object.
_BY_WEIGHT = (Kind.CONFLICT, Kind.CHANGED, Kind.SITE_KEPT, Kind.UNCHANGED)
_MOVES_THE_SITE = (Kind.ADDED, Kind.CHANGED, Kind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of one object with its three values; None where a side has none."""

    field: str
    kind: Kind
    last: Any
    site: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ObjectDifference:
    """One object of a section. `fields` holds those that are not unchanged."""

    section: str
    key: str
    kind: Kind
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All objects that either side knows, section by section, in the order of the new pack."""

    objects: tuple[ObjectDifference, ...]

    def of(self, *kinds: Kind) -> tuple[ObjectDifference, ...]:
        return tuple(entry for entry in self.objects if entry.kind in kinds)

    @property
    def is_empty(self) -> bool:
        """Loading would change nothing and asks nothing."""
        return not self.of(*_MOVES_THE_SITE, Kind.CONFLICT)

    def to_json(self) -> dict[str, Any]:
        """Counts by kind, and every object that is not unchanged."""
        shown = [entry for entry in self.objects if entry.kind is not Kind.UNCHANGED]
        return {
            "counts": {kind.value: len(self.of(kind)) for kind in Kind},
            "objects": [_object_json(entry) for entry in shown],
        }


def _object_json(entry: ObjectDifference) -> dict[str, Any]:
    fields = [
        {"field": each.field, "kind": each.kind.value, "last": each.last, "site": each.site, "new": each.new}
        for each in entry.fields
    ]
    return {"section": entry.section, "key": entry.key, "kind": entry.kind.value, "fields": fields}


def difference(last: Snapshot | None, site_now: Snapshot, new: Snapshot) -> Difference:
    """Compare a new pack with the site. `last` is the snapshot last loaded, None before the first load.

    `site_now` holds what is in force on the site (nothing withdrawn), in the form of `snapshot`.
    """
    before: Snapshot = last or {}
    found: list[ObjectDifference] = []
    for section in _in_order(new, before, site_now):
        sides = [side.get(section, {}) for side in (before, site_now, new)]
        for key in _in_order(sides[2], sides[0], sides[1]):
            was, here, said = (side.get(key) for side in sides)
            found.append(_object(section, key, was, here, said))
    return Difference(tuple(found))


def _in_order(*sides: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for side in sides for name in side))


def _object(
    section: str, key: str, last: Fields | None, site: Fields | None, new: Fields | None
) -> ObjectDifference:
    if new is None:
        return ObjectDifference(section, key, _no_longer_in_the_pack(last, site))
    if site is None:
        kind = _not_on_the_site(last, new)
        differing = _fields(last or {}, {}, new) if kind is Kind.CONFLICT else _additions(new, kind)
        return ObjectDifference(section, key, kind, tuple(differing))
    # Before the first load of an object the site may already have it: what differs is the site's own.
    fields = list(_fields(last if last is not None else {}, site, new))
    kinds = {field.kind for field in fields}
    kind = next((kind for kind in _BY_WEIGHT if kind in kinds), Kind.UNCHANGED)
    return ObjectDifference(section, key, kind, tuple(fields))


def _no_longer_in_the_pack(last: Fields | None, site: Fields | None) -> Kind:
    if site is None:
        return Kind.UNCHANGED
    if last is None:
        return Kind.SITE_KEPT  # the site's own addition
    return Kind.WITHDRAWN if _alike(last, site) else Kind.CONFLICT


def _not_on_the_site(last: Fields | None, new: Fields) -> Kind:
    if last is None:
        return Kind.ADDED
    return Kind.SITE_KEPT if _alike(last, new) else Kind.CONFLICT  # the site withdrew it


def _additions(new: Fields, kind: Kind) -> Iterator[FieldDifference]:
    if kind is Kind.ADDED:
        for name, value in new.items():
            if not is_nothing(value):
                yield FieldDifference(name, Kind.ADDED, None, None, value)


def _fields(last: Fields, site: Fields, new: Fields) -> Iterator[FieldDifference]:
    for name in _in_order(new, last, site):
        values = last.get(name), site.get(name), new.get(name)
        kind = _field_kind(*values)
        if kind is not Kind.UNCHANGED:
            yield FieldDifference(name, kind, *values)


def _field_kind(last: Any, site: Any, new: Any) -> Kind:
    if _same(site, new):
        return Kind.UNCHANGED
    if _same(site, last):
        return Kind.CHANGED
    return Kind.SITE_KEPT if _same(new, last) else Kind.CONFLICT


def _same(one: Any, other: Any) -> bool:
    return (is_nothing(one) and is_nothing(other)) or bool(one == other)


def _alike(one: Fields, other: Fields) -> bool:
    return all(_same(one.get(name), other.get(name)) for name in _in_order(one, other))


def applied(site_now: Snapshot, found: Difference) -> dict[str, dict[str, dict[str, Any]]]:
    """The site after the difference: added, changed, withdrawn are done; in conflicts the site's stands."""
    after = {
        section: {key: dict(fields) for key, fields in objects.items()}
        for section, objects in site_now.items()
    }
    for entry in found.objects:
        objects = after.setdefault(entry.section, {})
        if entry.kind is Kind.WITHDRAWN:
            objects.pop(entry.key, None)
        elif entry.kind is Kind.ADDED or entry.key in objects:
            _take_over(objects.setdefault(entry.key, {}), entry.fields)
    return after


def _take_over(fields: dict[str, Any], changes: Iterable[FieldDifference]) -> None:
    for change in changes:
        if change.kind in _MOVES_THE_SITE:
            fields[change.field] = change.new
