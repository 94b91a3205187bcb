"""What was resolved becomes somebody's to do: done with a sentence, taken up again, dropped with a reason."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from luoshi.accounts.models import Membership
from luoshi.accounts.posts import held_post
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import settle

from .. import permissions
from ..models import AgendaItem, Meeting, Resolution
from ..queries import possible_owners
from ..states import RESOLUTION, MeetingState, ResolutionState
from .telling import key_of, tell_owner, tell_runner

RECORDED = (MeetingState.CALLED, MeetingState.HELD)


@acts.act("meetings.add_resolution", who=permissions.can_run_meeting, on="meeting")
def add_resolution(
    *,
    meeting: Meeting,
    words: str,
    owner: Membership,
    due: dt.date,
    by: Actor,
    item: AgendaItem | None = None,
) -> Resolution:
    """On the owner's desk from now on."""
    if meeting.state not in RECORDED:
        raise RuleBroken("会议通知发出以后、办结以前才能记议定事项。")
    number = (meeting.resolutions.aggregate(most=Max("number"))["most"] or 0) + 1
    post = _owner(meeting, owner)
    said = {"words": words, "owner": post, "due": due, "item": item, "number": number}
    made: Resolution = acts.create(Resolution, meeting=meeting, **said)
    tell_owner(made, "请落实议定事项", by)
    return made


def _owner(meeting: Meeting, owner: Membership) -> Membership:
    post = held_post(owner.pk)
    if not possible_owners(meeting).filter(pk=post.pk).exists():
        raise RuleBroken("责任人要是参加单位在岗的人。请先把他的单位列为参加单位，或另选一人。")
    return post


@acts.act("meetings.change_resolution", who=permissions.can_run_resolution, on="resolution")
def change_resolution(
    *,
    resolution: Resolution,
    words: str,
    owner: Membership,
    due: dt.date,
    by: Actor,
    item: AgendaItem | None = None,
) -> Resolution:
    """Another owner or day is told to whoever answers for it now."""
    if resolution.state != ResolutionState.OPEN:
        raise RuleBroken(f"这一项现在是“{resolution.get_state_display()}”，要改的先重新办理。")
    post = owner if owner.pk == resolution.owner_id else _owner(resolution.meeting, owner)
    changed = acts.change(resolution, words=words, owner=post, due=due, item=item)
    if {"owner", "due", "words"} & set(changed):
        if "owner" in changed:
            settle(key_of(resolution))
        tell_owner(resolution, "议定事项有变化", by)
    return resolution


@acts.act("meetings.finish_resolution", who=permissions.can_finish_resolution, on="resolution")
def finish_resolution(*, resolution: Resolution, how: str, by: Actor) -> Resolution:
    said = how.strip()
    if not said:
        raise RuleBroken("请用一句话写明怎样落实的。")
    RESOLUTION.make(
        "meetings.finish_resolution",
        resolution,
        done_words=said,
        done_by_id=by.membership_id,
        done_at=clock.now(),
    )
    settle(key_of(resolution))
    return resolution


@acts.act("meetings.take_back_done", who=permissions.can_take_back_done, on="resolution")
def take_back_done(*, resolution: Resolution, reason: str, by: Actor) -> Resolution:
    """Reported by a slip: whoever reported it says so himself. Who runs the meeting is told."""
    RESOLUTION.make("meetings.take_back_done", resolution, reason=reason)
    acts.change(resolution, reason=reason.strip())
    tell_runner(resolution, "撤回了落实报告", by)
    tell_owner(resolution, "请继续落实", by)
    return resolution


@acts.act("meetings.reopen_resolution", who=permissions.can_run_resolution, on="resolution")
def reopen_resolution(*, resolution: Resolution, reason: str, by: Actor) -> Resolution:
    """Not done after all; what was said of it stays beside it."""
    RESOLUTION.make("meetings.reopen_resolution", resolution, reason=reason)
    acts.change(resolution, reason=reason.strip())
    tell_owner(resolution, "请继续落实", by)
    return resolution


@acts.act("meetings.drop_resolution", who=permissions.can_run_resolution, on="resolution")
def drop_resolution(*, resolution: Resolution, reason: str, by: Actor) -> Resolution:
    RESOLUTION.make("meetings.drop_resolution", resolution, reason=reason)
    acts.change(resolution, reason=reason.strip())
    settle(key_of(resolution))
    tell_owner(resolution, "议定事项不再办理", by)
    return resolution
