"""Who may what with awards. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.selection.models import Call
from luoshi.selection.outcome.permissions import leads
from luoshi.selection.review.permissions import can_close_review
from luoshi.selection.two_persons import is_another

from .models import Announcement, Award, Revocation


def can_grant(actor: Actor, call: Call) -> bool:
    """Officers of the bureau whose call it is, but none who is conflicted with something of it."""
    return can_close_review(actor, call)


def can_run_award(actor: Actor, award: Award) -> bool:
    return can_grant(actor, award.call)


def can_run_announcement(actor: Actor, announcement: Announcement) -> bool:
    return can_grant(actor, announcement.call)


def can_confirm_revocation(actor: Actor, revocation: Revocation) -> bool:
    """Another person of the bureau than the one who said it: an officer, a section head or a leader, none of them
    conflicted.
    """
    call = revocation.award.call
    return (leads(actor, call) or can_grant(actor, call)) and is_another(actor, revocation.said_by)


def can_drop_revocation(actor: Actor, revocation: Revocation) -> bool:
    return can_run_award(actor, revocation.award)


def can_link_entry(actor: Actor, award: Award) -> bool:
    """The school itself, which keeps the register, or the bureau."""
    own = actor.may("confirm_registers") and award.organisation_id == actor.organisation_id
    return own or can_run_award(actor, award)


RECOGNITION_WHO: dict[str, Any] = {
    "recognition.grant_awards": can_grant,
    "recognition.issue_announcement": can_grant,
    "recognition.do_without": can_grant,
    "recognition.note_stamped": can_run_announcement,
    "recognition.note_mid_term": can_run_award,
    "recognition.accept_award": can_run_award,
    "recognition.recognise_award": can_run_award,
    "recognition.renew_award": can_run_award,
    "recognition.end_award": can_run_award,
    "recognition.resume_award": can_run_award,
    "recognition.say_revocation": can_run_award,
    "recognition.confirm_revocation": can_confirm_revocation,
    "recognition.drop_revocation": can_drop_revocation,
    "recognition.link_entry": can_link_entry,
}
