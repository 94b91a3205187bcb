"""Every write of rounds, by what it is about."""

from .applications import (
    recall_application,
    restore_application,
    resubmit_application,
    send_application,
    start_application,
    withdraw_application,
)
from .confirming import confirm_round, print_round_list, reopen_round
from .deciding import enter_application, pass_application, return_application
from .extending import extend_round
from .filling import fill_application
from .judging import accept_wishes, judge_wish
from .making import change_round, make_round, set_condition, set_invited, set_tasks
from .opening import open_round, restore_round, withdraw_round
from .talking import remark_on_wish
from .wishes import choose_tasks, write_wish

__all__ = [
    "accept_wishes",
    "change_round",
    "choose_tasks",
    "confirm_round",
    "enter_application",
    "extend_round",
    "fill_application",
    "judge_wish",
    "make_round",
    "open_round",
    "pass_application",
    "print_round_list",
    "recall_application",
    "remark_on_wish",
    "reopen_round",
    "restore_application",
    "restore_round",
    "resubmit_application",
    "return_application",
    "send_application",
    "set_condition",
    "set_invited",
    "set_tasks",
    "start_application",
    "withdraw_application",
    "withdraw_round",
    "write_wish",
]
