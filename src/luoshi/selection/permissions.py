"""Who may what with kinds and calls. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.errors import Refusal
from luoshi.selection.two_persons import is_another

from .applying.queries import keeps_away
from .asking import running_roles
from .models import Call, Extension, Kind, Proposal


def can_make_kind(actor: Actor, target: Any = None) -> bool:
    """Kinds bring a form of their own; whoever makes no forms takes a kind over from above (`can_take_kind`)."""
    return actor.may("run_selections") and actor.may("edit_forms")


def can_take_kind(actor: Actor, call: Call) -> bool:
    """Those who run selections at an organisation below the one that called: its own selection comes first."""
    below = Organisation.objects.filter(within(call.organisation.path), pk=actor.organisation_id)
    return actor.may("run_selections") and actor.organisation_id != call.organisation_id and below.exists()


def can_edit_kind(actor: Actor, kind: Kind) -> bool:
    return actor.may("run_selections") and kind.organisation_id == actor.organisation_id


def can_start_call(actor: Actor, kind: Kind) -> bool:
    return can_edit_kind(actor, kind)


def is_its_officer(actor: Actor, call: Call) -> bool:
    """Of the bureau or school that organises it; the host decides nothing."""
    return actor.may("run_selections") and call.organisation_id == actor.organisation_id


def can_run_call(actor: Actor, call: Call) -> bool:
    """Its officers, but none who applies in it or has to keep away from something of it: whoever wins or loses by it
    neither changes nor ends it (controls BL-08).
    """
    return is_its_officer(actor, call) and not keeps_away(actor, call)


class KeptAway(Refusal):
    """An officer who has to keep away from something of the selection. The words say who does it instead, by post: a
    name would tell an applicant which of his colleagues applies too.
    """

    status, code = 403, "kept_away"

    def __init__(self, call: Call) -> None:
        super().__init__("您在这次遴选里有申报，或者有需要回避的申报，不能办理这次遴选。")
        office, roles = call.organisation, running_roles(call.organisation.kind)
        self.todo = (
            f"请由{office.short}没有申报、不用回避的另一人办理（{roles}）；没有的，请安全管理员登记一名。"
        )


def can_extend(actor: Actor, call: Call) -> bool:
    return can_run_call(actor, call)


def can_confirm_extension(actor: Actor, extension: Extension) -> bool:
    """Another person of the bureau or school than the one who said it: an officer, a section head or a leader who
    need not keep away from it.
    """
    return _confirms(actor, extension.call, extension.said_by)


def _confirms(actor: Actor, call: Call, said_by: Membership) -> bool:
    inside = call.organisation_id == actor.organisation_id
    decides = actor.may("run_selections") or actor.may("lead_selections")
    return inside and decides and is_another(actor, said_by) and not keeps_away(actor, call)


def can_drop_extension(actor: Actor, extension: Extension) -> bool:
    return can_run_call(actor, extension.call)


def can_confirm_proposal(actor: Actor, proposal: Proposal) -> bool:
    """As an extension: another person of the bureau or school than the one who said it."""
    return _confirms(actor, proposal.call, proposal.said_by)


def can_drop_proposal(actor: Actor, proposal: Proposal) -> bool:
    return can_run_call(actor, proposal.call)


SELECTION_WHO: dict[str, Any] = {
    "selection.make_kind": can_make_kind,
    "selection.take_kind": can_take_kind,
    "selection.change_kind": can_edit_kind,
    "selection.set_rules": can_edit_kind,
    "selection.withdraw_kind": can_edit_kind,
    "selection.restore_kind": can_edit_kind,
    "selection.start_call": can_start_call,
    "selection.change_call": can_run_call,
    "selection.take_rules": can_run_call,
    "selection.set_quotas": can_run_call,
    "selection.reckon_quotas": can_run_call,
    "selection.set_host": can_run_call,
    "selection.open_call": can_run_call,
    "selection.close_call": can_run_call,
    "selection.withdraw_call": can_run_call,
    "selection.restore_call": can_run_call,
    "selection.propose_extension": can_extend,
    "selection.confirm_extension": can_confirm_extension,
    "selection.decline_extension": can_confirm_extension,
    "selection.decline_proposal": can_confirm_proposal,
    "selection.drop_extension": can_drop_extension,
    "selection.propose_withdrawal": can_run_call,
    "selection.propose_quotas": can_run_call,
    "selection.confirm_withdrawal": can_confirm_proposal,
    "selection.confirm_quotas": can_confirm_proposal,
    "selection.drop_proposal": can_drop_proposal,
}
