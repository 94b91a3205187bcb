"""A quarter is filled in by the school's finance, confirmed, corrected with what stood before, closed by the city."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.errors import RuleBroken, Stale
from luoshi.core.money import Sums, before, quarter_label, quarter_of
from luoshi.notices.models import Delivery
from luoshi.plans.models import Plan
from luoshi.progress.money import actions, desk
from luoshi.progress.money.lines import Line, Quarter
from luoshi.progress.money.models import MoneyReport, MoneyUse
from luoshi.progress.money.permissions import MONEY_WHO
from luoshi.progress.money.queries import reports_visible_to
from luoshi.undertakings.actions import join_work
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Money, Workplan

from .helping import act, confirmed, filled, fresh, started

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_every_act_has_a_permission():
    assert set(MONEY_WHO) == {getattr(actions, name).act_name for name in actions.__all__}


@pytest.mark.once
def test_planned_last_quarter_and_the_year_stand_beside_each_line(there):
    confirmed(there, ("4", "3"), ("2", "2"))
    rows = Quarter(filled(there, started(there, 2), ("6", "6"), ("1.5", "0.5"))).rows()
    assert [(row.planned, row.source) for row in rows] == [(10, "own"), (10, "own")]
    assert rows[0].last == Sums(arrived=Decimal(4), spent=Decimal(3))
    assert [row.year.rate for row in rows] == [Decimal("90.0"), Decimal("71.4")]
    assert fresh(started(there, 2)).pk == started(there, 2).pk, "a quarter is begun once"


@pytest.mark.once
def test_a_quarter_is_confirmed_when_everything_is_said_and_explained(there):
    report = started(there)
    finance = there.actor("finance")
    with pytest.raises(RuleBroken, match="没有的填 0"):
        act(actions.confirm_quarter, report, finance)
    filled(there, report, ("10", "1"), ("0", "0"))
    with pytest.raises(RuleBroken, match=r"执行率 10.0%.*请写明原因"):
        act(actions.confirm_quarter, report, finance)
    filled(there, report, ("10", "1"), ("0", "0"), reason="招标推迟到下季度")
    with pytest.raises(PermissionDenied):
        act(actions.confirm_quarter, report, there.actor("office"))
    report = act(actions.confirm_quarter, report, finance)
    assert (report.state, report.confirmed_by) == ("confirmed", there.finance)
    told = Delivery.objects.filter(notice__title__contains="资金使用已确认")
    assert [row.membership for row in told] == [there.office]
    with pytest.raises(RuleBroken, match="先撤回确认"):
        filled(there, report, ("1", "1"))


@pytest.mark.once
def test_a_school_without_finance_lets_its_office_confirm(there):
    report = filled(there, started(there), ("5", "5"))
    there.finance.user.is_active = False
    there.finance.user.save()
    assert act(actions.confirm_quarter, report, there.actor("office")).state == "confirmed"


@pytest.mark.once
def test_a_correction_keeps_what_stood_before_and_says_why(there):
    report = confirmed(there, ("5", "5"))
    with pytest.raises(RuleBroken, match="写明理由"):
        act(actions.take_back_quarter, report, there.actor("finance"), reason=" ")
    act(actions.take_back_quarter, report, there.actor("finance"), reason="漏记一笔")
    assert not reports_visible_to(there.actor("officer")).exists(), "what is being corrected is the school's"
    filled(there, report, ("6", "5"), ("5", "5"))
    first, second = MoneyUse.objects.order_by("id")
    assert [(old.arrived, old.why) for old in first.earlier.all()] == [(5, "漏记一笔")]
    assert not second.earlier.exists(), "what did not change has no history"
    filled(there, report, ("", ""), document="")
    assert MoneyUse.objects.count() == 2, "a line that was confirmed once never vanishes"


def test_the_city_closes_a_quarter_for_all_and_opens_it_again_with_a_reason(there):
    report, plan, officer = confirmed(there, ("5", "5")), there.plan, there.actor("officer")

    def city(action, **said):
        plan.refresh_from_db()
        given = {"plan": plan, "year": there.year, "quarter": 1, "by": officer, "version": plan.version}
        action(**{**given, **said})

    city(actions.close_quarter)
    with pytest.raises(RuleBroken, match="已由市教育局关闭"):
        act(actions.take_back_quarter, report, there.actor("finance"), reason="改")
    with pytest.raises(RuleBroken, match="已经关闭"):
        city(actions.close_quarter)
    with pytest.raises(RuleBroken, match="理由"):
        city(actions.reopen_quarter, reason="")
    city(actions.reopen_quarter, reason="有学校漏报")
    with pytest.raises(RuleBroken, match="不用重新打开"):
        city(actions.reopen_quarter, reason="再开")
    act(actions.take_back_quarter, report, there.actor("finance"), reason="改")
    with pytest.raises(RuleBroken, match="没有这个季度"):
        city(actions.close_quarter, year=1999)
    with pytest.raises(PermissionDenied):
        city(actions.close_quarter, by=there.actor("county"))


def test_lines_are_the_schools_own_each_once_and_on_the_version_that_was_seen(there):
    report, finance = started(there), there.actor("finance")
    row = Quarter(report).rows()[0]
    other = Duty.objects.exclude(organisation=there.school).first().work
    for lines, words in (
        ([Line(row.key, {"arrived": "一百"})], "第 1 行“本季到位（万元）”：金额写数字"),
        ([Line(row.key, {"reason": "因" * 501})], "最多 500 个字"),
        ([Line(f"{other.public_id}:own", {"arrived": "1"})], "不在本校这份计划里"),
        ([Line(row.key.replace("own", "x"), {"arrived": "1"})], "不在本校这份计划里"),
        ([Line(row.key), Line(row.key)], "出现了两次"),
    ):
        with pytest.raises(RuleBroken, match=words):
            act(actions.set_lines, report, finance, lines=lines)
    assert not MoneyUse.objects.exists()
    act(actions.set_lines, report, finance, lines=[Line(row.key, {"arrived": "1"})])
    with pytest.raises(Stale):
        actions.set_lines(
            report=report, by=finance, version=report.version, lines=[Line(row.key, {"arrived": "2"})]
        )
    act(actions.set_lines, report, finance, lines=[Line(row.key, {})])
    assert not MoneyUse.objects.exists(), "before a confirmation an emptied line is gone"


@pytest.mark.once
def test_quarters_are_begun_by_finance_or_office_of_a_school_that_carries_something(there):
    said = {"plan": there.plan, "year": there.year, "quarter": 1}
    for name in ("teacher", "officer", "county"):
        with pytest.raises(PermissionDenied):
            actions.start_quarter(**said, by=there.actor(name))
    for year, quarter in ((1999, 1), (there.year, 5), (0, 0)):
        with pytest.raises(RuleBroken, match="没有这个季度"):
            actions.start_quarter(plan=there.plan, year=year, quarter=quarter, by=there.actor("office"))
    Duty.objects.filter(organisation=there.school).update(stage="left", left_at=there.duty.created_at)
    with pytest.raises(RuleBroken, match="没有承接任务"):
        actions.start_quarter(**said, by=there.actor("office"))
    assert not MoneyReport.objects.exists()


def test_works_that_become_one_have_one_line_with_the_amounts_added(there):
    report = confirmed(there, ("5", "4"), ("2", "2"))
    first, second = (Duty.objects.get(work=row.work_id, left_at=None) for row in report.lines.order_by("id"))
    first.refresh_from_db()
    said = {"other": second, "reason": "一件事", "by": there.actor("head"), "version": first.version}
    join_work(duty=first, **said)
    line = report.lines.get()
    assert (line.arrived, line.spent) == (7, 6)
    assert sorted(old.arrived for old in line.earlier.all()) == [2, 5]


@pytest.mark.once
def test_a_quarter_that_is_over_waits_on_the_desk_of_finance_and_is_reminded_of(there):
    today = clock.today()
    year, quarter = before(*quarter_of(today))
    Plan.objects.filter(pk=there.plan.pk).update(start=f"{year}", end=f"{year}")
    Money.objects.filter(source="own").update(year=year)
    there.plan.refresh_from_db()
    there.year = year
    assert [item.title for item in desk.desk_items(there.actor("finance"))] == [
        f"填报并确认{quarter_label(year, quarter)}资金使用：{there.plan.short}"
    ]
    assert list(desk.desk_items(there.actor("office"))) == []
    owed = list(desk.reminders(today))
    assert [(each.to, each.plan) for each in owed] == [((there.finance,), there.plan.public_id)]
    confirmed(there, ("5", "5"), quarter=quarter)
    assert list(desk.desk_items(there.actor("finance"))) == []
    assert list(desk.reminders(today)) == []


@pytest.mark.once
def test_earlier_quarters_stay_owed_until_they_are_confirmed_or_closed(there):
    """But not those that were over before the workplan was filed."""
    year, school = there.year, there.school
    noon = dt.datetime(year, 5, 1, 4, tzinfo=dt.UTC)
    Workplan.objects.filter(pk=there.workplan.pk).update(filed_at=noon)
    autumn, winter = dt.date(year, 11, 26), dt.date(year + 1, 1, 10)
    assert desk.owed(there.plan, autumn, school)[school.pk] == [(year, 2), (year, 3)]
    titles = [each.title for each in desk.reminders(winter) if there.finance in each.to]
    owed = [(year, 2), (year, 3), (year, 4)]
    assert titles == [f"确认{quarter_label(*at)}资金使用：{there.plan.short}" for at in owed]
    hrefs = [each.href for each in desk.reminders(winter) if there.finance in each.to]
    assert hrefs[0].endswith(f"?quarter={year}-2")
    confirmed(there, ("5", "5"), quarter=2)
    assert desk.owed(there.plan, winter, school)[school.pk] == [(year, 3), (year, 4)]
    plan = Plan.objects.get(pk=there.plan.pk)
    actions.close_quarter(plan=plan, year=year, quarter=3, by=there.actor("officer"), version=plan.version)
    assert desk.owed(there.plan, winter, school)[school.pk] == [(year, 4)]
