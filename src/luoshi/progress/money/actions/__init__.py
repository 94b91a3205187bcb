"""Every write of this stage."""

from .confirming import confirm_quarter, take_back_quarter
from .finance import tell_finance
from .settings import close_quarter, reopen_quarter, set_rule
from .writing import set_lines, start_quarter

__all__ = [
    "close_quarter",
    "confirm_quarter",
    "reopen_quarter",
    "set_lines",
    "set_rule",
    "start_quarter",
    "take_back_quarter",
    "tell_finance",
]
