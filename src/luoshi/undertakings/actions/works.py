"""Duties that are one piece of work, and apart again (design, section 3: 同一工作)."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import run_after
from luoshi.undertakings import permissions
from luoshi.undertakings.models import Duty, Work


@acts.act("undertakings.join_work", who=permissions.can_join_work, on="duty")
def join_work(*, duty: Duty, other: Duty, reason: str, by: Actor) -> Duty:
    """From now on `duty`, and what was one work with it, is one work with `other`; the emptied work goes.

    Raises RuleBroken for another organisation's duty, for one that was left, where they are one work already, and
    without a reason.
    """
    _check_pair(duty, other)
    if not reason.strip():
        raise RuleBroken("请写明为什么是同一项工作，例如两份文件要求的是同一件事。")
    emptied = duty.work
    for each in _duties_of(emptied):
        acts.change(each, work=other.work)
    duty.refresh_from_db()
    run_after("undertakings.join_work", emptied=emptied, work=other.work, by=by)
    acts.remove(emptied)
    acts.note_reason(reason)
    return duty


@acts.act("undertakings.separate_duty", who=permissions.can_join_work, on="duty")
def separate_duty(*, duty: Duty, reason: str, by: Actor) -> Duty:
    """The reverse of joining: the duty gets a work of its own; what hangs on the common work stays there.

    Raises RuleBroken where the duty is alone in its work, and without a reason.
    """
    if len(_duties_of(duty.work)) < 2:
        raise RuleBroken("这个责任项没有与别的责任项合为同一工作，不用分开。")
    if not reason.strip():
        raise RuleBroken("请写明为什么要分开办理。")
    acts.change(duty, work=acts.create(Work, organisation=duty.organisation))
    run_after("undertakings.separate_duty", duty=duty, by=by)
    acts.note_reason(reason)
    return duty


def _check_pair(duty: Duty, other: Duty) -> None:
    if duty.organisation_id != other.organisation_id:
        raise RuleBroken("只有同一个单位的责任项才能合为同一工作，请另选。")
    if duty.work_id == other.work_id:
        raise RuleBroken("这两个责任项已经是同一工作，不用再合并。")
    for each in (duty, other):
        if each.left_at is not None:
            raise RuleBroken(f"“{each.task}”已退出承接，不能合为同一工作。请先恢复承接，或另选责任项。")


def _duties_of(work: Work) -> list[Duty]:
    return list(work.duties.select_related("task", "organisation").order_by("pk"))
