"""Who records and who reads figures; over which organisations is decided by the acting membership's place."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor


def can_record_figures(actor: Actor, _: Any = None) -> bool:
    return actor.is_system or actor.may("enter_figures")


def can_record_for(actor: Actor, organisation: Organisation) -> bool:
    """Of the own organisation and those below it."""
    return actor.is_system or bool(actor.path and organisation.path.startswith(actor.path))


def can_read_figures(actor: Actor, _: Any = None) -> bool:
    return actor.is_system or actor.may("read_figures")


FIGURES_WHO = {"record": can_record_figures, "take_back": can_record_figures}
