"""Alerts on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.core import alerts as core
from luoshi.core.upward import Row
from luoshi.indicators.alerts import actions
from luoshi.indicators.alerts.models import Alert, AlertRule, AlertStep, UpwardPackage, WeekPage
from luoshi.indicators.alerts.upward_actions import make_package
from luoshi.indicators.alerts.week_actions import keep_week
from luoshi.plans.models import Plan
from luoshi.workplans.models import MilestoneState

from .breakers_papers import post

MONTH = dt.timedelta(days=30)


def make_rows() -> None:
    """After progress: what is stuck has been so for a month; its school has answered; the office has set its rules."""
    plan = Plan.objects.filter(issuer=post("city-officer").organisation)[0]
    MilestoneState.objects.filter(state="blocked").update(since=clock.today() - MONTH)
    actions.note_alerts(plan=plan, bureau=plan.issuer, by=system_actor())
    row = Alert.objects.get(kind="stuck")
    office = actor_for(post("school-office"))
    actions.answer_alert(
        alert=row, words="下周协调", promised=clock.today() + MONTH, by=office, version=row.version
    )
    officer = actor_for(post("city-officer"))
    rules = core.Rules(limits={"stuck": {1: 60, 2: 20}})
    actions.set_rules(place=plan, rules=rules, by=officer, version=plan.version)
    make_package(plan=plan, year=2026, rows=[Row("a", "甲", {"stage": "实施中"})], by=officer)
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    content = {"figures": [], "sections": [{"title": "卡住的", "lines": []}]}
    keep_week(organisation=plan.issuer, plan=plan, monday=monday, content=content, by=system_actor())


def _another_school() -> None:
    row = Alert.objects.exclude(milestone="")[0]
    other = Organisation.objects.filter(kind="school").exclude(pk=row.organisation_id)[0]
    Alert.objects.filter(pk=row.pk).update(organisation=other)


def _half_an_answer() -> None:
    AlertStep.objects.filter(kind="answered").update(kind="taken_back")
    Alert.objects.filter(kind="stuck").update(state="open", plan_words="")


BREAKERS: dict[str, Any] = {
    "alert-steps": lambda: Alert.objects.filter(kind="stuck").update(state="open"),
    "alert-times": lambda: Alert.objects.update(times=7),
    "alert-school": _another_school,
    "alert-answer": _half_an_answer,
    "alert-rules": lambda: AlertRule.objects.update(limits={"stuck": {"1": 5, "2": 20}}),
    "upward-lines": lambda: UpwardPackage.objects.update(rows=[]),
    "week-monday": lambda: WeekPage.objects.update(monday=dt.date(2026, 11, 25)),
    "alert-colour": lambda: Alert.objects.filter(kind="stuck").update(colour="pink"),
}
