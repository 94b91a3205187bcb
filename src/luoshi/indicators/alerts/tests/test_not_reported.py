"""What counts as reported has left its school; what was closed without having come says so; whose rules bind whom."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent
from luoshi.core import alerts as core
from luoshi.core.periods import period_of
from luoshi.indicators.alerts import actions, exporting
from luoshi.indicators.alerts.exporting import count_words
from luoshi.indicators.alerts.facts import facts_of
from luoshi.indicators.alerts.keeping import Watch, keep_up, keep_up_if_needed, look
from luoshi.indicators.alerts.links import hrefs_of
from luoshi.indicators.alerts.models import Alert
from luoshi.indicators.alerts.queries import rules_for
from luoshi.indicators.alerts.tests.helping import an_approved_figure
from luoshi.indicators.alerts.tests.test_keeping import DAY, on_time
from luoshi.indicators.entry.models import Filing, FilingSheet
from luoshi.indicators.periods import row_of
from luoshi.plans.models import Target
from luoshi.progress import actions as progress
from luoshi.progress.models import ReportPeriod
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.progress.returns.tests.helping import opened
from luoshi.progress.tests.helping import asked, complete, due, passed_on, report_act
from luoshi.workplans.models import Goal

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def unreported() -> Alert:
    return Alert.objects.get(kind="not_reported")


def test_a_report_in_its_schools_own_steps_has_not_been_reported(there):
    on_time(there)
    report = asked(there, back=True)
    period = ReportPeriod.objects.filter(pk=report.period_id)
    period.update(due=clock.today() - 2 * DAY)
    report = complete(there, report, reason="年底前完成")
    report = report_act(progress.send_report, report, there.actor("office"))
    keep_up()
    assert unreported().state == "open"
    period.update(closed_at=clock.now())
    keep_up()
    row = unreported()
    assert (row.state, row.unmet, row.state_words) == ("cleared", True, "截止时没有报")
    assert row.steps.last().words == "截止（结账）时没有报"
    period.update(closed_at=None)
    keep_up()
    assert (unreported().state, unreported().unmet, unreported().times) == ("open", False, 2)
    passed_on(there, report, "head")
    keep_up()
    row = unreported()
    assert (row.state, row.unmet, row.steps.last().words) == ("cleared", False, "")


def a_filing(there, title: str = "办学条件示例") -> FilingSheet:
    filing = Filing.objects.create(
        organisation=there.plan.issuer,
        period=row_of(period_of("quarter", clock.today())),
        title=title,
        due=clock.today() - 6 * DAY,
    )
    return FilingSheet.objects.create(filing=filing, organisation=there.school)


def test_figures_that_were_asked_and_did_not_come_are_told_like_reports(there, signed_in):
    on_time(there)
    sheet = a_filing(there)
    keep_up()
    row = unreported()
    assert (row.about, row.measure, row.rank, row.plan) == (f"filing:{sheet.public_id}", 6, 2, None)
    assert row.title == f"{there.school.short}：办学条件示例"
    assert hrefs_of(there.actor("office"), [row]) == {row.pk: reverse("filing-sheet", args=[sheet.public_id])}
    FilingSheet.objects.filter(pk=sheet.pk).update(
        state="sent", sent_at=clock.now(), sent_by=there.actor("office").membership_id
    )
    keep_up()
    assert (unreported().state, unreported().unmet) == ("cleared", False)
    FilingSheet.objects.filter(pk=sheet.pk).update(state="filling")
    keep_up()
    Filing.objects.update(state="closed")
    keep_up()
    assert (unreported().state, unreported().unmet) == ("cleared", True)
    page = signed_in(there.office).get(f"/alerts/{unreported().public_id}/").content.decode()
    assert "截止时没有报" in page
    assert "截止（结账）时没有报" in page


def test_a_look_that_was_refused_somewhere_is_made_again(there):
    first = on_time(there)[0]
    watch = Watch(last=0)
    due(-10, first)
    other = set_up_organisation(
        parent=None, names=[], name="别的市教育局", short="别的", kind="city_bureau", by=system_actor()
    )
    keep_up()
    Alert.objects.filter(kind="late").update(plan=None, bureau=other)  # stands in the way of the plan's own
    due(-11, first)
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert keep_up_if_needed(watch)
    assert watch.last == 0, "what could not be kept up is looked at again"
    Alert.objects.filter(bureau=other).update(plan=there.plan, bureau=there.plan.issuer)
    watch.not_before = 0.0
    assert keep_up_if_needed(watch)
    assert (watch.last >= last, Alert.objects.get(kind="late").measure) == (True, 11)


def test_falling_under_a_standard_is_told_where_no_goal_of_the_school_tells_it(there):
    on_time(there)
    for ends, top in (("2026-03-31", 60), ("2026-06-30", 55), ("2026-09-30", 52)):
        an_approved_figure(there, ends, 100, top)
    target = Target.objects.filter(plan=there.plan, withdrawn_at=None).order_by("pk")[0]
    Target.objects.filter(pk=target.pk).update(extra={"indicator": "sample-dual"}, comparator="at_least")
    Goal.objects.filter(target=target).delete()
    today, bureau = clock.today(), there.plan.issuer
    assert [fact.kind for fact in facts_of(None, bureau, today)] == ["falling"]
    goal = Goal.objects.filter(part__workplan=there.workplan).order_by("pk")[0]
    Target.objects.filter(pk=target.pk).update(extra={})
    Target.objects.filter(pk=goal.target_id).update(extra={"indicator": "sample-dual"}, comparator="at_least")
    Goal.objects.filter(pk=goal.pk).update(year=2026, agreed=10)
    assert [fact.kind for fact in facts_of(None, bureau, today)] == []
    assert "falling" in {fact.kind for fact in facts_of(there.plan, bureau, today)}


def test_what_was_said_in_an_earlier_spell_is_not_said_now(there, signed_in):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    row, promised = Alert.objects.get(kind="late"), clock.today() + DAY
    said = {"words": "下周办", "promised": promised, "by": there.actor("owner"), "version": row.version}
    actions.answer_alert(alert=row, **said)
    version = row.version
    due(-11, first)
    keep_up()
    row.refresh_from_db()
    assert (row.measure, row.version) == (11, version), "a day more is no news to whoever writes"
    assert exporting.cells_of(row)[9:11] == ["下周办", promised.isoformat()]
    Alert.objects.filter(pk=row.pk).update(promised=clock.today() - DAY)
    keep_up()
    row.refresh_from_db()
    assert (row.state, exporting.cells_of(row)[9:11]) == ("open", ["", ""])
    page = signed_in(there.officer).get(f"/alerts/{row.public_id}/").content.decode()
    assert "<h2>学校的打算</h2>" not in page
    assert "下周办" in page, "it stays in what became of it"
    due(300, first)
    keep_up()
    row.refresh_from_db()
    assert (row.state, exporting.cells_of(row)[9:11]) == ("cleared", ["下周办", row.promised.isoformat()])


def test_general_rules_bind_plans_without_their_own_and_a_plan_goes_back_to_them(there, signed_in):
    first, bureau = on_time(there)[0], Organisation.objects.get(pk=there.plan.issuer_id)
    due(-10, first)
    keep_up()
    client = signed_in(there.officer)
    page = client.get("/alerts/rules/").content.decode()
    assert "通用预警规则" in page
    assert f"现在有 {there.plan.short}" in page
    rules = core.Rules(limits={"late": {1: 9}})
    tried = [look(*place, rules) for place in actions.bound_by(bureau)]
    assert "改变级别 1 条" in actions.preview_words(tried)
    actions.set_rules(place=bureau, rules=rules, by=there.actor("officer"), version=bureau.version)
    assert Alert.objects.get(kind="late").rank == 1, "at once, not within the hour"
    there.plan.refresh_from_db()
    own = core.Rules(limits={"late": {3: 5}})
    actions.set_rules(place=there.plan, rules=own, by=there.actor("officer"), version=there.plan.version)
    assert Alert.objects.get(kind="late").rank == 3
    assert f"现在有 {there.plan.short}" not in client.get("/alerts/rules/").content.decode()
    there.plan.refresh_from_db()
    back = {"number": "general", "_version": there.plan.version, "_once": "g"}
    assert (
        client.post(reverse("restore-plan-alert-rules", args=[there.plan.public_id]), back).status_code == 302
    )
    assert (rules_for(there.plan, bureau), Alert.objects.get(kind="late").rank) == (rules, 1)
    there.plan.refresh_from_db()
    actions.restore_rules(place=there.plan, number=1, by=there.actor("officer"), version=there.plan.version)
    assert rules_for(there.plan, bureau) == own


def test_a_list_that_is_cut_says_so(there, signed_in, monkeypatch):
    first, second = on_time(there)[:2]
    due(-10, first, second)
    keep_up()
    monkeypatch.setattr("luoshi.indicators.alerts.views.lists.MOST", 1)
    sheet = openpyxl.load_workbook(io.BytesIO(signed_in(there.officer).get("/alerts.xlsx").content)).active
    count = Alert.objects.exclude(state="cleared").count()
    assert f"共 {count} 条，这里列出最重的 1 条" in sheet["A1"].value
    assert count_words([1, 2], 2) == "共 2 条"


def test_a_returns_alert_goes_along_with_its_sheet(there):
    on_time(there)
    row = opened(there)
    Return.objects.filter(pk=row.pk).update(until=clock.now() - 9 * DAY)
    ReturnSheet.objects.exclude(organisation=there.school).delete()
    keep_up()
    assert unreported().organisation == there.school
    heir = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk)[0]
    ReturnSheet.objects.update(organisation=heir)
    keep_up()
    assert (unreported().organisation, unreported().times) == (heir, 1)
