"""Who may what with evidence. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Evidence, EvidenceUse


def can_read_library(actor: Actor, anything: Any = None) -> bool:
    return actor.membership_id is not None and actor.may("read_evidence")


def can_add_evidence(actor: Actor, organisation: Organisation) -> bool:
    """To the library of the own organisation."""
    own = actor.organisation_id is not None and actor.organisation_id == organisation.pk
    return own and actor.may("add_evidence")


def can_change_evidence(actor: Actor, evidence: Evidence) -> bool:
    """Correct, withdraw, restore: whoever added it, and the office of the organisation."""
    own = actor.organisation_id is not None and actor.organisation_id == evidence.organisation_id
    added = actor.membership_id is not None and evidence.added_by_id == actor.membership_id
    return own and (actor.may("manage_evidence") or (added and actor.may("add_evidence")))


def can_cite_evidence(actor: Actor, evidence: Evidence) -> bool:
    """Evidence of the own organisation. Whether the place may be changed, the stage that cites asks itself."""
    own = actor.organisation_id is not None and actor.organisation_id == evidence.organisation_id
    return own and actor.may("add_evidence")


def can_uncite_evidence(actor: Actor, use: EvidenceUse) -> bool:
    """Whoever cited it, and the office of the organisation: what somebody else put forward is not his to take away."""
    own = actor.organisation_id is not None and actor.organisation_id == use.organisation_id
    cited = actor.membership_id is not None and use.cited_by_id == actor.membership_id
    return own and (actor.may("manage_evidence") or (cited and actor.may("add_evidence")))


def can_set_rule(actor: Actor, thing: Any = None) -> bool:
    """Of the own bureau."""
    place = getattr(thing, "organisation_id", getattr(thing, "pk", actor.organisation_id))
    return can_read_library(actor) and actor.may("set_reminders") and place == actor.organisation_id


def only_the_system(actor: Actor, anything: Any = None) -> bool:
    return actor.is_system


EVIDENCE_WHO = {
    "evidence.note_read": only_the_system,
    "evidence.note_unread": only_the_system,
    "evidence.add_evidence": can_add_evidence,
    "evidence.add_many": can_add_evidence,
    "evidence.edit_many": can_add_evidence,
    "evidence.add_and_cite": can_add_evidence,
    "evidence.cite_many": can_add_evidence,
    "evidence.edit_evidence": can_change_evidence,
    "evidence.withdraw_evidence": can_change_evidence,
    "evidence.read_again": can_change_evidence,
    "evidence.restore_evidence": can_change_evidence,
    "evidence.cite_evidence": can_cite_evidence,
    "evidence.uncite_evidence": can_uncite_evidence,
    "evidence.uncite_many": can_add_evidence,  # and of each use what takes out one
    "evidence.set_rule": can_set_rule,
    "evidence.clear_rule": can_set_rule,
}
