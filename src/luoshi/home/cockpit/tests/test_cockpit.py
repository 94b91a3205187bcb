"""The cockpit says what the facts say, to whom they belong, at the same cost for three schools and eleven."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core import alerts as core
from luoshi.core.periods import period_before, period_of
from luoshi.home.cockpit.figures import figure_of, figures_of
from luoshi.home.cockpit.heat import heat_of
from luoshi.home.cockpit.key_figures import key_figures_of
from luoshi.home.cockpit.lists import changed_of, missing_of, red_of
from luoshi.home.cockpit.school import peers_of
from luoshi.home.cockpit.scope import Scope
from luoshi.home.cockpit.upward_rows import rows_of_plan
from luoshi.indicators.alerts.models import Alert, CockpitTerms, UpwardPackage
from luoshi.indicators.alerts.tests.helping import an_approved_figure
from luoshi.indicators.alerts.week_actions import set_cockpit
from luoshi.indicators.entry.models import Filing, FilingSheet
from luoshi.indicators.periods import row_of
from luoshi.progress import actions as progress
from luoshi.progress.models import PeriodicReport, ReportPeriod
from luoshi.progress.reports.overview import figures_of as figures_of_period
from luoshi.progress.reports.overview import lines_of
from luoshi.progress.tests.helping import asked, complete, due, passed_on, report_act, say
from luoshi.reports.values.counts import offers
from luoshi.reports.values.facts import Facts
from luoshi.undertakings.models import Duty
from luoshi.workplans.models import Goal, MilestoneState
from luoshi.workplans.parts import PLANNED

from .helping import scope, sent_up

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_each_figure_is_what_its_rule_says(there, told):
    done, late, reported, proved, alerts = figures_of(scope(there))
    assert (done.value, done.words) == (50, "2 / 4 个里程碑")
    assert (late.value, late.words) == (2, "另有受阻 1 个")
    assert reported.value is None
    assert (proved.value, proved.words) == (50, "1 / 2 个完成的里程碑")
    assert alerts.value == Alert.objects.exclude(state="cleared").count()
    mine = {row.school: row.value for row in done.by_school}
    assert mine[there.school.pk] == 50
    assert {value for school, value in mine.items() if school != there.school.pk} == {None}
    assert len(mine) == Organisation.objects.filter(kind="school").count()
    bureau = there.plan.issuer
    facts = Facts(there.actor("officer"), bureau, bureau, period_of("quarter", clock.today()), there.plan)
    printed = {offer.name: offer.give for offer in offers()}["里程碑 完成率"](facts)
    assert printed.text == f"{done.shown}%", "the cockpit and a circular say one number"


def test_the_past_is_what_was_so_then_and_too_few_points_forecast_nothing(there, told):
    done = figure_of(scope(there), "done")
    assert done.points[-1].label == "今天"
    assert [point.value for point in done.points][-1] == 50
    before = [point.value for point in done.points[:-3]]
    assert before == [0] * len(before)
    assert done.forecast is None or len(done.points) >= 4
    proved = figure_of(scope(there), "proved")
    assert proved.points[0].value is None or proved.points[0].words != "0/0"
    MilestoneState.objects.update(since=clock.today())
    due(300, *told)
    assert len(figure_of(scope(there), "done").points) == 1
    assert figure_of(scope(there), "done").forecast is None


def test_in_time_is_by_the_day_of_the_period_and_names_each_school(there, told):
    report = asked(there, back=True)
    ReportPeriod.objects.filter(pk=report.period_id).update(due=clock.today() - DAY)
    reported = figure_of(scope(there), "reported")
    assert (reported.value, reported.points[-1].words) == (0, "0/1")
    assert {row.school: row.words for row in reported.by_school}[there.school.pk] == "逾期未报"
    (missing,) = missing_of(scope(there))
    assert (missing.names, missing.of) == ((there.school.short,), 1)


def test_the_heat_counts_shared_work_once_and_says_what_is_wrong_without_colour(there, told):
    heat = heat_of(scope(there))
    row = next(row for row in heat.rows if row.school == there.school)
    assert (row.whole.percent, row.whole.duties) == (50, sum(cell.duties for cell in row.cells))
    assert [(sign, word) for sign, word, _ in row.whole.wrong] == [("✕", "受阻")]
    assert "受阻 1 项" in row.whole.words
    one = Duty.objects.filter(organisation=there.school, left_at__isnull=True).order_by("pk")[0]
    other = Duty.objects.filter(organisation=there.school, left_at__isnull=False).order_by("pk")[0]
    Duty.objects.filter(pk=other.pk).update(work=one.work, left_at=None, stage="running")
    again = next(row for row in heat_of(scope(there)).rows if row.school == there.school)
    assert (again.whole.percent, again.whole.steps) == (50, row.whole.steps)


@pytest.mark.once
def test_what_is_in_its_schools_own_steps_has_not_been_reported(there, told):
    report = asked(there, back=True)
    ReportPeriod.objects.filter(pk=report.period_id).update(due=clock.today() - 2 * DAY)
    report = complete(there, report, reason="年底前完成")
    report = report_act(progress.send_report, report, there.actor("office"))
    filing = Filing.objects.create(
        organisation=there.plan.issuer, title="办学条件示例", due=clock.today() - 6 * DAY,
        period=row_of(period_of("quarter", clock.today())),
    )  # fmt: skip
    FilingSheet.objects.create(filing=filing, organisation=there.school)
    own = (there.school.short,)
    missing = {each.title: each.names for each in missing_of(scope(there))}
    assert set(missing.values()) == {own}
    assert len(missing) == 2
    reported = figure_of(scope(there), "reported")
    words = {row.school: row.words for row in reported.by_school}
    assert (reported.value, words[there.school.pk]) == (0, "逾期，校内审批中")
    passed_on(there, report, "head")
    assert [each.title for each in missing_of(scope(there))] == ["办学条件示例"]
    others = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk)[:2]
    PeriodicReport.objects.bulk_create(
        PeriodicReport(period=report.period, organisation=other) for other in others
    )
    ReportPeriod.objects.filter(pk=report.period_id).update(due=clock.today() - DAY)
    PeriodicReport.objects.filter(pk=report.pk).update(first_sent_at=clock.now() - 2 * DAY)
    report = PeriodicReport.objects.get(pk=report.pk)
    figures = {
        each.label: each for each in figures_of_period(lines_of(there.actor("officer"), report.period))
    }
    reported = figure_of(scope(there), "reported")
    assert (reported.value, figures["及时率"].shown, figures["报送率"].shown) == (33.3, "33.3%", "33.3%")
    bureau = there.plan.issuer
    facts = Facts(
        there.actor("officer"), bureau, bureau, period_of(report.period.kind, report.period.ends), there.plan
    )
    assert {offer.name: offer.give for offer in offers()}["进展报告 及时率"](facts).text == "33.3%"


@pytest.mark.once
def test_a_school_sees_itself_a_county_its_schools_and_nobody_a_foreign_one(
    there, told, signed_in, yichang_stranger
):
    page = f"/plans/{there.plan.public_id}/cockpit/"
    own = signed_in(there.office).get(page).content.decode()
    other = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).order_by("id")[0]
    assert there.school.short in own
    assert other.short not in own.split("<main")[1]
    county = scope(there, "county")
    assert {school.pk for school in county.schools} == {there.school.pk}
    assert signed_in(there.owner).get(page).status_code == 403
    of_other = f"/organisations/{other.public_id}/plans/{there.plan.public_id}/"
    assert signed_in(there.office).get(of_other).status_code == 404
    assert signed_in(there.officer).get(of_other).status_code == 200
    mine = f"/organisations/{there.school.public_id}/plans/{there.plan.public_id}/"
    assert signed_in(yichang_stranger).get(mine).status_code == 404
    assert heat_of(Scope(actor_for(yichang_stranger), there.plan, there.school)).rows == []


def test_the_cockpit_costs_the_same_for_three_schools_and_for_eleven(there, told, signed_in):
    client, page = signed_in(there.officer), f"/plans/{there.plan.public_id}/cockpit/"
    client.get(page)
    with CaptureQueriesContext(connection) as eleven:
        html = client.get(page).content.decode()
    assert html.count(' whole">') == 11
    keep = [there.school.pk, *Organisation.objects.filter(kind="school").exclude(pk=there.school.pk)[:2]]
    Duty.objects.exclude(organisation__in=keep).update(stage="left", left_at=clock.now())
    with CaptureQueriesContext(connection) as three:
        html = client.get(page).content.decode()
    assert html.count(' whole">') == 3
    assert len(eleven) == len(three)
    assert len(eleven) < 90
    figure = f"{page}done/"
    with CaptureQueriesContext(connection) as one:
        client.get(figure)
    assert len(one) < 40


@pytest.mark.once
def test_every_figure_opens_with_its_table_and_files(there, told, signed_in):
    client, page = signed_in(there.officer), f"/plans/{there.plan.public_id}/cockpit/"
    for key in ("done", "late", "reported", "proved", "alerts"):
        html = client.get(f"{page}{key}/").content.decode()
        assert "怎么算" in html
        assert client.get(f"{page}{key}.csv").status_code == 200
    assert client.get(f"{page}nonsense/").status_code == 404
    assert client.get(f"{page}nonsense.xlsx").status_code == 404
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}done.xlsx").content)).active
    cells = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=3)}
    assert cells["今天"] == 50
    assert cells[there.school.short] == 50
    heat = client.get(f"{page}heat.csv").content.decode("utf-8-sig")
    assert "完成 50%" in heat


@pytest.mark.once
def test_schools_are_put_in_order_only_where_the_bureau_says_so(there, told, signed_in):
    client, page = signed_in(there.officer), f"/plans/{there.plan.public_id}/cockpit/done/"
    office = Organisation.objects.get(pk=there.plan.issuer_id)
    assert "按数值排序" not in client.get(page).content.decode()

    def first() -> str:
        html = client.get(f"{page}?sort=value").content.decode().split('id="by-school"')[1]
        return html[html.index("<tbody") :].split("</a>")[0].split(">")[-1]

    listed = Organisation.objects.filter(kind="school").order_by("order", "id")[0]
    assert first() == listed.short != there.school.short
    with pytest.raises(PermissionDenied):
        set_cockpit(place=office, ranks=True, by=there.actor("county"), version=office.version)
    office.refresh_from_db()
    set_cockpit(place=office, ranks=True, by=there.actor("officer"), version=office.version)
    assert "按数值排序" in client.get(page).content.decode()
    assert first() == there.school.short
    office.refresh_from_db()
    set_cockpit(place=office, ranks=False, by=there.actor("officer"), version=office.version)
    assert not CockpitTerms.objects.get().ranks


def test_red_is_the_most_severe_and_what_changed_is_of_seven_days(there, told):
    rows = [each["row"] for each in red_of(scope(there))]
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert len(rows) == 2  # of one school among several at most two
    counts = {each.label: each.count for each in changed_of(scope(there))}
    assert counts["报告完成的里程碑"] == 0
    assert counts["新出现的预警"] == Alert.objects.count()
    MilestoneState.objects.filter(state="done").update(since=clock.today() - 6 * DAY)
    assert changed_of(scope(there))[0].count == 2


@pytest.mark.once
def test_a_plan_without_anything_says_so(there, signed_in):
    Duty.objects.update(stage="left", left_at=clock.now())
    type(there.workplan).objects.filter(pk=there.workplan.pk).update(state="superseded")
    html = signed_in(there.officer).get(f"/plans/{there.plan.public_id}/cockpit/").content.decode()
    assert "还没有承接的任务" in html
    assert "还没有可以比较的时间点" in html


def test_a_school_learns_where_it_lies_among_its_kind_and_not_who_the_others_are(there, told, signed_in):
    Organisation.objects.filter(kind="school").update(owner="county")
    there.school.refresh_from_db()
    own = scope(there, "office", there.school)
    peers = peers_of(there.actor("office"), own, figures_of(own))
    assert [each.label for each in peers] == ["里程碑完成", "逾期里程碑", "完成的有佐证"]
    late = peers[1]
    assert "11 所里，数值由大到小在第 1 个四分之一" in late.words
    assert peers[0].words == ""  # only one school has said anything
    page = f"/organisations/{there.school.public_id}/plans/{there.plan.public_id}/"
    html = signed_in(there.office).get(page).content.decode().split("<main")[1]
    others = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk)
    assert not [other.short for other in others if other.short in html]
    assert core.KINDS["stuck"].label in html


def test_key_figures_are_held_against_their_standard_and_open(there, signed_in):
    an_approved_figure(there, "2026-06-30", 100, 60)
    an_approved_figure(there, "2026-09-30", 100, 50)
    (found,) = key_figures_of(scope(there, "head", there.school))
    assert (found.value, found.met, found.before) == ("50%", False, "上期 60%")
    assert "超过" in found.asked
    html = signed_in(there.head).get(f"/plans/{there.plan.public_id}/cockpit/").content.decode()
    assert "重点指标" in html
    assert found.href.split("?")[0] in html
    assert signed_in(there.head).get(found.href).status_code == 200


@pytest.mark.once
def test_what_an_indicator_measures_goes_up_as_it_is_computed(there):
    report = complete(there, asked(there, back=True), actual=49, reason="年底前完成")
    goal = Goal.objects.filter(part__workplan=there.workplan, year=report.period.starts.year)[0]
    report = report_act(progress.send_report, report, there.actor("office"))
    type(report).objects.filter(pk=report.pk).update(state="accepted", accepted_at=clock.now())
    before = sent_up(there, goal)
    assert f"49{goal.target.unit}" in before
    type(goal.target).objects.filter(pk=goal.target_id).update(extra={"indicator": "sample-dual"})
    an_approved_figure(there, period_before(period_of("quarter", clock.today())).ends.isoformat(), 100, 57)
    assert "57%" in sent_up(there, goal)


def test_what_goes_up_is_made_of_facts_kept_and_compared_with_last_time(there, told, signed_in):
    rows = {row.key: row for row in rows_of_plan(there.actor("officer"), there.plan)}
    assert (
        len(rows) == Duty.objects.filter(left_at=None, organisation__kind="school", basis__in=PLANNED).count()
    )
    duty = Duty.objects.get(organisation=there.school, work=told[0].part.work, left_at=None)
    cells = rows[duty.public_id].cells
    assert (cells["school"], cells["stage"]) == (there.school.name, "实施中")
    assert (cells["milestones"], cells["percent"], cells["words"]) == ("2/2", "100", "印发了")
    client, base = signed_in(there.officer), f"/plans/{there.plan.public_id}/upward/"
    assert client.post(f"{base}make/").status_code == 302
    again = client.post(f"{base}make/")
    assert again.status_code == 422
    assert "没有变化" in again.content.decode()
    say(there, told[2], "done", "赶上了")
    assert "格有变化" in client.get(base).content.decode()
    page = client.post(f"{base}make/", follow=True).content.decode()
    assert "赶上了" in page
    first, second = UpwardPackage.objects.order_by("pk")
    assert client.get(f"/upward/{first.public_id}/").content.decode().count("赶上了") == 0
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/upward/{second.public_id}.xlsx").content)).active
    assert [cell.value for cell in sheet[2]][:4] == ["承接单位", "任务编号", "任务（项目）名称", "进展阶段"]
    for act, state in (("withdraw", False), ("restore", True)):
        second.refresh_from_db()
        answer = client.post(f"/upward/{second.public_id}/{act}/", {"_version": second.version})
        assert answer.status_code == 302
        second.refresh_from_db()
        assert (second.withdrawn_at is None) is state
    last = clock.today().year - 1
    assert client.post(f"{base}make/", {"year": last}).status_code == 302
    assert UpwardPackage.objects.order_by("-pk")[0].year == last, "early in a year the past one goes up"
    for nonsense in ("1999", "x", "٢٠٢٦"):
        assert client.post(f"{base}make/", {"year": nonsense}).status_code == 422
    assert signed_in(there.office).get(base).status_code == 403
    assert signed_in(there.office).get(f"/upward/{first.public_id}/").status_code == 404


@pytest.mark.once
def test_the_shape_is_the_offices_and_what_was_made_keeps_its_own(there, told, signed_in):
    client, base = signed_in(there.officer), f"/plans/{there.plan.public_id}/upward/"
    client.post(f"{base}make/")
    there.plan.refresh_from_db()
    said = {
        "title-1": "单位",
        "source-1": "school",
        "title-2": "",
        "source-2": "stage",
        "_version": there.plan.version,
    }
    for wrong in (
        {"source-2": "nonsense"},
        {"title-2": "单位"},
        {"title-1": "字" * 41},
        {"source-1": "", "source-2": ""},
    ):
        assert client.post(f"{base}shape/", {**said, **wrong}).status_code == 422
    assert client.post(f"{base}shape/", said).status_code == 302
    client.post(f"{base}make/")
    first, second = UpwardPackage.objects.order_by("pk")
    assert [each["title"] for each in second.columns] == ["单位", "阶段"]
    assert len(first.columns) == 9
