"""Every write of this stage, by what it is about."""

from .commitments import commit_to_duty
from .duties import note_quantity, restore_duty, set_undertakings, take_on_duty, withdraw_duty
from .works import join_work, separate_duty

__all__ = [
    "commit_to_duty",
    "join_work",
    "note_quantity",
    "restore_duty",
    "separate_duty",
    "set_undertakings",
    "take_on_duty",
    "withdraw_duty",
]
