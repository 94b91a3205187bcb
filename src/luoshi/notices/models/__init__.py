"""Rows of notices: the messages themselves, and their ways out of the house."""

from .channels import Channel, InHouse, Letter, Wish
from .messages import Delivery, Notice, NoticeFile, PhoneCall, ReminderRule, Unreached

__all__ = [
    "Channel",
    "Delivery",
    "InHouse",
    "Letter",
    "Notice",
    "NoticeFile",
    "PhoneCall",
    "ReminderRule",
    "Unreached",
    "Wish",
]
