"""Who may what with papers. Whose turn it is, is a matter of state (422), not of permission (403)."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import Approval, Brief, Delegation, Entry, Route, Step
from .queries import steps_open_to


def can_write_papers(actor: Actor, anything: Any = None) -> bool:
    """Starting an approval: whoever drafts papers in his organisation."""
    return actor.membership_id is not None and actor.may("write_papers")


def can_decide(actor: Actor, approval: Approval) -> bool:
    """Some step of it is the actor's, by own right or delegation; whether it is his turn the act says."""
    return actor.membership_id is not None and approval.steps.filter(steps_open_to(actor)).exists()


def can_enter(actor: Actor, approval: Approval) -> bool:
    """代录: the office (the clerk) of an organisation through whose hands it goes."""
    return actor.may("enter_decisions") and approval.steps.filter(organisation=actor.organisation_id).exists()


def is_author(actor: Actor, approval: Approval) -> bool:
    return actor.membership_id is not None and approval.author_id == actor.membership_id


def can_print(actor: Actor, approval: Approval) -> bool:
    """For stamping: the author, and who handles papers in his organisation and sees this one."""
    handles = actor.may("handle_papers") and approval.organisation_id == actor.organisation_id
    return is_author(actor, approval) or (handles and actor.membership_id is not None)


def can_urge(actor: Actor, approval: Approval) -> bool:
    """The author, and whoever enters decisions in the author's organisation."""
    own_office = actor.may("enter_decisions") and approval.organisation_id == actor.organisation_id
    return is_author(actor, approval) or own_office


def can_object(actor: Actor, entry: Entry) -> bool:
    """The leader in whose name it was entered, or for whom a delegate decided."""
    return entry.leader_id is not None and entry.leader_id == actor.membership_id


def can_edit_routes(actor: Actor, organisation: Organisation) -> bool:
    """The own organisation's chains: office or head, the county's officer, the section head."""
    return actor.may("edit_routes") and actor.organisation_id == organisation.pk


def can_restore_route(actor: Actor, route: Route) -> bool:
    return can_edit_routes(actor, route.organisation)


def can_delegate(actor: Actor, organisation: Organisation) -> bool:
    """Of an own post, or entered by the office for somebody of the own organisation."""
    return (
        actor.may("write_papers") or actor.may("enter_decisions")
    ) and actor.organisation_id == organisation.pk


def can_revoke(actor: Actor, delegation: Delegation) -> bool:
    """Both sides, and the office of the organisation."""
    sides = (delegation.principal_id, delegation.delegate_id)
    office = actor.may("enter_decisions") and actor.organisation_id == delegation.principal.organisation_id
    return actor.membership_id in sides or office


def can_decide_brief(actor: Actor, brief: Brief) -> bool:
    return brief.approval is not None and can_decide(actor, brief.approval)


def can_enter_brief(actor: Actor, brief: Brief) -> bool:
    return brief.approval is not None and can_enter(actor, brief.approval)


def is_author_of_brief(actor: Actor, brief: Brief) -> bool:
    return actor.membership_id is not None and brief.author_id == actor.membership_id


def holds(actor: Actor, step: Step) -> bool:
    """Whether this very step is the actor's."""
    return Step.objects.filter(steps_open_to(actor), pk=step.pk).exists()


PAPERS_WHO = {
    "papers.start_approval": can_write_papers,
    "papers.pass_step": can_decide,
    "papers.return_to_step": can_decide,
    "papers.enter_on_behalf": can_enter,
    "papers.resubmit_approval": is_author,
    "papers.recall_approval": is_author,
    "papers.withdraw_approval": is_author,
    "papers.urge_step": can_urge,
    "papers.print_approval": can_print,
    "papers.object_to_entry": can_object,
    "papers.set_route": can_edit_routes,
    "papers.restore_default_route": can_edit_routes,
    "papers.restore_route": can_restore_route,
    "papers.delegate": can_delegate,
    "papers.revoke_delegation": can_revoke,
    "papers.start_brief": can_write_papers,
    "papers.change_brief": is_author_of_brief,
    "papers.remove_brief_file": is_author_of_brief,
    "papers.restore_brief_file": is_author_of_brief,
    "papers.send_brief": is_author_of_brief,
    "papers.pass_brief": can_decide_brief,
    "papers.return_brief": can_decide_brief,
    "papers.enter_brief": can_enter_brief,
    "papers.resubmit_brief": is_author_of_brief,
    "papers.recall_brief": is_author_of_brief,
    "papers.withdraw_brief": is_author_of_brief,
    "papers.restore_brief": is_author_of_brief,
}
