"""Who may what with kinds and calls. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor

from .models import Call, Extension, Kind


def can_make_kind(actor: Actor, target: Any = None) -> bool:
    """Kinds bring a form of their own."""
    return actor.may("run_selections") and actor.may("edit_forms")


def can_edit_kind(actor: Actor, kind: Kind) -> bool:
    return actor.may("run_selections") and kind.organisation_id == actor.organisation_id


def can_start_call(actor: Actor, kind: Kind) -> bool:
    return can_edit_kind(actor, kind)


def can_run_call(actor: Actor, call: Call) -> bool:
    """Officers of the organising bureau; the host decides nothing."""
    return actor.may("run_selections") and call.organisation_id == actor.organisation_id


def can_extend(actor: Actor, call: Call) -> bool:
    return can_run_call(actor, call)


def can_confirm_extension(actor: Actor, extension: Extension) -> bool:
    """Another person of the bureau than the one who said it: an officer, a section head or a leader."""
    call = extension.call
    inside = call.organisation_id == actor.organisation_id
    decides = actor.may("run_selections") or actor.role == "bureau_leader"
    return inside and decides and extension.said_by.user_id != actor.user_id


def can_drop_extension(actor: Actor, extension: Extension) -> bool:
    return can_run_call(actor, extension.call)


SELECTION_WHO: dict[str, Any] = {
    "selection.make_kind": can_make_kind,
    "selection.change_kind": can_edit_kind,
    "selection.set_rules": can_edit_kind,
    "selection.withdraw_kind": can_edit_kind,
    "selection.restore_kind": can_edit_kind,
    "selection.start_call": can_start_call,
    "selection.change_call": can_run_call,
    "selection.take_rules": can_run_call,
    "selection.set_quotas": can_run_call,
    "selection.set_host": can_run_call,
    "selection.open_call": can_run_call,
    "selection.close_call": can_run_call,
    "selection.withdraw_call": can_run_call,
    "selection.restore_call": can_run_call,
    "selection.propose_extension": can_extend,
    "selection.confirm_extension": can_confirm_extension,
    "selection.drop_extension": can_drop_extension,
}
