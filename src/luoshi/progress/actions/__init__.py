"""Every write of this stage."""

from .deciding import accept_many, enter_report, pass_report, return_report
from .periods import (
    close_period,
    drop_period,
    end_report_terms,
    extend_period,
    open_periods,
    reopen_period,
    set_report_terms,
)
from .proof import add_proof, cite_proof, remove_proof
from .reports import recall_report, refresh_report, resubmit_report, send_report, write_report
from .saying import give_many, give_update, take_back_update

__all__ = [
    "accept_many",
    "add_proof",
    "cite_proof",
    "close_period",
    "drop_period",
    "end_report_terms",
    "enter_report",
    "extend_period",
    "give_many",
    "give_update",
    "open_periods",
    "pass_report",
    "recall_report",
    "refresh_report",
    "remove_proof",
    "reopen_period",
    "resubmit_report",
    "return_report",
    "send_report",
    "set_report_terms",
    "take_back_update",
    "write_report",
]
