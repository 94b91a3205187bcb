"""Saying how far a milestone has come, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.evidence.actions import Piece, add_and_cite, cite_many, uncite
from luoshi.evidence.models import Evidence
from luoshi.evidence.permissions import can_add_evidence
from luoshi.evidence.queries import uses_about
from luoshi.workplans.models import Milestone
from luoshi.workplans.queries import milestones_in_force
from luoshi.workplans.states import StepState

from .. import permissions
from ..models import NAME, WORDS, ProgressUpdate
from ..noting import lock_works, note_keys
from ..queries import milestone_in_force, standing_updates
from ..states import SAID
from ..telling import settle_done, tell_of, tell_taken_back
from ..twins import twins_of

MOST = 400  # milestones in one form


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a form about many milestones. `place` says where it stands, for refusals."""

    milestone: Milestone
    state: str
    words: str = ""
    place: str = ""


@acts.act("progress.give_update", who=permissions.can_update, under="milestone")
def give_update(
    *,
    milestone: Milestone,
    state: str,
    by: Actor,
    words: str = "",
    pieces: Sequence[Piece] = (),
    chosen: Sequence[Evidence] = (),
) -> ProgressUpdate:
    """One milestone, with what shows it. Said once more on the same day word for word, it is the same update. The same
    step of other workplans in force is told with it: see `twins`.
    """
    lock_works([milestone.part.work_id])
    update = _said(Said(milestone, state, words), by)
    others = [_said(Said(twin, state, words), by, tells=False) for twin in _twins_in_force(update)]
    organisation = update.organisation
    shown = list(chosen)
    if pieces or chosen:
        refuse_unless_adding(by, organisation)
    if pieces:
        added = add_and_cite(organisation=organisation, pieces=list(pieces), about=update, by=by)
        shown += added.all
    if chosen:
        cite_many(organisation=organisation, pieces=list(chosen), about=update, by=by)
    for other in others:
        cite_many(organisation=organisation, pieces=shown, about=other, by=by)
    note_keys([each.milestone_key for each in (update, *others)], by)
    return update


@acts.act("progress.give_many", who=permissions.can_give_many, under="organisation")
def give_many(*, organisation: Organisation, rows: Sequence[Said], by: Actor) -> list[ProgressUpdate]:
    """All of them or none. Lines that say what stands already are left out, so that a sheet may come twice. The same
    step of other workplans is told with it, but where the sheet has a line for it.
    """
    if not rows:
        raise RuleBroken("没有填写任何进展。填一行再提交。")
    if len(rows) > MOST:
        raise RuleBroken(f"一次最多填 {MOST} 个里程碑，请分几次提交。")
    lock_works(row.milestone.part.work_id for row in rows)
    asked = {row.milestone.key for row in rows}
    everything = [*rows, *_of_twins(rows)]
    standing = standing_updates(row.milestone.key for row in everything)
    updates = []
    for row in everything:
        if row.milestone.workplan.organisation_id != organisation.pk or not permissions.can_update(
            by, row.milestone
        ):
            raise RuleBroken(f"{row.place}“{row.milestone.title}”不由您填报，请去掉这一行。")
        before = standing.get(row.milestone.key)
        if before is None or (before.state, before.words) != (row.state, row.words.strip()):
            updates.append(_said(row, by, tells=row.milestone.key in asked))
    if updates:
        note_keys([update.milestone_key for update in updates], by)
    return [update for update in updates if update.milestone_key in asked]


def _of_twins(rows: Sequence[Said]) -> list[Said]:
    twins = twins_of([row.milestone for row in rows])
    found: dict[str, Said] = {}
    for row in rows:
        for twin in twins[row.milestone.key]:
            found.setdefault(twin.key, Said(twin, row.state, row.words, row.place))
    return [said for key, said in found.items() if key not in twins]


def _twins_in_force(update: ProgressUpdate) -> list[Milestone]:
    rows = milestones_in_force(organisation=update.organisation).filter(key=update.milestone_key)
    return [twin for twins in twins_of(list(rows)).values() for twin in twins]


def refuse_unless_adding(by: Actor, organisation: Organisation) -> None:
    """Who may answer for a milestone is not always who may put files into the library."""
    if not can_add_evidence(by, organisation):
        raise RuleBroken(
            "您的岗位不能往本校材料库添加或引用材料，没有提交。请去掉文件再填报，材料交项目办添加。"
        )


def is_late(milestone: Milestone) -> bool:
    return milestone.due is not None and milestone.due < clock.today()


def needed(milestone: Milestone) -> str:
    """When a sentence must be written, said before it is sent."""
    if is_late(milestone):
        return "已过完成时间，必填：为什么晚了，现在怎么安排"
    return "受阻时必填，其他选填"


