"""All sheets back into the template's own cells; then it goes up, and comes back where that was a mistake."""

from __future__ import annotations

from typing import Any

from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile

from .. import permissions
from ..models import Return
from ..states import COUNTED, OVER, RETURN, ReturnState

MERGE_JOB = "returns.merge"


@acts.act("returns.start_merge", who=permissions.can_run_return, on="row")
def start_merge(*, row: Return, by: Actor) -> Return:
    """The worker writes what was sent into the template. Sheets not sent stay empty there, and the result says so."""
    if row.state not in (ReturnState.CLOSED, ReturnState.MERGED):
        raise RuleBroken("截止收表以后才能合并。")
    if not row.mapping:
        raise RuleBroken("这次收表没有原表可以合并。汇总表可以直接下载。")
    if not row.sheets.filter(state__in=COUNTED).exists():
        raise RuleBroken("还没有一份已送出的表，不能合并。")
    if is_merging(row):
        raise RuleBroken("正在合并，请稍候。")
    job = jobs.enqueue(MERGE_JOB, object_id=row.public_id, membership_id=by.membership_id)
    acts.change(row, job=job, merge_message="")
    return row


def is_merging(row: Return) -> bool:
    job = row.job
    return job is not None and job.kind == MERGE_JOB and job.state in ("queued", "running")


@acts.act("returns.note_merged", who=permissions.can_run_return, on="row")
def note_merged(
    *, row: Return, merged: StoredFile, name: str, checks: list[dict[str, Any]], by: Actor
) -> Return:
    RETURN.make(
        "returns.note_merged",
        row,
        merged=merged,
        merged_name=name[:120],
        merged_at=clock.now(),
        merge_message="",
        checks=checks,
    )
    return row


@acts.act("returns.note_not_merged", who=permissions.runs_as_system, on="row")
def note_not_merged(*, row: Return, message: str, by: Actor) -> Return:
    acts.change(row, merge_message=message[:300])
    return row


@acts.act("returns.send_up", who=permissions.can_run_return, on="row")
def send_up(*, row: Return, by: Actor, number: str = "", words: str = "") -> Return:
    """It went to the office above, by whatever way that asks for; those who filled it are told when.

    Where an original is to be filled and nothing stands merged in it, the officer says what went up instead.
    """
    if row.mapping and row.merged is None and not words.strip():
        raise RuleBroken(
            "还没有合并到原表。请先“合并到原表”，核对后再标记；另行上报的，在“怎么报的”里写明报的是什么。"
        )
    RETURN.make(
        "returns.send_up",
        row,
        sent_up_at=clock.now(),
        sent_up_number=number.strip()[:80],
        sent_up_words=words.strip()[:300],
    )
    return row


@acts.act("returns.take_back_up", who=permissions.can_run_return, on="row")
def take_back_up(*, row: Return, reason: str, by: Actor) -> Return:
    RETURN.make(
        "returns.take_back_up", row, reason=reason, sent_up_at=None, sent_up_number="", sent_up_words=""
    )
    return row


def has_gone(row: Return) -> bool:
    return row.state in OVER
