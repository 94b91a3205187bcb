"""What the city sets for a plan: when a reason is asked, and which quarters are closed."""

from __future__ import annotations

from decimal import Decimal

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.money import last_day, quarter_label
from luoshi.plans.models import Plan
from luoshi.workplans.parts import years_of

from .. import permissions
from ..models import ClosedQuarter, MoneyRule


@acts.act("money_in_use.set_rule", who=permissions.can_run_money, on="plan")
def set_rule(*, plan: Plan, least_rate: Decimal, most_difference: Decimal, days: int, by: Actor) -> Plan:
    fields = {"least_rate": least_rate, "most_difference": most_difference, "days": days}
    rule = MoneyRule.objects.filter(plan=plan).first()
    if rule is None:
        acts.create(MoneyRule, plan=plan, **fields)
    else:
        acts.change(rule, **fields)
    return plan


def refuse_unknown(plan: Plan, year: int, quarter: int) -> None:
    if year not in years_of(plan) or not 1 <= quarter <= 4:
        raise RuleBroken("这个计划没有这个季度，请刷新页面后重新选择。")


@acts.act("money_in_use.close_quarter", who=permissions.can_run_money, on="plan")
def close_quarter(*, plan: Plan, year: int, quarter: int, by: Actor) -> Plan:
    """For all schools of the plan. What is not confirmed by then counts as not reported."""
    refuse_unknown(plan, year, quarter)
    if last_day(year, quarter) >= clock.today():
        raise RuleBroken(f"{quarter_label(year, quarter)}还没有结束，不能关闭。")
    if ClosedQuarter.objects.filter(plan=plan, year=year, quarter=quarter, reopened_at__isnull=True).exists():
        raise RuleBroken(f"{quarter_label(year, quarter)}已经关闭。")
    acts.create(ClosedQuarter, plan=plan, year=year, quarter=quarter, closed_at=clock.now())
    return plan


@acts.act("money_in_use.reopen_quarter", who=permissions.can_run_money, on="plan")
def reopen_quarter(*, plan: Plan, year: int, quarter: int, reason: str, by: Actor) -> Plan:
    refuse_unknown(plan, year, quarter)
    rows = ClosedQuarter.objects.filter(plan=plan, year=year, quarter=quarter, reopened_at__isnull=True)
    closed = rows.first()
    if closed is None:
        raise RuleBroken(f"{quarter_label(year, quarter)}没有关闭，不用重新打开。请刷新页面查看最新情况。")
    if not reason.strip():
        raise RuleBroken("重新打开要写明理由，请填写后再提交。")
    acts.note_reason(reason)
    acts.change(closed, reopened_at=clock.now(), reason=reason.strip())
    return plan
