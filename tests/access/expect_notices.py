"""What each route of notices answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from luoshi.common import clock

from .lines import (
    EDITORS,
    EVERYBODY,
    SEES_PEOPLE,
    SYSTEM_ADMIN,
    Expected,
    admin,
    button,
    edited,
    nothing,
    page,
    version,
)


def asked_for(row: Any, user: Any = None) -> dict[str, Any]:
    """Signing for a notice that asks for it."""
    type(row).objects.filter(pk=row.pk).update(receipt=True)
    return {}


def an_instant(row: Any, user: Any = None) -> dict[str, Any]:
    return {"at": clock.now().isoformat()}


def to_myself(row: Any, user: Any) -> dict[str, Any]:
    return {"title": "示例消息", "people": [user.memberships.get().public_id if user else "x"]}


def withdrawn(row: Any, user: Any = None) -> dict[str, Any]:
    """Restoring: it was withdrawn before."""
    type(row).objects.filter(pk=row.pk).update(withdrawn_at=clock.now())
    return version(row)


def a_reason(row: Any, user: Any = None) -> dict[str, Any]:
    return {"reason": "发错了", **version(row)}


def a_text(row: Any, user: Any = None) -> dict[str, Any]:
    return {"title": "更正：示例", "body": "改为月底。"}


def a_channel(row: Any, user: Any) -> dict[str, Any]:
    own = user.memberships.get().organisation.public_id if user else "x"
    return {"name": "示例通道", "organisation": own, **SIGNED}


def changed_channel(row: Any, user: Any = None) -> dict[str, Any]:
    return {"name": "另一名称", **SIGNED, **version(row)}


def form_of_host(row: Any, user: Any = None) -> dict[str, Any]:
    return {"host": "mail.example.org", "port": "465", "reason": "邮件"}


SIGNED = {"url": "https://hook.example.org/", "secret": "a-secret-of-16-characters"}
SENDERS = SEES_PEOPLE  # the same posts: who looks after people writes to them
BUREAU_CLERKS = frozenset({"city_officer", "section_head", "county_officer"})
EXPECTED_NOTICES: dict[str, Expected] = {
    "notices": page(),
    "notice": page(),
    "notice-read": button(EVERYBODY, nothing),
    "notice-unread": button(EVERYBODY, nothing),
    "notice-receive": button(EVERYBODY, asked_for),
    "notice-take-back": button(EVERYBODY, nothing),
    "notices-read-all": button(EVERYBODY, nothing),
    "notices-unread-all": button(EVERYBODY, an_instant),
    "notice-file": page(),
    # what the own organisation sent
    "sent-notices": page(SENDERS),
    "new-notice": Expected(get=SENDERS, post=SENDERS, form=to_myself),
    "sent-notice": page(SENDERS),
    "remind-notice": button(SENDERS, nothing),
    "withdraw-notice": button(SENDERS, a_reason),
    "restore-notice": button(SENDERS, withdrawn),
    "correct-notice": Expected(get=SENDERS, post=SENDERS, form=a_text),
    "urge-notice": page(SENDERS),
    "urge-qr": page(SENDERS),
    "note-phone-call": button(SENDERS, nothing),
    "take-back-call": button(SENDERS, nothing),
    # when the system reminds
    "reminder-rules": edited(lambda row, user: {"side": "before", "days": "9", "level": "0"}),
    "remove-reminder-rule": button(EDITORS, lambda row, user: {"offset": "0", "level": "0"}),
    "holidays": Expected(
        get=SYSTEM_ADMIN,
        post=SYSTEM_ADMIN,
        form=lambda row, user: {"year": "2027", "lines": "2027-01-01 休 元旦", "_save": "1"},
    ),
    "own-workdays": Expected(
        get=BUREAU_CLERKS,
        post=BUREAU_CLERKS,
        form=lambda row, user: {"year": "2027", "lines": "2027-07-10 休 暑假", "_save": "1"},
    ),
    "workdays": page(),
    # ways out of the house
    "channels": page(SYSTEM_ADMIN),
    "new-channel": Expected(get=SYSTEM_ADMIN, post=SYSTEM_ADMIN, form=a_channel, gate=True),
    "channel": Expected(get=SYSTEM_ADMIN, post=SYSTEM_ADMIN, form=changed_channel, gate=True),
    "switch-channel": admin(SYSTEM_ADMIN, version),
    "test-channel": admin(SYSTEM_ADMIN, nothing),
    "send-again": admin(SYSTEM_ADMIN, version),
    "allow-host": button(SYSTEM_ADMIN, form_of_host),
    "forbid-host": admin(SYSTEM_ADMIN, nothing),
    # one's own wishes, and the calendar for whoever holds its link
    "wishes": Expected(get=EVERYBODY, post=EVERYBODY, form=lambda row, user: {"digest_hour": "8"}),
    "make-feed": button(EVERYBODY, nothing, done=200),
    "revoke-feed": button(EVERYBODY, nothing),
    "calendar-feed": Expected(get=EVERYBODY, public=True, missing=410),
}
