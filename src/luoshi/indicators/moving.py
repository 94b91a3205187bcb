"""Organisations get another parent, or become one: what their figures add goes along, for the periods concerned.

A figure counts where its organisation stood on the period's last day. Whoever was merged by then counts nowhere any
more: the new organisation reports for it. What was before the day of the change stays where it was.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from luoshi.accounts.models import Organisation, OrganisationChange
from luoshi.accounts.queries import within
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.rollup import NOTHING, Chain, Held, Share, Tree

from .actions import take_back
from .adding import AT_ONCE, Cell, add_up, count_once, held_now
from .models import NOW_VALID, Contribution, Observation, Seat
from .places import LEAVES, counts_at, path_of, tree_above
from .states import STANDS, Status

Change = OrganisationChange.Kind


def follow_placement(*, organisation: Organisation, start: dt.date, **_: Any) -> None:
    keys = _keys_below(organisation)
    resettle(keys, start, tree_above(keys))


def follow_merger(*, old: Organisation, new: Organisation, on: dt.date, **_: Any) -> None:
    keys = [old.pk, *_keys_below(new)]
    tree = tree_above(keys)
    resettle(keys, on, replace(tree, gone={**tree.gone, old.pk: on}))


def follow_undoing(*, change: OrganisationChange, by: Actor, **_: Any) -> None:
    """Called before it is undone, so it says itself what will hold then."""
    new = change.organisation
    if change.kind == Change.PLACED:
        keys = _keys_below(new)
        resettle(keys, change.on, _without_last(tree_above(keys), [new.pk]))
    elif change.kind == Change.MERGED:
        if change.facts["made"]:
            _take_back([new], by)
        facts = change.facts["olds"]
        olds = list(Organisation.objects.filter(public_id__in=facts))
        moved = [below["id"] for each in facts.values() for below in each["below"]]
        back = Organisation.objects.filter(public_id__in=moved).values_list("pk", flat=True)
        keys = [*(old.pk for old in olds), *_keys_below(new)]
        tree = _without_last(tree_above({*keys, *(old.pk for old in olds)}), back)
        gone = {key: day for key, day in tree.gone.items() if key not in {old.pk for old in olds}}
        resettle(keys, change.on, replace(tree, gone=gone))
    elif change.kind in (Change.FOUNDED, Change.SPLIT):
        parts = Organisation.objects.filter(public_id__in=change.facts.get("parts", [new.public_id]))
        _take_back(parts, by)


AFTER: dict[str, Callable[..., Any]] = {
    "accounts.place_organisation": follow_placement,
    "accounts.merge_organisations": follow_merger,
    "accounts.undo_organisation_change": follow_undoing,
}


def _keys_below(organisation: Organisation) -> list[int]:
    organisation.refresh_from_db(fields=["path"])
    return list(Organisation.objects.filter(within(organisation.path)).values_list("pk", flat=True))


def _without_last(tree: Tree, keys: Iterable[int]) -> Tree:
    """Their present placements taken back."""
    return replace(tree, placements={**tree.placements, **{key: tree.placements[key][:-1] for key in keys}})


def _take_back(organisations: Iterable[Organisation], by: Actor) -> None:
    """What registers gave goes with the school; what people reported they take back themselves."""
    for each in organisations:
        rows = Observation.objects.filter(NOW_VALID, organisation=each, status__in=STANDS)
        if rows.exclude(status=Status.COMPUTED).exists():
            raise RuleBroken(f"{each.short}已经报了指标数据，请先收回这些数据，再撤回这次变动。")
        take_back(observations=list(rows), by=by)


def resettle(keys: Collection[int], since: dt.date, tree: Tree) -> None:
    """Let the figures of these organisations, of periods that end on that day or later, count where they stand now."""
    kinds = dict(
        Organisation.objects.select_for_update(no_key=True)
        .filter(pk__in=keys)
        .order_by("path", "pk")
        .values_list("pk", "kind")
    )
    seats = Seat.objects.filter(NOW_VALID, organisation__in=kinds, period__ends__gte=since)
    moved: dict[tuple[int, int], tuple[Seat, str]] = {}
    for seat in seats.select_related("period").order_by("pk"):
        path = path_of(tree.chain(seat.organisation_id, seat.period.ends))
        if path != seat.path:
            moved[seat.organisation_id, seat.period_id] = (seat, path)
    if not moved:
        return
    old, new = (
        {
            cell: counts_at(seat.path if which else path, leaf=kinds[cell[0]] in LEAVES)
            for cell, (seat, path) in moved.items()
        }
        for which in (True, False)
    )
    _move_shares(old, new)
    cells = _contributing(moved)
    before = {cell: held_now(*cell, identities) for cell, identities in cells.items()}
    _move_seats(moved)
    for cell in sorted(cells):
        _count_again(cell, cells[cell], before[cell])
    acts.note_bulk("indicators.seat", [[key, period, path] for (key, period), (_, path) in moved.items()])


def _standing(moved: Collection[tuple[int, int]]) -> Iterable[Observation]:
    rows = Observation.objects.filter(
        NOW_VALID,
        organisation__in={key for key, _ in moved},
        period__in={period for _, period in moved},
        status__in=STANDS,
    )
    return (row for row in rows.iterator() if (row.organisation_id, row.period_id) in moved)


def _move_shares(old: Mapping[tuple[int, int], Chain], new: Mapping[tuple[int, int], Chain]) -> None:
    taken: dict[Cell, list[tuple[Chain, Share]]] = defaultdict(list)
    added: dict[Cell, list[tuple[Chain, Share]]] = defaultdict(list)
    for row in _standing(old.keys()):
        place, cell = (row.organisation_id, row.period_id), (row.indicator_id, row.period_id)
        taken[cell].append((old[place], row.share))
        added[cell].append((new[place], row.share))
        if row.made_of:  # locks the rows in which its identities are counted
            added[cell] += [(old[place], NOTHING), (new[place], NOTHING)]
    add_up(taken, added)


def _contributing(moved: Collection[tuple[int, int]]) -> dict[Cell, set[str]]:
    rows = Contribution.objects.filter(
        NOW_VALID,
        organisation__in={key for key, _ in moved},
        period__in={period for _, period in moved},
    )
    found: dict[Cell, set[str]] = defaultdict(set)
    for key, indicator, period, identity in rows.values_list(
        "organisation_id", "indicator_id", "period_id", "identity"
    ):
        if (key, period) in moved:
            found[indicator, period].add(identity)
    return found


def _move_seats(moved: Mapping[tuple[int, int], tuple[Seat, str]]) -> None:
    now = clock.now()
    keys = [seat.pk for seat, _ in moved.values()]
    for start in range(0, len(keys), AT_ONCE):
        Seat.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(superseded_at=now)
    Seat.objects.bulk_create(
        [
            Seat(organisation_id=key, period_id=period, path=path, recorded_at=now)
            for (key, period), (_, path) in moved.items()
        ],
        batch_size=AT_ONCE,
    )


def _count_again(cell: Cell, identities: set[str], before: Mapping[str, Mapping[int, Held]]) -> None:
    after = held_now(*cell, identities)
    count_once(
        cell,
        {identity: list(rows.values()) for identity, rows in before.items()},
        {identity: list(rows.values()) for identity, rows in after.items()},
    )
