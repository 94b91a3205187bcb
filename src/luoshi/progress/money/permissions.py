"""Who may what with money in use. Which rows there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common.actor import Actor
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_edit_plan

from .models import MoneyReport


def can_start_quarter(actor: Actor, plan: Plan) -> bool:
    """The finance and the office of a school; for which plans it carries any, the act asks."""
    if not actor.may("enter_money"):
        return False
    return Organisation.objects.filter(pk=actor.organisation_id, kind=Organisation.Kind.SCHOOL).exists()


def can_fill_quarter(actor: Actor, report: MoneyReport) -> bool:
    return actor.may("enter_money") and report.organisation_id == actor.organisation_id


def can_confirm_quarter(actor: Actor, report: MoneyReport) -> bool:
    """The school's finance; its office only where nobody holds that post."""
    if not can_fill_quarter(actor, report):
        return False
    if actor.role == "finance":
        return True
    return not memberships_today().filter(organisation=report.organisation_id, role="finance").exists()


def can_run_money(actor: Actor, plan: Plan) -> bool:
    """Thresholds, closing and opening quarters: editors of the plan."""
    return can_edit_plan(actor, plan)


MONEY_WHO: dict[str, Any] = {
    "money_in_use.start_quarter": can_start_quarter,
    "money_in_use.set_lines": can_fill_quarter,
    "money_in_use.tell_finance": can_fill_quarter,
    "money_in_use.confirm_quarter": can_confirm_quarter,
    "money_in_use.take_back_quarter": can_confirm_quarter,
    "money_in_use.set_rule": can_run_money,
    "money_in_use.close_quarter": can_run_money,
    "money_in_use.reopen_quarter": can_run_money,
}
