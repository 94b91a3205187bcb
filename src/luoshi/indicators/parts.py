"""What figures are made of: contributions come and go with corrections; those that stay are not touched."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from luoshi.core.rollup import Chain, Held

from .adding import AT_ONCE, Cell, count_once, held_now, held_of
from .figures import Ahead, Figure, Part, from_parts, key_of
from .models import NOW_VALID, Contribution, Observation
from .states import STANDS


@dataclass(frozen=True, slots=True)
class Remade:
    """One organisation's figure, made of other parts than before. row: the new one; None: it was taken back."""

    cell: Cell
    organisation: int
    chain: Chain
    row: Observation | None
    parts: Sequence[Part]
    ahead: Ahead | None = None  # how they differ, where that was worked out and still holds


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
    gone = [row for each in remade.values() if each.ahead for row in each.ahead.gone]
    known = [(each, part) for each in remade.values() if each.ahead for part in each.ahead.fresh]
    remade = {key: each for key, each in remade.items() if each.ahead is None}
    wanted = {key: Counter(map(key_of, each.parts)) for key, each in remade.items()}
    for row in _current(cell, remade.keys()) if remade else ():
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
    return gone, [*known, *fresh]


def with_ahead(figures: Sequence[Figure]) -> list[Figure]:
    """These figures with all that costs time of recording them; nothing is written or held."""
    by_cell: dict[Cell, dict[int, Remade]] = defaultdict(dict)
    for each in figures:
        if each.parts is not None:
            cell, key = (each.indicator.pk, each.period.pk), each.organisation.pk
            by_cell[cell][key] = Remade(cell, key, (), None, each.parts)
    standing: dict[tuple[int, int, int], int] = {}
    gone: dict[tuple[int, int, int], list[Contribution]] = defaultdict(list)
    fresh: dict[tuple[int, int, int], list[Part]] = defaultdict(list)
    for (indicator, period), remade in by_cell.items():
        rows = Observation.objects.filter(
            NOW_VALID, indicator=indicator, period=period, organisation__in=remade, status__in=STANDS
        )
        for key, pk in rows.values_list("organisation", "pk"):
            standing[indicator, key, period] = pk
        left, came = _difference((indicator, period), remade)
        for row in left:
            gone[indicator, row.organisation_id, period].append(row)
        for one, part in came:
            fresh[indicator, one.organisation, period].append(part)
    return [
        each
        if each.parts is None
        else replace(
            each,
            ahead=Ahead(standing.get(each.cell), from_parts(each.parts), gone[each.cell], fresh[each.cell]),
        )
        for each in figures
    ]


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
