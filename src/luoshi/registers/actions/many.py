"""Very many entries are confirmed, checked, returned or taken back: the worker does some at a time, each time in an act
of its own, and figures follow in the next one. So nobody who saves meanwhile waits for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common import acts, clock, jobs
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import run_after
from luoshi.notices.actions import tell

from ..models import Entry, EntryRun, Register
from ..permissions import RUN_MAY, can_ask_many, can_check_entry, can_run_many, only_the_system
from ..states import RUN, RunAction, RunState
from .life import check_entries, confirm_entries, move_of, own, refusal_of, return_entries, take_back_entries

MOVE_JOB = "registers.move_some"
FEW = 500  # at most so many are moved at once, by whoever asks for it
AT_ONCE = 500
_ACTS: dict[str, Callable[..., Any]] = {
    RunAction.CONFIRM: confirm_entries,
    RunAction.TAKE_BACK: take_back_entries,
    RunAction.CHECK: check_entries,
    RunAction.RETURN: return_entries,
}
_BELOW = (RunAction.CHECK, RunAction.RETURN)


@acts.act("registers.ask_many", who=can_ask_many, under="register")
def ask_many(
    *, register: Register, action: str, rows: Sequence[tuple[str, int]], by: Actor, reason: str = ""
) -> EntryRun:
    """The worker is to move these: (public id, version as it stands). RuleBroken while another run is under way."""
    if not RUN_MAY[action](by, register):
        raise RuleBroken("这些条目不归您办理，请刷新页面。")
    reason = reason.strip()[:300]
    if action == RunAction.RETURN and not reason:
        raise RuleBroken("退回要写明理由，让学校知道改什么。")
    if register.runs.filter(organisation=by.organisation_id, state=RunState.UNDER_WAY).exists():
        raise RuleBroken("这个台账正在成批办理，请等它办完，再办下一批。")
    if not rows:
        raise RuleBroken("没有可以办理的条目，请刷新页面。")
    acts.note_reason(reason)
    run: EntryRun = acts.create(
        EntryRun,
        register=register,
        organisation_id=by.organisation_id,
        action=action,
        reason=reason,
        asked_by=by.name[:80],
        total=len(rows),
    )
    _keep(run, rows=[list(row) for row in rows])
    acts.change(run, job=_job(run, by.membership_id))
    return run


@acts.act("registers.move_some", who=can_run_many, on="run")
def move_some(*, run: EntryRun, by: Actor) -> EntryRun:
    """The next ones of a run. Those that cannot be moved stay as they are and are named with the reason."""
    if run.state != RunState.UNDER_WAY or run.due:
        return run
    now, left = run.rows[:AT_ONCE], run.rows[AT_ONCE:]
    movable, failed = _sorted_out(run, now, by)
    if movable:
        said = {"reason": run.reason} if run.action == RunAction.RETURN else {}
        _ACTS[run.action](register=run.register, entries=movable, by=by, later=True, **said)
    _keep(run, rows=left, failed=[*run.failed, *failed])
    due = sorted({entry.organisation_id for entry in movable})
    acts.change(run, done=run.done + len(movable), due=due)
    _next(run, by.membership_id, by)
    return run


def _sorted_out(
    run: EntryRun, asked: Sequence[Sequence[Any]], by: Actor
) -> tuple[list[Entry], list[list[str]]]:
    """Which of them can be moved as they stand now; of the others why not."""
    versions = dict(asked)
    found = {
        row.public_id: row
        for row in Entry.objects.filter(register=run.register, public_id__in=list(versions)).select_related(
            "organisation"
        )
    }
    move, may = move_of(run.action), can_check_entry if run.action in _BELOW else own
    movable, failed = [], []
    for key in versions:
        row = found.get(key)
        words = refusal_of(row, move, by, versions, may) if row is not None else "这一条已经不在了。"
        if row is not None and not words:
            movable.append(row)
        else:
            failed.append([key, words.removeprefix(f"“{row.label}”" if row is not None else "")])
    return movable, failed


@acts.act("registers.go_on", who=only_the_system, on="run")
def go_on(*, run: EntryRun, by: Actor) -> EntryRun:
    """Figures have followed: the next ones, or the run is done and who asked for it is told."""
    if run.state != RunState.UNDER_WAY:
        return run
    acts.change(run, due=[])
    membership = run.job.membership_id if run.job else None
    if run.rows:
        acts.change(run, job=_job(run, membership))
        return run
    RUN.make("registers.go_on", run, finished_at=clock.now(), message="")
    _tell(run, membership, f"{run.get_action_display()}完成 {run.done} 条", by)
    return run


@acts.act("registers.note_stopped", who=only_the_system, on="run")
def note_stopped(*, run: EntryRun, message: str, by: Actor) -> EntryRun:
    """It could not go on; what was moved stays moved, and the rest waits for somebody to take it up."""
    RUN.make("registers.note_stopped", run, message=message[:300])
    membership = run.job.membership_id if run.job else None
    _tell(run, membership, f"{run.get_action_display()}中途停下", by)
    return run


@acts.act("registers.resume_many", who=can_run_many, on="run")
def resume_many(*, run: EntryRun, by: Actor) -> EntryRun:
    """What is left of a run that stopped."""
    others = run.register.runs.filter(organisation=run.organisation_id, state=RunState.UNDER_WAY)
    if others.exists():
        raise RuleBroken("这个台账正在成批办理别的条目，请等它办完再接着办。")
    RUN.make("registers.resume_many", run, message="")
    _next(run, by.membership_id, by)
    return run


def _next(run: EntryRun, membership: int | None, by: Actor) -> None:
    """Figures first, where something is counted from this register; then the next entries."""
    if run.due:
        follows = run_after("registers.count_later", run=run, membership=membership, by=by)
        job = next((each for each in follows.values() if each is not None), None)
        if job is not None:
            acts.change(run, job=job)
            return
    acts.change(run, due=[], job=_job(run, membership))


def _job(run: EntryRun, membership: int | None) -> Any:
    return jobs.enqueue(MOVE_JOB, object_id=run.public_id, membership_id=membership)


def _keep(run: EntryRun, **lists: Any) -> None:
    """Long lists of ids: their entries stand in the log, each with its move."""
    EntryRun.objects.filter(pk=run.pk).update(**lists)
    for name, value in lists.items():
        setattr(run, name, value)


def _tell(run: EntryRun, membership: int | None, title: str, by: Actor) -> None:
    words = f"，{len(run.failed)} 条没有办" if run.failed else ""
    href = reverse("entry-run", args=[run.public_id])
    to = Membership.objects.filter(pk=membership)
    tell(
        to=to, title=f"“{run.register.title}”台账{title}{words}", kind="register", href=href, about=run, by=by
    )
