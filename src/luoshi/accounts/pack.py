"""The site pack's organisations."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.packs import Fields, PackLoad, PackSection, new_values, note_load, withdraw
from luoshi.common.stages import run_after
from luoshi.core.packs.difference import Kind, ObjectDifference

from .models import Alias, Membership, Organisation, Placement
from .queries import step_of

COLUMNS = ("name", "short", "kind", "territory", "owner", "to_verify")
NULLABLE = ("territory", "owner", "to_verify")


def snapshot(key: str) -> dict[str, Fields]:
    """Every organisation in force, in the site pack's form."""
    rows = (
        Organisation.objects.filter(withdrawn_at__isnull=True)
        .prefetch_related("aliases")
        .order_by("order", "id")
    )
    parents = dict(Placement.objects.filter(end__isnull=True).values_list("organisation__key", "parent__key"))
    return {row.key: _fields(row, parents.get(row.key)) for row in rows if not row.extra.get("by_hand")}


def closed_organisations() -> dict[str, Fields]:
    """Those of a pack that were merged or closed since, in the same form."""
    rows = Organisation.objects.filter(closed_on__isnull=False).prefetch_related("aliases").order_by("id")
    parents = dict(Placement.objects.filter(end__isnull=True).values_list("organisation__key", "parent__key"))
    return {row.key: _fields(row, parents.get(row.key)) for row in rows if not row.extra.get("by_hand")}


def _fields(row: Organisation, parent: str | None) -> Fields:
    fields: Fields = {"key": row.key, "parent": parent, **row.extra}
    fields |= {name: getattr(row, name) or (None if name in NULLABLE else "") for name in COLUMNS}
    undated = [alias for alias in row.aliases.all() if alias.start is None and alias.end is None]
    names = [{"name": alias.name, "kind": alias.kind} for alias in sorted(undated, key=lambda each: each.pk)]
    return fields | ({"names": names} if names else {})


def apply(load: PackLoad, entries: list[ObjectDifference]) -> None:
    """Parents first: a pack lists them before their children, and a missing one is refused by its check."""
    for entry in entries:
        row = Organisation.objects.filter(key=entry.key).first()
        if entry.kind is Kind.WITHDRAWN:
            withdraw(row)
        else:
            _put(row, entry.key, new_values(entry), load.by)
    note_load(load, "organisations", entries)


def _put(row: Organisation | None, key: str, values: Fields, by: Actor) -> None:
    row = row or Organisation(key=key, path="new", order=Organisation.objects.count())
    for name in COLUMNS:
        if name in values:
            setattr(row, name, values[name] or "")
    row.withdrawn_at = None
    row.version = row.version + 1 if row.pk else 1
    row.save()
    if "names" in values:
        row.aliases.filter(
            start__isnull=True, end__isnull=True
        ).delete()  # names with days are facts of the site
        kept = set(row.aliases.values_list("name", "kind"))
        fresh = [each for each in values["names"] or [] if (each["name"], each["kind"]) not in kept]
        Alias.objects.bulk_create(
            [Alias(organisation=row, name=each["name"], kind=each["kind"]) for each in fresh]
        )
    if "parent" in values or row.path == "new":
        _place(row, values.get("parent"), by)


def _place(row: Organisation, parent_key: str | None, by: Actor) -> None:
    """The placement from today on; the first one of an organisation counts from the beginning."""
    parent = Organisation.objects.get(key=parent_key) if parent_key else None
    today = clock.today()
    current: Any = Placement.objects.filter(organisation=row, end__isnull=True).first()
    if current is None:
        Placement.objects.create(organisation=row, parent=parent, start=today)
    else:
        current.parent = parent
        current.save(update_fields=["parent"])
    old = row.path
    new = (parent.path if parent else "") + step_of(row.pk)
    if old == "new":
        Organisation.objects.filter(pk=row.pk).update(path=new)
    else:
        for below in Organisation.objects.filter(path__gte=old, path__lt=f"{old}g"):
            Organisation.objects.filter(pk=below.pk).update(path=new + below.path[len(old) :])
    row.path = new
    if old != "new" and old != new and parent is not None:
        run_after("accounts.place_organisation", organisation=row, parent=parent, start=today, by=by)


def touched(key: str, entry: ObjectDifference) -> str:
    """People hold posts in an organisation that the new pack would withdraw."""
    posts = Membership.objects.filter(organisation__key=entry.key, end__isnull=True).count()
    return f"{posts} 人在此任职" if posts else ""


ORGANISATIONS = PackSection("site", "organisations", snapshot, apply, touched)
