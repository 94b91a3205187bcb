"""What figures are made of: contributions come and go with corrections; those that stay are not touched."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.core.rollup import Chain, Held

from .adding import AT_ONCE, Cell, count_once, held_now, held_of
from .figures import Part, key_of
from .models import NOW_VALID, Contribution, Observation


@dataclass(frozen=True, slots=True)
class Remade:
    """One organisation's figure, made of other parts than before. row: the new one; None: it was taken back."""

    cell: Cell
    organisation: int
    chain: Chain
    row: Observation | None
    parts: Sequence[Part]


def change_parts(remade: Iterable[Remade], now: dt.datetime) -> None:
    """Inside the act, with the roll-up rows of all chains locked: nobody else counts the same identities meanwhile."""
    by_cell: dict[Cell, dict[int, Remade]] = defaultdict(dict)
    for each in remade:
        by_cell[each.cell][each.organisation] = each
    for cell in sorted(by_cell):
        _change_cell(cell, by_cell[cell], now)


def _change_cell(cell: Cell, remade: Mapping[int, Remade], now: dt.datetime) -> None:
    indicator, period = cell
    gone, fresh = _difference(cell, remade)
    identities = {row.identity for row in gone} | {part.identity for _, part in fresh}
    before = held_now(indicator, period, identities)
    for start in range(0, len(gone), AT_ONCE):
        keys = [row.pk for row in gone[start : start + AT_ONCE]]
        Contribution.objects.filter(pk__in=keys).update(superseded_at=now)
    made = [_made(cell, each, part, now) for each, part in fresh]
    Contribution.objects.bulk_create(made, batch_size=AT_ONCE)
    left = {row.pk for row in gone}
    after = {
        identity: [held for key, held in rows.items() if key not in left] for identity, rows in before.items()
    }
    for row in made:
        after.setdefault(row.identity, []).append(held_of(row, remade[row.organisation_id].chain))
    was: dict[str, list[Held]] = {identity: list(rows.values()) for identity, rows in before.items()}
    count_once(cell, was, after)


def _difference(
    cell: Cell, remade: Mapping[int, Remade]
) -> tuple[list[Contribution], list[tuple[Remade, Part]]]:
    """What is no longer among the parts of these figures, and what is new."""
    wanted = {key: Counter(map(key_of, each.parts)) for key, each in remade.items()}
    gone = []
    for row in _current(cell, remade.keys()):
        left = wanted[row.organisation_id]
        if left[key_of(row)]:
            left[key_of(row)] -= 1
        else:
            gone.append(row)
    fresh = []
    for key, each in remade.items():
        for part in each.parts:
            if wanted[key][key_of(part)]:
                wanted[key][key_of(part)] -= 1
                fresh.append((each, part))
    return gone, fresh


def _current(cell: Cell, organisations: Collection[int]) -> Iterable[Contribution]:
    indicator, period = cell
    return Contribution.objects.filter(
        NOW_VALID, organisation__in=organisations, indicator=indicator, period=period
    ).order_by("pk")


def _made(cell: Cell, each: Remade, part: Part, now: dt.datetime) -> Contribution:
    return Contribution(
        observation=each.row,
        indicator_id=cell[0],
        period_id=cell[1],
        organisation_id=each.organisation,
        identity=part.identity,
        numerator=part.numerator,
        denominator=part.denominator,
        entry=part.entry,
        checked_at=part.checked_at,
        recorded_at=now,
    )
