"""How often one network may ask for what is open to everybody: calendars, certificates, objections."""

from __future__ import annotations

from luoshi.accounts.throttle import count

PER_NETWORK = 300  # in a quarter of an hour: a school behind one address, each phone asking a few times


def too_often(network: str, what: str = "calendar", most: int | None = None) -> bool:
    """Count one request and tell whether it is one too many. `most`: PER_NETWORK where nothing is said."""
    return count(f"{what}:{network}") > (PER_NETWORK if most is None else most)
