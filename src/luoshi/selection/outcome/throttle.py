"""How often one network may object or report without being signed in."""

from __future__ import annotations

from luoshi.notices.throttle import too_often

PER_NETWORK = 20  # in a quarter of an hour: a school behind one address


def one_look_too_many(network: str) -> bool:
    """The same for looking an answer up: numbers are not to be tried one after the other."""
    return too_often(network, what="objection-look", most=PER_NETWORK)


def one_too_many(network: str) -> bool:
    """Count one that was sent, and tell whether it is one too many."""
    return too_often(network, what="objection", most=PER_NETWORK)
