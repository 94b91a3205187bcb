"""Who may say what of progress: the owner of a milestone, and the office of his school in his place (代录)."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.roles import ROLES
from luoshi.common.actor import Actor
from luoshi.evidence.models import EvidenceUse
from luoshi.papers.permissions import can_decide, can_enter
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.workplans.models import Milestone

from .models import PeriodicReport, ProgressUpdate, ReportPeriod


def can_enter_for(actor: Actor, organisation: Organisation | int | None) -> bool:
    """The office of the organisation, for any of its owners."""
    key = organisation.pk if isinstance(organisation, Organisation) else organisation
    return actor.may("fill_forms") and actor.organisation_id is not None and actor.organisation_id == key


def can_tell(actor: Actor) -> bool:
    """Whoever may be named an owner: everybody of a school who reads plans."""
    role = ROLES.get(actor.role)
    return actor.membership_id is not None and role is not None and role.level == "school"


def can_look_after(actor: Actor) -> bool:
    """Leaders and offices of schools and bureaus: lists over other people's milestones."""
    return actor.membership_id is not None and actor.may("read_forms")


def may_answer(actor: Actor) -> bool:
    """Whether the post is one that steps are given to: those of a school; a bureau's officer has none."""
    role = ROLES.get(actor.role)
    return role is None or role.level == "school" or not can_look_after(actor)


def is_owner(actor: Actor, milestone: Milestone) -> bool:
    return actor.membership_id is not None and milestone.owner_id == actor.membership_id


def can_update(actor: Actor, milestone: Milestone) -> bool:
    return is_owner(actor, milestone) or can_enter_for(actor, milestone.workplan.organisation_id)


def can_give_many(actor: Actor, organisation: Organisation) -> bool:
    """Several at once: whoever belongs to the school; whether each is his to tell, the act asks."""
    return actor.membership_id is not None and actor.organisation_id == organisation.pk


def can_change_update(actor: Actor, update: ProgressUpdate) -> bool:
    """Take it back, put evidence behind it: who said it, in whose name, and the office."""
    own = actor.membership_id is not None and actor.membership_id in (update.said_by_id, update.owner_id)
    return own or can_enter_for(actor, update.organisation_id)


def can_remove_proof(actor: Actor, use: EvidenceUse) -> bool:
    update = ProgressUpdate.objects.filter(public_id=use.about_id).first()
    return update is not None and can_change_update(actor, update)


def can_run_reports(actor: Actor, plan: Plan) -> bool:
    """Terms and periods of a plan: its editors; periods are opened by the system too."""
    return actor.is_system or can_edit_plan(actor, plan)


def can_run_period(actor: Actor, period: ReportPeriod) -> bool:
    return can_edit_plan(actor, period.plan)


def can_accept_many(actor: Actor, period: ReportPeriod) -> bool:
    """Whoever looks after schools; of which reports it is his turn, the act asks one by one."""
    return can_look_after(actor)


def can_write_report(actor: Actor, report: PeriodicReport) -> bool:
    return actor.may("manage_duties") and report.organisation_id == actor.organisation_id


def is_author_of_report(actor: Actor, report: PeriodicReport) -> bool:
    return actor.membership_id is not None and report.author_id == actor.membership_id


def can_decide_report(actor: Actor, report: PeriodicReport) -> bool:
    return report.approval is not None and can_decide(actor, report.approval)


def can_enter_report(actor: Actor, report: PeriodicReport) -> bool:
    return report.approval is not None and can_enter(actor, report.approval)


PROGRESS_WHO: dict[str, Any] = {
    "progress.give_update": can_update,
    "progress.give_many": can_give_many,
    "progress.take_back_update": can_change_update,
    "progress.add_proof": can_change_update,
    "progress.cite_proof": can_change_update,
    "progress.remove_proof": can_remove_proof,
    "progress.set_report_terms": can_run_reports,
    "progress.end_report_terms": can_run_reports,
    "progress.open_periods": can_run_reports,
    "progress.extend_period": can_run_period,
    "progress.close_period": can_run_period,
    "progress.drop_period": can_run_period,
    "progress.reopen_period": can_run_period,
    "progress.write_report": can_write_report,
    "progress.refresh_report": can_write_report,
    "progress.send_report": can_write_report,
    "progress.recall_report": is_author_of_report,
    "progress.resubmit_report": is_author_of_report,
    "progress.pass_report": can_decide_report,
    "progress.return_report": can_decide_report,
    "progress.enter_report": can_enter_report,
    "progress.accept_many": can_accept_many,
}
