"""Roll-up rows and what identities count for, brought up to date inside the act that changes figures.

Rows are touched in one fixed order everywhere, so that two acts never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import DataError, IntegrityError, connection
from django.db.models import Q

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.core.rollup import NOTHING, Chain, Decided, Held, Share, decide, once_moved, shares_moved

from .models import NOW_VALID, Contribution, Discrepancy, IdentityCount, Rollup, Seat
from .places import LEAVES, counts_at

Cell = tuple[int, int]  # indicator, period
AT_ONCE = 1000  # rows in one statement
TOO_LARGE = "合计超出了能够准确保存的范围，没有保存。请核对单位（元、万元）和小数位后再报。"


def add_up(
    taken: Mapping[Cell, Iterable[tuple[Chain, Share]]], added: Mapping[Cell, Iterable[tuple[Chain, Share]]]
) -> None:
    """Take figures away and add others, at all organisations above them. Rows for which somebody added NOTHING are
    made and locked with the others: identities are counted in them, and only then is it read who else holds them.
    """
    shares: dict[tuple[int, int, int], Share] = {}
    for cell in taken.keys() | added.keys():
        comes = list(added.get(cell, ()))
        moved = shares_moved(taken.get(cell, ()), comes)
        moved |= {key: moved.get(key, NOTHING) for chain, share in comes if share == NOTHING for key in chain}
        shares |= {(key, *cell): share for key, share in moved.items()}
    put_shares(shares)


def put_shares(shares: Mapping[tuple[int, int, int], Share]) -> None:
    """Add to the rows of (organisation, indicator, period); one statement makes or changes them, and locks them in
    order: period by period, as acts that count several periods one after another do. Raises RuleBroken where a sum is
    beyond what is kept exactly.
    """
    rows = [
        (key, period, indicator, *shares[key, indicator, period])
        for period, indicator, key in sorted((period, indicator, key) for key, indicator, period in shares)
    ]
    for start in range(0, len(rows), AT_ONCE):
        _put(rows[start : start + AT_ONCE])


def _put(rows: Sequence[tuple[int, ...]]) -> None:
    table = Rollup._meta.db_table
    names = ("organisation_id", "period_id", "indicator_id", *Share._fields)
    one = f"({', '.join(['%s'] * len(names))})"
    adding = ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in Share._fields)
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([one] * len(rows))} "
        f"ON CONFLICT (organisation_id, period_id, indicator_id) DO UPDATE SET {adding}"
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, [number for row in rows for number in row])
    except (IntegrityError, DataError) as broken:
        if "rollup_sum_fits" in str(broken) or isinstance(broken, DataError):
            raise RuleBroken(TOO_LARGE) from broken
        raise


def held_now(indicator: int, period: int, identities: Iterable[str]) -> dict[str, dict[int, Held]]:
    """Every contribution of these identities that is valid now, by its key, wherever it is held."""
    rows = list(
        Contribution.objects.filter(
            NOW_VALID, indicator=indicator, period=period, identity__in=list(identities)
        )
    )
    chains = chains_at({row.organisation_id for row in rows}, {period})
    found: dict[str, dict[int, Held]] = defaultdict(dict)
    for row in rows:
        found[row.identity][row.pk] = held_of(row, chains[row.organisation_id, period])
    return found


def held_of(row: Contribution, chain: Chain) -> Held:
    return Held(chain, row.numerator, row.denominator, row.checked_at, row.entry)


def chains_at(organisations: Iterable[int], periods: Iterable[int]) -> dict[tuple[int, int], Chain]:
    """Where the figures of these organisations count now."""
    rows = Seat.objects.filter(NOW_VALID, organisation__in=organisations, period__in=periods)
    return {
        (key, period): counts_at(path, leaf=kind in LEAVES)
        for key, period, path, kind in rows.values_list(
            "organisation_id", "period_id", "path", "organisation__kind"
        )
    }


def count_once(cell: Cell, before: Mapping[str, Sequence[Held]], after: Mapping[str, Sequence[Held]]) -> None:
    """Contributions of one indicator and period changed: move sums, reference counts and discrepancies along."""
    indicator, period = cell
    sums: dict[int, Share] = defaultdict(Share)
    counts: dict[tuple[int, str], Decided] = {}
    contradicts: dict[str, bool] = {}
    for identity in sorted(before.keys() | after.keys()):
        moved, changed = once_moved(before.get(identity, ()), after.get(identity, ()))
        for key, share in moved.items():
            sums[key] = sums[key].plus(share)
        counts |= {(key, identity): decided for key, decided in changed.items()}
        counted = [row for row in after.get(identity, ()) if row.chain]
        contradicts[identity] = decide(counted).differs
    put_shares({(key, indicator, period): share for key, share in sums.items() if share != NOTHING})
    _put_counts(indicator, period, counts)
    _put_discrepancies(indicator, period, contradicts)


def _put_counts(indicator: int, period: int, counts: Mapping[tuple[int, str], Decided]) -> None:
    several = {key: decided for key, decided in counts.items() if decided.references > 1}
    rows = [
        IdentityCount(
            organisation_id=organisation,
            indicator_id=indicator,
            period_id=period,
            identity=identity,
            references=decided.references,
            numerator=decided.numerator,
            denominator=decided.denominator,
            differs=decided.differs,
        )
        for (organisation, identity), decided in sorted(several.items())
    ]
    IdentityCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organisation", "period", "indicator", "identity"],
        update_fields=["references", "numerator", "denominator", "differs"],
        batch_size=AT_ONCE,
    )
    single = sorted({identity for _, identity in counts.keys() - several.keys()})
    mine = IdentityCount.objects.filter(indicator=indicator, period=period)
    for start in range(0, len(single), AT_ONCE):
        gone = [
            pk
            for pk, organisation, identity in mine.filter(
                identity__in=single[start : start + AT_ONCE]
            ).values_list("pk", "organisation_id", "identity")
            if (organisation, identity) in counts and (organisation, identity) not in several
        ]
        IdentityCount.objects.filter(pk__in=gone).delete()


def _put_discrepancies(indicator: int, period: int, contradicts: Mapping[str, bool]) -> None:
    open_ones = Discrepancy.objects.filter(
        Q(closed_at=None), indicator=indicator, period=period, identity__in=list(contradicts)
    )
    opened = set(open_ones.values_list("identity", flat=True))
    now = clock.now()
    open_ones.filter(identity__in=[each for each in opened if not contradicts[each]]).update(closed_at=now)
    Discrepancy.objects.bulk_create(
        [
            Discrepancy(indicator_id=indicator, period_id=period, identity=identity, opened_at=now)
            for identity, differs in sorted(contradicts.items())
            if differs and identity not in opened
        ]
    )
