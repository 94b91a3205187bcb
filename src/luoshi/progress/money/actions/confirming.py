"""The school says that a quarter is right; and takes that back to correct it."""

from __future__ import annotations

from django.urls import reverse

from luoshi.accounts.queries import memberships_today
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import tell

from .. import permissions
from ..lines import Quarter
from ..models import MoneyReport
from ..states import MONEY
from .writing import ended_on, refuse_closed


@acts.act("money_in_use.confirm_quarter", who=permissions.can_confirm_quarter, on="report")
def confirm_quarter(*, report: MoneyReport, by: Actor) -> MoneyReport:
    """In force for the city from now on; the school's office is told."""
    if not ended_on(report):
        raise RuleBroken(f"{report.label}还没有结束，季度结束后再确认。现在填的已经保存。")
    refuse_closed(report.plan, report.year, report.quarter)
    left = Quarter(report).missing()
    if left:
        more = f"（共 {len(left)} 处，页面上都列出来了）" if len(left) > 1 else ""
        raise RuleBroken(f"还不能确认：{left[0]}{more}")
    MONEY.make(
        "money_in_use.confirm_quarter", report, confirmed_by_id=by.membership_id, confirmed_at=clock.now()
    )
    _tell_office(report, "已确认", by)
    return report


@acts.act("money_in_use.take_back_quarter", who=permissions.can_confirm_quarter, on="report")
def take_back_quarter(*, report: MoneyReport, reason: str, by: Actor) -> MoneyReport:
    """To be corrected; what lines say now is kept beside what they will say."""
    refuse_closed(report.plan, report.year, report.quarter)
    MONEY.make("money_in_use.take_back_quarter", report, reason=reason)
    acts.change(report, reason=reason.strip())
    _tell_office(report, "撤回更正", by)
    return report


def _tell_office(report: MoneyReport, what: str, by: Actor) -> None:
    office = memberships_today().filter(organisation=report.organisation_id, role="office").order_by("id")
    tell(
        to=[post for post in office if post.user_id != by.user_id],
        title=f"{report.title}{what}",
        kind="money_in_use",
        href=reverse("money-quarter", args=[report.public_id]),
        about=report,
        by=by,
    )