def problem(milestone: Milestone, state: str, words: str) -> str:
    """What is missing, for hint and refusal alike; empty: nothing."""
    if state not in SAID:
        return "请选择“完成”“进行中”或“受阻”。"
    if len(words) > WORDS:
        return f"说明最多 {WORDS} 个字，请写短一些；详细材料作为佐证上传。"
    if words.strip():
        return ""
    if state == StepState.BLOCKED:
        return "受阻的，请写一句：卡在哪里，需要谁协调。"
    if is_late(milestone):
        return "已过完成时间，请写一句：为什么晚了，现在怎么安排。"
    return ""


def _said(row: Said, by: Actor, tells: bool = True) -> ProgressUpdate:
    milestone = milestone_in_force(row.milestone)
    if milestone is None or milestone.owner is None:
        raise RuleBroken(
            f"{row.place}“{row.milestone.title}”已不在生效的实施方案里，不能再填。请刷新页面，按现在的方案填报。"
        )
    if tells and not permissions.can_update(
        by, milestone
    ):  # the row that was found may be of an older version
        raise RuleBroken(
            f"{row.place}“{milestone.title}”现在由{milestone.owner.user.name}负责，不由您填报。请刷新页面。"
        )
    words = row.words.strip()
    if wrong := problem(milestone, row.state, words):
        raise RuleBroken(f"{row.place}{wrong}")
    there = standing_updates([milestone.key]).get(milestone.key)
    if there is not None and _is_the_same(there, row.state, words, by):
        return there
    said_by = Membership.objects.select_related("user").get(pk=by.membership_id)
    made: ProgressUpdate = acts.create(
        ProgressUpdate,
        milestone_key=milestone.key,
        title=milestone.title,
        due=milestone.due,
        work=milestone.part.work,
        organisation=milestone.workplan.organisation,
        plan=milestone.workplan.plan,
        state=row.state,
        words=words,
        said_by=said_by,
        said_by_name=said_by.user.name[:NAME],
        owner=milestone.owner,
        owner_name=milestone.owner.user.name[:NAME],
        on_behalf=milestone.owner_id != said_by.pk,
    )
    if made.state == StepState.DONE:
        settle_done(made)
    if tells:
        tell_of(made, milestone, by)
    return made


def _is_the_same(there: ProgressUpdate, state: str, words: str, by: Actor) -> bool:
    same = (there.state, there.words, there.said_by_id) == (state, words, by.membership_id)
    return same and timezone.localtime(there.created_at).date() == clock.today()


def _before(update: ProgressUpdate) -> ProgressUpdate | None:
    """What was said of its milestone last before it, and stands."""
    rows = ProgressUpdate.objects.filter(milestone_key=update.milestone_key, takes_back__isnull=True)
    return rows.filter(taken_back_by__isnull=True).exclude(pk=update.pk).first()


@acts.act("progress.take_back_update", who=permissions.can_change_update, under="update")
def take_back_update(*, update: ProgressUpdate, by: Actor) -> ProgressUpdate:
    """The last thing said of its milestone, on the day it was said. Both rows stay; what was said before that stands
    again. What was told with it of the same step in other workplans goes with it.
    """
    lock_works([update.work_id])
    last = standing_updates([update.milestone_key]).get(update.milestone_key)
    if last is None or last.pk != update.pk:
        raise RuleBroken("这一条已经撤回，或者后来又填了新的进展。只能撤回最后一条，请刷新页面查看。")
    if timezone.localtime(update.created_at).date() != clock.today():
        raise RuleBroken("当天填的才能撤回。要更正以前的，再填一条新的进展，说明原因。")
    others = standing_updates(twin.key for twin in _twins_in_force(update)).values()
    with_it = [each for each in others if _told_together(each, update)]
    made, *_ = [_taken_back(each, by) for each in (update, *with_it)]
    note_keys([each.milestone_key for each in (update, *with_it)], by)
    tell_taken_back(made, by)
    return made


def _told_together(one: ProgressUpdate, other: ProgressUpdate) -> bool:
    def said(row: ProgressUpdate) -> tuple[object, ...]:
        return row.state, row.words, row.said_by_id, timezone.localtime(row.created_at).date()

    return said(one) == said(other)


def _taken_back(update: ProgressUpdate, by: Actor) -> ProgressUpdate:
    said_by = Membership.objects.select_related("user").get(pk=by.membership_id)
    before = _before(update)
    made: ProgressUpdate = acts.create(
        ProgressUpdate,
        milestone_key=update.milestone_key,
        title=update.title,
        due=update.due,
        work=update.work,
        organisation=update.organisation,
        plan=update.plan,
        state=before.state if before is not None else StepState.OPEN,
        said_by=said_by,
        said_by_name=said_by.user.name[:NAME],
        owner=update.owner,
        owner_name=update.owner_name,
        on_behalf=update.owner_id != said_by.pk,
        takes_back=update,
    )
    for use in uses_about(update):  # what showed it shows nothing any more; the pieces stay in the library
        uncite(use)
    return made
