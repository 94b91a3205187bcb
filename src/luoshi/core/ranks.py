"""Where one number stands among others, without saying whose they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST = 5  # fewer numbers would give single ones away
QUARTERED = (
    8  # from here on quartiles are told, coarsely: among fewer each of them is some school's own number
)


@dataclass(frozen=True, slots=True)
class Place:
    """rank: 1 is the largest, equal numbers share the better one; of: how many numbers there are.

    quarter: 1 the largest quarter … 4 the smallest; quartiles: lower, median, upper by name, two digits of each, so
    that no school's number can be read off them; none among fewer than QUARTERED.
    """

    rank: int
    of: int
    quarter: int
    quartiles: dict[str, Decimal]


def place_of(own: Decimal, numbers: Sequence[Decimal]) -> Place:
    """`numbers` hold the own one too. Raises ValueError for fewer than LEAST, or where it is not among them."""
    if len(numbers) < LEAST:
        raise ValueError(f"fewer than {LEAST} numbers give single ones away")
    if own not in numbers:
        raise ValueError("the own number is not among them")
    rank = 1 + sum(number > own for number in numbers)
    quarter = 1 + (rank - 1) * 4 // len(numbers)
    shares = {"lower": Decimal("0.25"), "median": Decimal("0.5"), "upper": Decimal("0.75")}
    told = shares if len(numbers) >= QUARTERED else {}
    quartiles = {name: coarse(quantile(numbers, share)) for name, share in told.items()}
    return Place(rank, len(numbers), quarter, quartiles)


def coarse(number: Decimal) -> Decimal:
    """To two digits: 2356 → 2400, 0.0734 → 0.073."""
    return number.quantize(Decimal(1).scaleb(number.adjusted() - 1)) if number else number


def quantile(numbers: Sequence[Decimal], share: Decimal) -> Decimal:
    """Between the neighbours by their distance, as spreadsheets do it (QUARTILE.INC)."""
    ordered = sorted(numbers)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def outliers(numbers: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Below and above which a number is far from the others (one and a half quartile ranges); None for too few, or
    where the middle half does not spread."""
    if len(numbers) < LEAST:
        return None
    low, high = quantile(numbers, Decimal("0.25")), quantile(numbers, Decimal("0.75"))
    reach = (high - low) * Decimal("1.5")
    return (low - reach, high + reach) if reach else None
