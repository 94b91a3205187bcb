"""Sums of an undertaking round by year and column (budget by source, quantities). Missing is not zero: what nobody
named has no sum, and how many named nothing is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Line = Mapping[str, Decimal]  # column → number, of one year; a column that was left out has no key


@dataclass(slots=True)
class Sums:
    """`cells` by (year, column), `totals` by column; `asked` rows of which `named` gave any number at all."""

    cells: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    asked: int = 0
    named: int = 0

    @property
    def years(self) -> list[str]:
        """In order; lines without a year come last."""
        return sorted({year for year, _ in self.cells}, key=lambda year: (year == "", year))

    @property
    def silent(self) -> int:
        return self.asked - self.named

    def of(self, columns: Sequence[str], year: str | None = None) -> Decimal | None:
        """Several columns together, of one year or of all; None where nothing was named."""
        if year is None:
            found = [self.totals[column] for column in columns if column in self.totals]
        else:
            found = [self.cells[year, column] for column in columns if (year, column) in self.cells]
        return sum(found, Decimal(0)) if found else None


def sums_of(rows: Iterable[Iterable[tuple[str, Line]]]) -> Sums:
    """`rows`: per row of the round its lines as (year, numbers by column)."""
    sums = Sums()
    for row in rows:
        sums.asked += 1
        named = False
        for year, line in row:
            for column, number in line.items():
                named = True
                sums.cells[year, column] = sums.cells.get((year, column), Decimal(0)) + number
                sums.totals[column] = sums.totals.get(column, Decimal(0)) + number
        sums.named += named
    return sums
