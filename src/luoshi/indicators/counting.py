"""All identities counted anew, one after another in a stream: what they add, who is held twice, who contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from luoshi.accounts.queries import STEP
from luoshi.common import clock
from luoshi.common.ids import new_public_id
from luoshi.core.rollup import Chain, Decided, Held, Share, decide, decided_at

from .bulk import write_rows
from .models import NOW_VALID, Contribution, Discrepancy, IdentityCount, Seat
from .places import LEAVES, counts_at

Row = tuple[int, int, int]  # organisation, indicator, period
Who = tuple[int, int, int, str]


def chains_now(periods: Collection[int] | None = None) -> dict[tuple[int, int], Chain]:
    """Where every organisation counts in every period, or in these."""
    seats = Seat.objects.filter(NOW_VALID)
    rows = seats if periods is None else seats.filter(period__in=periods)
    above: dict[tuple[str, bool], Chain] = {}  # schools side by side count at the same places
    found = {}
    for key, period, path, kind in rows.values_list(
        "organisation_id", "period_id", "path", "organisation__kind"
    ).iterator(chunk_size=5000):
        leaf = kind in LEAVES
        place = path[:-STEP] if leaf else path, leaf
        if place not in above:
            above[place] = counts_at(path, leaf=leaf)
        found[key, period] = above[place]
    return found


class Counting:
    """several: identities held more than once; open: those whose holders contradict each other."""

    def __init__(self) -> None:
        self.several: dict[Who, Decided] = {}
        self.open: set[tuple[int, int, str]] = set()

    def run(self, chains: dict[tuple[int, int], Chain] | None = None) -> dict[Row, Share]:
        """All that identities add, from nothing."""
        return self._add(chains_now() if chains is None else chains, Contribution.objects.all(), raw=False)

    def correct(self) -> dict[Row, Share]:
        """What is to be changed in sums of all that was stated: only those held several times are looked at."""
        if not (several := held_several_times()).exists():
            return {}
        every = Contribution.objects.filter(NOW_VALID).order_by().values_list("period", flat=True)
        return self._add(chains_now(set(every.distinct())), several, raw=True)

    def _add(
        self, chains: dict[tuple[int, int], Chain], rows: QuerySet[Contribution], *, raw: bool
    ) -> dict[Row, Share]:
        sums: dict[Row, list[int]] = defaultdict(lambda: [0] * 4)  # the first four numbers of a share
        for (indicator, period, identity), held in identities(chains, rows):
            for key, decided in decided_at(held).items():
                row = key, indicator, period
                sums[row] = list(map(add, sums[row], _added_by(decided, raw=raw)))
                if decided.references > 1:
                    self.several[*row, identity] = decided
            if decide([each for each in held if each.chain]).differs:
                self.open.add((indicator, period, identity))
        return {row: Share(*numbers) for row, numbers in sums.items() if any(numbers)}

    def write(self, cursor: Any) -> None:
        """What is stored becomes what was counted."""
        right: set[Who] = set()
        wrong = []
        names = ("organisation_id", "indicator_id", "period_id", "identity")
        numbers = ("references", "numerator", "denominator", "differs")
        for pk, *row in IdentityCount.objects.values_list("pk", *names, *numbers).iterator(chunk_size=5000):
            who = (row[0], row[1], row[2], row[3])
            if numbers_of(self.several.get(who)) == tuple(row[4:]):
                right.add(who)
            else:
                wrong.append(pk)
        for start in range(0, len(wrong), 1000):
            IdentityCount.objects.filter(pk__in=wrong[start : start + 1000]).delete()
        lacking = sorted(self.several.keys() - right)
        rows = [(*who, *(numbers_of(self.several[who]) or ())) for who in lacking]
        write_rows(cursor, IdentityCount._meta.db_table, (*names, *numbers), rows)
        self._write_discrepancies(cursor)

    def _write_discrepancies(self, cursor: Any) -> None:
        opened = Discrepancy.objects.filter(closed_at=None)
        stored = {
            row[1:]: row[0] for row in opened.values_list("pk", "indicator_id", "period_id", "identity")
        }
        now = clock.now()
        Discrepancy.objects.filter(pk__in=[pk for key, pk in stored.items() if key not in self.open]).update(
            closed_at=now
        )
        at = connection.ops.adapt_datetimefield_value(now)
        names = ("public_id", "version", "created_at", "opened_at", "indicator_id", "period_id", "identity")
        rows = [(new_public_id(), 1, at, at, *key) for key in sorted(self.open - stored.keys())]
        write_rows(cursor, Discrepancy._meta.db_table, names, rows)


def _added_by(decided: Decided, *, raw: bool) -> tuple[int, int, int, int]:
    """The numbers of its share; raw: from which all that was stated is taken out again."""
    removed, removed_denominator = (
        decided.stated - decided.numerator,
        decided.stated_denominator - decided.denominator,
    )
    if raw:
        return -removed, -removed_denominator, removed, removed_denominator
    return decided.numerator, decided.denominator, removed, removed_denominator


def held_several_times() -> QuerySet[Contribution]:
    """Contributions with another one of the same identity."""
    same = {name: OuterRef(name) for name in ("indicator", "period", "identity")}
    others = Contribution.objects.filter(NOW_VALID, **same).exclude(pk=OuterRef("pk"))
    return Contribution.objects.filter(NOW_VALID, Exists(others))


def identities(
    chains: dict[tuple[int, int], Chain], rows: QuerySet[Contribution]
) -> Iterator[tuple[tuple[int, int, str], list[Held]]]:
    values = (
        rows.filter(NOW_VALID)
        .order_by("indicator", "period", "identity")
        .values_list(
            "indicator_id",
            "period_id",
            "identity",
            "organisation_id",
            "numerator",
            "denominator",
            "checked_at",
            "entry",
        )
    )
    for key, group in groupby(values.iterator(chunk_size=5000), key=lambda row: row[:3]):
        yield key, [Held(chains.get((row[3], key[1]), ()), *row[4:]) for row in group]


def numbers_of(decided: Decided | None) -> tuple[int, int, int, bool] | None:
    if decided is None:
        return None
    return decided.references, decided.numerator, decided.denominator, decided.differs
