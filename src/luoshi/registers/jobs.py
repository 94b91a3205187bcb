"""The worker's part in moving very many entries; see `actions.many`."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job

from .actions.many import MOVE_JOB, go_on, move_some, note_stopped
from .models import EntryRun
from .states import RunState

Report = Callable[[int, int, str], None]


def waiting(job: Job) -> EntryRun | None:
    """The run this job is for, while it is this job that it waits for."""
    rows = EntryRun.objects.select_related("register", "organisation", "job")
    return rows.filter(public_id=job.object_id, job=job, state=RunState.UNDER_WAY).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起的人员已不在原岗位，没有继续。请由现任人员接着办。")
    return actor


def prepare(job: Job, report: Report) -> Actor | None:
    run = waiting(job)
    if run is None:
        return None
    report(run.worked, run.total, f"正在{run.get_action_display()}")
    reverse("entry-run", args=[run.public_id])  # a new process reads all addresses: here, while nobody waits
    return _actor(job)


def apply(job: Job, actor: Actor | None) -> None:
    run = waiting(job)
    if run is None or actor is None:
        return
    if run.rows:
        move_some(run=run, by=actor, version=run.version)
    else:
        go_on(run=run, by=system_actor(), version=run.version)


def fail(job: Job, message: str) -> None:
    run = waiting(job)
    if run is not None:
        note_stopped(run=run, message=message, by=system_actor(), version=run.version)


def register() -> None:
    jobs.register(MOVE_JOB, jobs.Kind(prepare, apply, fail))
