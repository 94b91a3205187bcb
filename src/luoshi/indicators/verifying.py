"""Roll-ups held against a naive sum in memory, by the rules of the core alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.core.rollup import NOTHING, Chain, Share, naive, share_of

from .counting import Counting, chains_now, numbers_of
from .models import NOW_VALID, Discrepancy, IdentityCount, Indicator, Observation, Period, Rollup, Seat
from .places import path_of, tree_above
from .states import APPROVED, STANDS

Cell = tuple[int, int]  # indicator, period
FEW = 200  # cells that the invariants look at


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored is not what comes out."""

    what: str
    organisation: int | None
    indicator: int | None
    period: int | None
    stored: Any
    computed: Any


def all_cells() -> list[Cell]:
    return sorted(
        set(
            Observation.objects.filter(NOW_VALID)
            .order_by()
            .values_list("indicator_id", "period_id")
            .distinct()
        )
        | set(Rollup.objects.order_by().values_list("indicator_id", "period_id").distinct())
    )


def sample_cells(most: int = FEW) -> list[Cell]:
    """Cells spread evenly over all there are."""
    cells = all_cells()
    return cells[:: max(1, -(-len(cells) // most))]


def differences(
    cells: Iterable[Cell] | None = None, told: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Difference]:
    """Of these cells, by default all. told: how many of them are done."""
    chains = chains_now()
    yield from _seats(chains)
    counting = Counting()
    once = counting.run(chains)
    wanted = all_cells() if cells is None else list(cells)
    for done, cell in enumerate(wanted):
        told(done, len(wanted))
        yield from _of_cell(cell, chains, once)
    yield from _identities(counting)


def _seats(chains: dict[tuple[int, int], Chain]) -> Iterator[Difference]:
    tree = tree_above({key for key, _ in chains})
    rows = Seat.objects.filter(NOW_VALID).values_list("organisation_id", "period_id", "period__ends", "path")
    for key, period, day, path in rows.iterator(chunk_size=5000):
        right = path_of(tree.chain(key, day))
        if right != path:
            yield Difference("seat", key, None, period, path, right)


def _of_cell(
    cell: Cell, chains: dict[tuple[int, int], Chain], once: dict[tuple[int, int, int], Share]
) -> Iterator[Difference]:
    indicator, period = cell
    rows = Observation.objects.filter(NOW_VALID, indicator=indicator, period=period, status__in=STANDS)
    values = rows.order_by().values_list(
        "organisation_id", "numerator", "denominator", "text", "made_of", "status"
    )
    shares = [
        (
            chains.get((key, period), ()),
            share_of(
                (0 if text else None) if numerator is None else numerator,
                denominator,
                made_of_contributions=bool(made_of),
                approved=status in APPROVED,
            ),
        )
        for key, numerator, denominator, text, made_of, status in values
    ]
    computed = naive(shares, {})
    for key in list(computed):
        computed[key] = computed[key].plus(once.get((key, *cell), NOTHING))
    stored = {
        row[0]: Share(*row[1:])
        for row in Rollup.objects.filter(indicator=indicator, period=period).values_list(
            "organisation_id", *Share._fields
        )
    }
    for key in sorted(stored.keys() | computed.keys()):
        if stored.get(key, NOTHING) != computed.get(key, NOTHING):
            yield Difference(
                "rollup",
                key,
                indicator,
                period,
                stored.get(key, NOTHING)._asdict(),
                computed.get(key, NOTHING)._asdict(),
            )


def _identities(counting: Counting) -> Iterator[Difference]:
    names = ("organisation_id", "indicator_id", "period_id", "identity")
    numbers = ("references", "numerator", "denominator", "differs")
    stored = {row[:4]: row[4:] for row in IdentityCount.objects.values_list(*names, *numbers)}
    for who in sorted(stored.keys() | counting.several.keys()):
        right = numbers_of(counting.several.get(who))
        if stored.get(who) != right:
            yield Difference("identity", *who[:3], stored.get(who), right)
    opened = set(
        Discrepancy.objects.filter(closed_at=None).values_list("indicator_id", "period_id", "identity")
    )
    for indicator, period, identity in sorted(opened ^ counting.open):
        key = (indicator, period, identity)
        yield Difference("discrepancy", None, indicator, period, key in opened, key in counting.open)


def in_words(found: Difference) -> dict[str, Any]:
    """As the command tells it: public ids and names, never keys of the database."""

    def named(model: Any, key: int | None) -> dict[str, str] | None:
        row = model.objects.filter(pk=key).first() if key is not None else None
        return {"id": row.public_id, "name": str(row)} if row else None

    is_path = found.what == "seat"
    return {
        "what": found.what,
        "organisation": named(Organisation, found.organisation),
        "indicator": named(Indicator, found.indicator),
        "period": named(Period, found.period),
        "stored": _above(found.stored) if is_path else found.stored,
        "computed": _above(found.computed) if is_path else found.computed,
    }


def _above(path: str) -> str:
    """Whom an organisation stands under, by name."""
    keys = [int(path[-16:-8], 16)] if len(path) > 8 else []
    row = Organisation.objects.filter(pk__in=keys).first()
    return row.name if row else ""
