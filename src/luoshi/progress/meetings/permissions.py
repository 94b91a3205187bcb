"""Who may what with meetings. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor

from .models import Meeting, Resolution


def can_start_meeting(actor: Actor, _: Any = None) -> bool:
    return actor.may("call_meetings") and actor.organisation_id is not None


def can_run_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Whoever calls meetings in the organisation whose meeting it is."""
    return actor.may("call_meetings") and meeting.organisation_id == actor.organisation_id


def can_finish_resolution(actor: Actor, resolution: Resolution) -> bool:
    """Who answers for it; the organisation that called the meeting enters it for him."""
    own = actor.membership_id is not None and resolution.owner_id == actor.membership_id
    return own or can_run_meeting(actor, resolution.meeting)


def can_run_resolution(actor: Actor, resolution: Resolution) -> bool:
    return can_run_meeting(actor, resolution.meeting)


MEETINGS_WHO: dict[str, Any] = {
    "meetings.start_meeting": can_start_meeting,
    **{
        f"meetings.{name}": can_run_meeting
        for name in (
            "change_meeting", "make_agenda", "add_item", "move_item", "remove_item", "restore_item", "call_meeting",
            "hold_meeting", "close_meeting", "reopen_meeting", "cancel_meeting", "restore_meeting", "add_files",
            "remove_file", "restore_file", "add_resolution",
        )
    },
    "meetings.change_resolution": can_run_resolution,
    "meetings.finish_resolution": can_finish_resolution,
    "meetings.reopen_resolution": can_run_resolution,
    "meetings.drop_resolution": can_run_resolution,
}  # fmt: skip
