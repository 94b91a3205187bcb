"""Writes of notices. `tell` is for every stage; the rest belongs to the pages of this one."""

from .posting import (
    add_channel,
    allow_host,
    change_channel,
    forbid_host,
    make_feed,
    new_secret,
    revoke_feed,
    save_wish,
    send_again,
    switch_channel,
    try_channel,
)
from .reading import mark_read, mark_unread, read_all, receive, take_back_receipt, unread_all
from .rules import add_rule, remove_rule, set_holidays, set_own_days
from .sending import (
    correct_notice,
    note_phone_call,
    remind_notice,
    restore_notice,
    send_notice,
    take_back_call,
    withdraw_notice,
)
from .telling import ask_again, call_back, let_off, redate, settle, tell

__all__ = [
    "add_channel",
    "add_rule",
    "allow_host",
    "ask_again",
    "call_back",
    "change_channel",
    "correct_notice",
    "forbid_host",
    "let_off",
    "make_feed",
    "mark_read",
    "mark_unread",
    "new_secret",
    "note_phone_call",
    "read_all",
    "receive",
    "redate",
    "remind_notice",
    "remove_rule",
    "restore_notice",
    "revoke_feed",
    "save_wish",
    "send_again",
    "send_notice",
    "set_holidays",
    "set_own_days",
    "settle",
    "switch_channel",
    "take_back_call",
    "take_back_receipt",
    "tell",
    "try_channel",
    "unread_all",
    "withdraw_notice",
]
