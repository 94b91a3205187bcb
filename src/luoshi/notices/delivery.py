"""Letters leave by jobs, after the act that wrote them is through.

A letter is claimed before it is sent and marked after it. Where the worker dies in between, the next one finds it
under way: a channel whose receivers know a second copy gets it again; on any other it stays "可能已发出" until a person
decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.common import clock, jobs
from luoshi.common.actor import system_actor
from luoshi.common.models import Job
from luoshi.common.outgoing import Refused, Unreached

from . import transports
from .actions.posting import note_letter
from .models import Letter

LETTER_JOB = "notices.letter"
BACK_OFF = (1, 5, 15, 60, 240)  # minutes; after the last the letter has failed
AT_ONCE = 50
DIED = "发送中断，可能已发出。确认对方没有收到时再重发。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: the letter's state afterwards, and what to say."""

    state: str
    problem: str = ""


def hand_out() -> int:
    """Queue a job for each letter whose time has come. A withdrawn notice says nothing more outside."""
    due = Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=clock.now())
    handed = 0
    for letter in due.order_by("id")[:AT_ONCE]:
        with transaction.atomic():
            mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
            if mine.update(state=Letter.State.HANDED, version=F("version") + 1):
                jobs.enqueue(LETTER_JOB, object_id=letter.public_id, membership_id=None)
                handed += 1
    return handed


def prepare(job: Job, report: Callable[[int, int, str], None]) -> Outcome | None:
    """Claim, then send. None: nothing is left to do."""
    letter = Letter.objects.select_related("channel", "notice").filter(public_id=job.object_id).first()
    if letter is None or letter.state not in (Letter.State.HANDED, Letter.State.SENDING):
        return None
    if letter.state == Letter.State.SENDING and letter.channel.kind not in transports.MAY_COME_TWICE:
        return Outcome(Letter.State.UNKNOWN, DIED)
    if letter.notice is not None and letter.notice.withdrawn_at is not None:
        return Outcome(Letter.State.FAILED, "消息已撤回，不再外发。")
    if not letter.channel.enabled:
        return Outcome(Letter.State.FAILED, "通道已停用。")
    claimed = Letter.objects.filter(pk=letter.pk, state=letter.state, version=letter.version)
    if not claimed.update(state=Letter.State.SENDING, version=F("version") + 1, attempts=F("attempts") + 1):
        return None
    try:
        transports.send(letter)
    except Unreached as trouble:
        again = letter.attempts < len(BACK_OFF)
        return Outcome(Letter.State.WAITING if again else Letter.State.FAILED, str(trouble)[:200])
    except (Refused, KeyError, ValueError) as trouble:
        words = str(trouble) if isinstance(trouble, Refused) else "通道设置不完整，请核对后重发。"
        return Outcome(Letter.State.FAILED, words[:200])
    return Outcome(Letter.State.SENT)


def apply(job: Job, outcome: Outcome | None) -> None:
    letter = Letter.objects.filter(public_id=job.object_id).first()
    if outcome is not None and letter is not None:
        wait = BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1]
        later = clock.now() + dt.timedelta(minutes=wait)
        note_letter(
            letter=letter, state=outcome.state, problem=outcome.problem, later=later, by=system_actor()
        )


def fail(job: Job, message: str) -> None:
    """The job broke off too often: say so at the letter."""
    letter = Letter.objects.filter(public_id=job.object_id).first()
    if letter is not None and letter.state in (Letter.State.HANDED, Letter.State.SENDING):
        state = Letter.State.UNKNOWN if letter.state == Letter.State.SENDING else Letter.State.FAILED
        note_letter(letter=letter, state=state, problem=DIED, later=clock.now(), by=system_actor())


def register() -> None:
    jobs.register(LETTER_JOB, jobs.Kind(prepare, apply, fail))


def sealed_test(channel: Any) -> str:
    """The key under which a test message of this minute lies."""
    return f"test:{channel.public_id}:{clock.now():%Y%m%d%H%M}"
