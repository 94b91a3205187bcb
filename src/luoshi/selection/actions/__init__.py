"""Acts on kinds and calls. Applications, panels, reviews and results have theirs in the packages below."""

from .calls import CallFacts, QuotaRow, change_call, set_quotas, start_call, take_rules
from .extending import confirm_extension, decline_extension, drop_extension, propose_extension
from .hosting import set_host
from .kinds import KindFacts, change_kind, make_kind, restore_kind, set_rules, take_kind, withdraw_kind
from .opening import close_call, open_call, restore_call, withdraw_call
from .proposing import (
    confirm_quotas,
    confirm_withdrawal,
    decline_proposal,
    drop_proposal,
    propose_quotas,
    propose_withdrawal,
)
from .reckoning import reckon_quotas

__all__ = [
    "CallFacts",
    "KindFacts",
    "QuotaRow",
    "change_call",
    "change_kind",
    "close_call",
    "confirm_extension",
    "confirm_quotas",
    "confirm_withdrawal",
    "decline_extension",
    "decline_proposal",
    "drop_extension",
    "drop_proposal",
    "make_kind",
    "open_call",
    "propose_extension",
    "propose_quotas",
    "propose_withdrawal",
    "reckon_quotas",
    "restore_call",
    "restore_kind",
    "set_host",
    "set_quotas",
    "set_rules",
    "start_call",
    "take_kind",
    "take_rules",
    "withdraw_call",
    "withdraw_kind",
]
