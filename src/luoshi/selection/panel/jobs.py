"""The worker's part: the frozen problem is solved in a child process; the result enters in one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from luoshi.accounts.queries import actor_of_membership
from luoshi.common import jobs
from luoshi.common.actor import Actor, system_actor
from luoshi.common.models import Job
from luoshi.common.sandbox import run_in_child
from luoshi.core.reading.structure import Unreadable

from .actions import note_drawn, note_impossible, note_not_drawn
from .actions.drawing import DRAW_JOB
from .models import Draw
from .states import DrawState

EACH_STEP, SECONDS = 60, 240


def _to_draw(job: Job) -> Draw | None:
    rows = Draw.objects.select_related("call__organisation")
    return rows.filter(public_id=job.object_id, job=job.public_id, state=DrawState.CLOSED).first()


def _actor(job: Job) -> Actor:
    actor = actor_of_membership(job.membership_id)
    if actor is None:
        raise jobs.JobFailed("发起抽取的人员已不在原岗位，没有继续。请由现任人员重新计算。")
    return actor


def prepare(job: Job, report: Callable[[int, int, str], None]) -> dict[str, Any] | None:
    draw = _to_draw(job)
    if draw is None:
        return None
    _actor(job)
    report(0, 1, "正在计算")
    options = {"problem": draw.problem, "seconds": EACH_STEP}
    try:
        return run_in_child("luoshi.core.assignment.tasks.draw", [], options, seconds=SECONDS)
    except Unreadable as reason:
        raise jobs.JobFailed(str(reason)) from None


def apply(job: Job, answer: dict[str, Any] | None) -> None:
    draw = _to_draw(job)
    if draw is None or answer is None:
        return
    if "clashes" in answer:
        note_impossible(draw=draw, clashes=answer["clashes"], by=_actor(job), version=draw.version)
    else:
        note_drawn(draw=draw, result=answer["result"], by=_actor(job), version=draw.version)


def fail(job: Job, message: str) -> None:
    draw = _to_draw(job)
    if draw is not None:
        note_not_drawn(draw=draw, message=message, by=system_actor(), version=draw.version)


def register() -> None:
    jobs.register(DRAW_JOB, jobs.Kind(prepare, apply, fail))
