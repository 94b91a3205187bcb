"""Who may what with meetings. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Case, Letter, Meeting, Raised, Resolution


def can_start_meeting(actor: Actor, _: Any = None) -> bool:
    return actor.may("call_meetings") and actor.organisation_id is not None


def can_run_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Whoever calls meetings in the organisation whose meeting it is."""
    return actor.may("call_meetings") and meeting.organisation_id == actor.organisation_id


def can_finish_resolution(actor: Actor, resolution: Resolution) -> bool:
    """Who answers for it; the organisation that called the meeting enters it for him."""
    own = actor.membership_id is not None and resolution.owner_id == actor.membership_id
    return own or can_run_meeting(actor, resolution.meeting)


def can_take_back_done(actor: Actor, resolution: Resolution) -> bool:
    """Who answers for it, and who reported it."""
    own = (resolution.owner_id, resolution.done_by_id)
    return actor.membership_id is not None and actor.membership_id in own


def can_run_resolution(actor: Actor, resolution: Resolution) -> bool:
    return can_run_meeting(actor, resolution.meeting)


def can_raise_matter(actor: Actor, _: Any = None) -> bool:
    """Heads and office of a school."""
    if not actor.may("call_meetings"):
        return False
    return Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).exists()


def can_handle_matter(actor: Actor, raised: Raised) -> bool:
    """Whose turn it is."""
    return actor.may("call_meetings") and raised.holder_id == actor.organisation_id


def can_run_matter(actor: Actor, raised: Raised) -> bool:
    """The school that raised it."""
    return actor.may("call_meetings") and raised.organisation_id == actor.organisation_id


BUREAUS = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.COUNTY_BUREAU)


def can_start_case(actor: Actor, _: Any = None) -> bool:
    """Those of a bureau who call its meetings."""
    if not actor.may("call_meetings"):
        return False
    return Organisation.objects.filter(pk=actor.organisation_id, kind__in=BUREAUS).exists()


def can_run_case(actor: Actor, case: Case) -> bool:
    return actor.may("call_meetings") and case.organisation_id == actor.organisation_id


def can_run_letter(actor: Actor, letter: Letter) -> bool:
    return can_run_case(actor, letter.case)


def can_reply_letter(actor: Actor, letter: Letter) -> bool:
    return actor.may("call_meetings") and letter.case.school_id == actor.organisation_id


MEETINGS_WHO: dict[str, Any] = {
    "meetings.start_meeting": can_start_meeting,
    **{
        f"meetings.{name}": can_run_meeting
        for name in (
            "change_meeting", "make_agenda", "add_item", "move_item", "remove_items", "restore_items", "call_meeting",
            "hold_meeting", "unhold_meeting", "close_meeting", "reopen_meeting", "cancel_meeting", "restore_meeting",
            "add_files", "remove_file", "restore_file", "add_resolution",
        )
    },
    "meetings.raise_matter": can_raise_matter,
    "meetings.answer_matter": can_handle_matter,
    "meetings.solve_matter": can_handle_matter,
    "meetings.pass_up_matter": can_handle_matter,
    "meetings.send_down_matter": can_handle_matter,
    "meetings.ask_outside": can_handle_matter,
    "meetings.note_reply": can_handle_matter,
    "meetings.take_back_letter": can_handle_matter,
    "meetings.unsolve_matter": can_handle_matter,
    "meetings.withdraw_matter": can_run_matter,
    "meetings.reopen_matter": can_run_matter,
    "meetings.start_case": can_start_case,
    "meetings.change_facts": can_run_case,
    "meetings.add_letter": can_run_case,
    "meetings.change_letter": can_run_letter,
    "meetings.issue_letter": can_run_letter,
    "meetings.recall_letter": can_run_letter,
    "meetings.reply_letter": can_reply_letter,
    "meetings.recall_reply": can_reply_letter,
    "meetings.accept_reply": can_run_letter,
    "meetings.return_reply": can_run_letter,
    "meetings.note_rung": can_run_case,
    "meetings.close_case": can_run_case,
    "meetings.reopen_case": can_run_case,
    "meetings.change_resolution": can_run_resolution,
    "meetings.finish_resolution": can_finish_resolution,
    "meetings.take_back_done": can_take_back_done,
    "meetings.reopen_resolution": can_run_resolution,
    "meetings.drop_resolution": can_run_resolution,
}  # fmt: skip
