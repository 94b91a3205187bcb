"""Who answers an alert, who sets the rules. Which alerts there are for somebody says `queries`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.permissions import only_the_system
from luoshi.common.actor import Actor
from luoshi.plans.models import Plan
from luoshi.plans.permissions import can_edit_plan
from luoshi.workplans.queries import milestones_in_force

from .models import Alert, UpwardPackage


def can_answer(actor: Actor, alert: Alert) -> bool:
    """Those who look after duties in the school, and who answers for the milestone."""
    if actor.membership_id is None or actor.organisation_id != alert.organisation_id:
        return False
    if actor.may("manage_duties"):
        return True
    rows = milestones_in_force().filter(key=alert.milestone, owner=actor.membership_id)
    return bool(alert.milestone) and rows.exists()


def can_set_rules(actor: Actor, place: Plan | Organisation) -> bool:
    """Editors of the plan; for what belongs to no plan those of the office."""
    if isinstance(place, Plan):
        return can_edit_plan(actor, place)
    return actor.may("edit_plan") and place is not None and place.pk == actor.organisation_id


def can_run_package(actor: Actor, package: UpwardPackage) -> bool:
    return can_edit_plan(actor, package.plan)


ALERTS_WHO: dict[str, Any] = {
    "alerts.note_alerts": only_the_system,
    "alerts.answer_alert": can_answer,
    "alerts.take_back_answer": can_answer,
    "alerts.set_rules": can_set_rules,
    "alerts.restore_rules": can_set_rules,
    "alerts.drop_rules": can_set_rules,
    "alerts.keep_week": only_the_system,
    "alerts.set_cockpit": can_set_rules,
    "alerts.set_shape": can_set_rules,
    "alerts.make_package": can_set_rules,
    "alerts.withdraw_package": can_run_package,
    "alerts.restore_package": can_run_package,
}
