"""All identities counted anew, one after another in a stream: what they add, who is held twice, who contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet

from luoshi.common import clock
from luoshi.core.rollup import NOTHING, Chain, Decided, Held, Share, decide, decided_at

from .adding import AT_ONCE
from .bulk import write_rows
from .models import NOW_VALID, Contribution, Discrepancy, IdentityCount, Seat
from .places import LEAVES, counts_at

Row = tuple[int, int, int]  # organisation, indicator, period
Who = tuple[int, int, int, str]


def chains_now() -> dict[tuple[int, int], Chain]:
    """Where every organisation counts in every period."""
    rows = Seat.objects.filter(NOW_VALID).values_list(
        "organisation_id", "period_id", "path", "organisation__kind"
    )
    return {
        (key, period): counts_at(path, leaf=kind in LEAVES)
        for key, period, path, kind in rows.iterator(chunk_size=5000)
    }


class Counting:
    """shares: what identities add to each row; several: those held more than once; open: those that contradict."""

    def __init__(self) -> None:
        self.shares: dict[Row, Share] = defaultdict(Share)
        self.several: dict[Who, Decided] = {}
        self.open: set[tuple[int, int, str]] = set()

    def run(self, chains: dict[tuple[int, int], Chain] | None = None) -> dict[Row, Share]:
        """All that identities add, from nothing."""
        return self._add(chains_now() if chains is None else chains, Contribution.objects.all(), raw=False)

    def correct(self) -> dict[Row, Share]:
        """What is to be changed in sums of all that was stated: only those held several times are looked at."""
        several = sorted({identity for *_, identity in held_several_times()})
        chains = chains_now() if several else {}
        for start in range(0, len(several), AT_ONCE):
            rows = Contribution.objects.filter(identity__in=several[start : start + AT_ONCE])
            self._add(chains, rows, raw=True)
        return {row: share for row, share in self.shares.items() if share != NOTHING}

    def _add(
        self, chains: dict[tuple[int, int], Chain], rows: QuerySet[Contribution], *, raw: bool
    ) -> dict[Row, Share]:
        for (indicator, period, identity), held in identities(chains, rows):
            for key, decided in decided_at(held).items():
                row, share = (key, indicator, period), decided.share
                if raw:
                    share = share.minus(Share(decided.stated, decided.stated_denominator))
                self.shares[row] = self.shares[row].plus(share)
                if decided.references > 1:
                    self.several[*row, identity] = decided
            if decide([each for each in held if each.chain]).differs:
                self.open.add((indicator, period, identity))
        return {row: share for row, share in self.shares.items() if share != NOTHING}

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
        self._write_discrepancies()

    def _write_discrepancies(self) -> None:
        rows = Discrepancy.objects.filter(closed_at=None)
        stored = {row[1:]: row[0] for row in rows.values_list("pk", "indicator_id", "period_id", "identity")}
        now = clock.now()
        Discrepancy.objects.filter(pk__in=[pk for key, pk in stored.items() if key not in self.open]).update(
            closed_at=now
        )
        Discrepancy.objects.bulk_create(
            [
                Discrepancy(indicator_id=indicator, period_id=period, identity=identity, opened_at=now)
                for indicator, period, identity in sorted(self.open - stored.keys())
            ]
        )


def held_several_times() -> QuerySet[Contribution, tuple[int, int, str]]:
    keys = Contribution.objects.filter(NOW_VALID).order_by().values_list("indicator", "period", "identity")
    return keys.annotate(held=Count("pk")).filter(held__gt=1).values_list("indicator", "period", "identity")


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
