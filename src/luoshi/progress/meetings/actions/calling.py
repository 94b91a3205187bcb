"""A meeting is called, held, closed with its minutes; called off and taken up again."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Proof

from .. import permissions
from ..models import Meeting, MeetingFile
from ..states import MEETING, MeetingState
from .arranging import refuse_to_call_without, refuse_unless_open
from .telling import end_calls, renew_calls, tell_guests

RUNS = permissions.can_run_meeting


@acts.act("meetings.call_meeting", who=RUNS, on="meeting")
def call_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """The call goes out as a notice to be signed for, once whoever reads it knows when and where."""
    refuse_to_call_without(meeting)
    MEETING.make("meetings.call_meeting", meeting, calls=meeting.calls + 1)
    tell_guests(meeting, by)
    return meeting


@acts.act("meetings.hold_meeting", who=RUNS, on="meeting")
def hold_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    if meeting.held_on > clock.today():
        raise RuleBroken("会议日期还没有到。提前开的，先改日期。")
    MEETING.make("meetings.hold_meeting", meeting)
    end_calls(meeting)
    return meeting


@acts.act("meetings.unhold_meeting", who=RUNS, on="meeting")
def unhold_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """Noted as held by a slip, or put off that very day: the day, the guests can be changed again."""
    MEETING.make("meetings.unhold_meeting", meeting, reason=reason)
    acts.change(meeting, reason=reason.strip())
    renew_calls(meeting)
    return meeting


@acts.act("meetings.close_meeting", who=RUNS, on="meeting")
def close_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """What is open of its resolutions stays open; only the papers are complete."""
    if meeting.state == MeetingState.HELD and not meeting.files.filter(removed_at__isnull=True).exists():
        raise RuleBroken("还没有会议纪要。请先下载纪要草稿，改好签发后上传，再办结。")
    MEETING.make("meetings.close_meeting", meeting)
    return meeting


@acts.act("meetings.reopen_meeting", who=RUNS, on="meeting")
def reopen_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    MEETING.make("meetings.reopen_meeting", meeting, reason=reason)
    acts.change(meeting, reason=reason.strip())
    return meeting


@acts.act("meetings.cancel_meeting", who=RUNS, on="meeting")
def cancel_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """Who was called is told."""
    called = meeting.state == MeetingState.CALLED
    if meeting.resolutions.exists():
        raise RuleBroken("已经记了议定事项，不能取消会议。请先记为已召开。")
    MEETING.make("meetings.cancel_meeting", meeting, reason=reason)
    acts.change(meeting, reason=reason.strip())
    if called:
        tell_guests(meeting, by, f"会议取消：{meeting.title}")
    return meeting


@acts.act("meetings.restore_meeting", who=RUNS, on="meeting")
def restore_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    MEETING.make("meetings.restore_meeting", meeting)
    return meeting


@acts.act("meetings.add_files", who=RUNS, on="meeting")
def add_files(*, meeting: Meeting, files: Sequence[Proof], by: Actor) -> Meeting:
    refuse_unless_open(meeting)
    for file in files:
        acts.create(MeetingFile, meeting=meeting, stored=file.stored, name=file.name[-120:])
    return meeting


@acts.act("meetings.remove_file", who=RUNS, on="meeting")
def remove_file(*, meeting: Meeting, file: MeetingFile, by: Actor) -> Meeting:
    refuse_unless_open(meeting)
    acts.change(file, removed_at=file.removed_at or clock.now())
    return meeting


@acts.act("meetings.restore_file", who=RUNS, on="meeting")
def restore_file(*, meeting: Meeting, file: MeetingFile, by: Actor) -> Meeting:
    refuse_unless_open(meeting)
    acts.change(file, removed_at=None)
    return meeting
