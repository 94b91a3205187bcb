"""A list on show on a loaded site, and what would break each of its invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.common import clock
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Change, Objection, PublicNotice, Result
from luoshi.selection.outcome.tests import helping

from .breakers_applying import arrive
from .breakers_review import _post


def make_rows() -> None:
    """Drawn up, changed by two persons, decided, on show, with an objection that is looked into."""
    there = helping.scored(SimpleNamespace(post=_post))
    notice = helping.published(there)
    helping.taken(there, helping.objected(notice))
    arrive(there.call)


def _notice() -> PublicNotice:
    return PublicNotice.objects.order_by("pk")[0]


def _another_notice() -> None:
    """What the database refuses to change can only be put in wrong."""
    notice = _notice()
    notice.pk, notice.public_id, notice.number = None, "x" * 20, 9
    notice.state, notice.taken_down_at, notice.digest = "stopped", clock.now(), "0" * 64
    notice.save(force_insert=True)


def _changed_by_one() -> None:
    """The confirming post now belongs to whoever said it."""
    row = Change.objects.filter(confirmed_at__isnull=False)[0]
    type(row.said_by).objects.filter(pk=row.confirmed_by_id).update(user=row.said_by.user)


def _ended() -> None:
    Call.objects.filter(pk=_notice().call_id).update(state="ended")


BREAKERS: dict[str, Any] = {
    "outcome-numbers": lambda: Result.objects.filter(order=1).update(order=7),
    "outcome-confirmed": lambda: Change.objects.filter(confirmed_at__isnull=False).update(
        after={"selected": True, "level": "one", "excluded": False}
    ),
    "outcome-two": _changed_by_one,
    "outcome-proposed": lambda: Result.objects.filter(order=2).update(level="one"),
    "outcome-notice": _another_notice,
    "outcome-in-time": lambda: Objection.objects.update(received_at=clock.now() + dt.timedelta(days=60)),
    "outcome-sealed": lambda: Objection.objects.update(sealed=b"0" * 40),
    "outcome-ended": _ended,
}
