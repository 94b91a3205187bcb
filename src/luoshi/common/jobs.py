"""Long work. *prepare* runs outside any transaction (a child process with limits, progress shown), then *apply* is
one act. A job whose worker died is taken up again when that worker starts anew, or by any other when its lease has run
out; after three tries it has failed. Whoever lost a job to another writes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from . import audit, clock, room
from .actor import system_actor
from .errors import Busy, DiskFull, Refusal
from .models import Job

log = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=5)
MAX_ATTEMPTS = 3


class _TakenOver(Exception):
    """Another worker has the job now: what this one did must not stand."""


class JobFailed(Exception):
    """The work cannot be done; the message is Chinese and says what to do next."""


@dataclass(frozen=True, slots=True)
class Kind:
    """prepare(job, report) -> result; apply(job, result) writes it in one act; fail(job, message) tells the object.

    later: taken only while nothing else waits (pictures of pages), so that nobody's import stands behind a hundred.
    """

    prepare: Callable[[Job, Callable[[int, int, str], None]], Any]
    apply: Callable[[Job, Any], None]
    fail: Callable[[Job, str], None]
    later: bool = False


KINDS: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Called by a stage at start-up."""
    KINDS[name] = kind


def enqueue(kind: str, *, object_id: str, membership_id: int | None) -> Job:
    """Put work in the queue, inside the transaction of the act that asks for it."""
    return Job.objects.create(kind=kind, object_id=object_id, membership_id=membership_id)


def run_next() -> bool:
    """Do one job if there is one. Returns whether there was."""
    job = _take()
    if job is None:
        return False
    try:
        _run(job)
    except _TakenOver:
        log.warning("job %s of kind %s went to another worker", job.public_id, job.kind)
    return True


def _take() -> Job | None:
    now = clock.now()
    for job in _waiting(now)[:5]:
        mine = Job.objects.filter(pk=job.pk, state=job.state, version=job.version).update(
            state=Job.State.RUNNING,
            version=F("version") + 1,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            holder=holder(),
        )
        if mine:
            job.refresh_from_db()
            return job
    return None


def _waiting(now: dt.datetime) -> Any:
    queued = Job.objects.filter(state=Job.State.QUEUED)
    orphaned = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now)
    later = [name for name, kind in KINDS.items() if kind.later]
    behind = Case(When(kind__in=later, then=Value(1)), default=Value(0))
    return (queued | orphaned).order_by(behind, "id")


def _run(job: Job) -> None:
    kind = KINDS.get(job.kind)
    if kind is None or job.attempts > MAX_ATTEMPTS:
        _give_up(job, kind, "多次尝试都没有完成，请重新提交；仍然不行请联系系统管理员。")
        return

    def report(done: int, total: int, message: str = "") -> None:
        _mine(job).update(done=done, total=total, message=message[:300], lease_until=clock.now() + LEASE)

    try:
        result = kind.prepare(job, report)
        # One transaction: a worker killed here has either done it and said so, or neither.
        with transaction.atomic():
            _finish(job, Job.State.DONE, "")
            kind.apply(job, result)
    except _TakenOver:
        raise
    except Busy:
        _give_back(job)
    except (JobFailed, Refusal) as failed:
        _fail(job, kind, failed)
    except Exception as broken:
        if room.is_full(broken):
            _fail(job, kind, DiskFull())
            return
        log.exception("job %s of kind %s broke off and goes back into the queue", job.public_id, job.kind)
        _give_back(job)


def _fail(job: Job, kind: Kind, failed: JobFailed | Refusal) -> None:
    """The refused act's own line in the log went with its transaction; this one stands for it."""
    message = f"{failed}{getattr(failed, 'todo', '')}"[:300]
    if isinstance(failed, Refusal):
        audit.record_refusal(f"jobs.{job.kind}", by=system_actor(), obj=job, code=failed.code)
    _give_up(job, kind, message)


def _give_up(job: Job, kind: Kind | None, message: str) -> None:
    with transaction.atomic():
        _finish(job, Job.State.FAILED, message)
        if kind is not None:
            kind.fail(job, message)


def _give_back(job: Job) -> None:
    """Let the job be taken again at once; its attempts keep counting."""
    _mine(job).update(state=Job.State.QUEUED, lease_until=None)


def holder() -> str:
    """The name under which this machine's worker for this data folder takes jobs; the same after a restart."""
    return f"{socket.gethostname()}:{settings.LUOSHI_HOME}"[:200]


def take_back_orphans() -> int:
    """At the start of the only worker of a home: what it still holds was left by the one killed before it.

    What a worker of another machine or folder holds may be under way; there the lease decides.
    """
    left = Job.objects.filter(state=Job.State.RUNNING)
    if connection.vendor != "sqlite":  # an embedded database has no other worker
        left = left.filter(holder=holder())
    return left.update(state=Job.State.QUEUED, lease_until=None)


def _mine(job: Job) -> QuerySet[Job]:
    """The row while it is still this worker's: nobody has taken it up since."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _finish(job: Job, state: str, message: str) -> None:
    """Raises _TakenOver where another worker has taken the job up since."""
    job.message = message[:300]
    done = _mine(job).update(state=state, message=job.message, finished_at=clock.now(), lease_until=None)
    if not done:
        raise _TakenOver
