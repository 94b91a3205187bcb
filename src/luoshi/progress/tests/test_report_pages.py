"""The pages of reports with the plain client: terms, writing, the list of a period, who reads what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import Holiday
from luoshi.notices.models import Delivery
from luoshi.progress import actions
from luoshi.progress.actions.periods import asked_for
from luoshi.progress.desk import desk_items, due_reports
from luoshi.progress.models import PeriodicReport, ReportNumber, ReportPeriod
from luoshi.progress.reports.opening import open_all

from .helping import asked, complete, due, filed_by, fresh_report, passed_on, report_act, say, steps

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def of(report, act=""):
    return f"/progress/reports/{report.public_id}/{act}"


def at(report, act=""):
    return f"/progress/periods/{report.period.public_id}/{act}"


def test_the_bureau_sets_terms_on_screen_and_ends_them(there, signed_in, send):
    client = signed_in(there.officer)
    assert "没有要求报告" in page(client, "/progress/reports/")
    url = f"/plans/{there.plan.public_id}/reports/terms/"
    wrong = send(client, url, there.plan, kind="week", due_days="-1", since="1900-01-01")
    assert wrong.status_code == 422
    text = page(client, url)
    assert [kind for kind in ("month", "quarter", "half_year", "year") if f'value="{kind}"' not in text] == []
    day = clock.today().isoformat()
    there.plan.refresh_from_db()
    assert send(client, url, there.plan, kind="month", due_days="3", since=day).status_code == 302
    assert "月报，期末后 3 个工作日内报送" in page(client, "/progress/reports/")
    there.plan.refresh_from_db()
    assert send(client, f"{url}end/", there.plan).status_code == 302
    assert "没有要求报告" in page(client, "/progress/reports/")
    assert signed_in(there.county).get(url).status_code == 403


def _says_what_came_back(office, officer, report, row):
    assert "退回学校，尚未重新报送" in page(officer, at(report))
    back = page(office, of(report))
    assert f'<a href="#row-{row.public_id}">' in back
    assert "改好后到“重新报送” ↓" in back
    edit = page(office, of(report, "edit/"))
    assert "只改退回的 1 项" in edit
    assert f'<a href="#id_words_{row.public_id}">' in edit


def _writes_under_the_task(text, row):
    box = text.split(f'id="row-{row.public_id}"')[1].split("</section>")[0]
    assert 'form="decide"' in box
    assert f'name="part_{row.public_id}"' in box


def test_the_pages_say_what_is_wanted_where_and_whose_turn_it_is(there, signed_in):
    """Above a long report: a way to the box that lacks a sentence, to the steps, to the opinion."""
    office, report = signed_in(there.office), asked(there)
    due(-400, *steps(there)[2:])
    said = say(there, steps(there)[0], "blocked", "等上级批复")
    within = dt.datetime.combine(report.period.starts, dt.time(4), dt.UTC)
    type(said).objects.filter(pk=said.pk).update(created_at=within)
    row = report.rows.order_by("id").last()
    assert f'edit/#id_words_{row.public_id}">' in page(office, of(report))
    number = ReportNumber.objects.get(row__report=report)
    assert f'edit/#id_actual_{number.public_id}">' in page(office, of(report)), "to the box it is written in"
    edit = page(office, of(report, "edit/"))
    assert f'id="id_words_{row.public_id}"' in edit
    assert '差距说明 <span class="optional">（没有达到年度目标的，要写一句）' in edit
    ReportNumber.objects.update(actual=0)
    assert f'edit/#id_reason_{number.public_id}">' in page(office, of(report))
    assert "有逾期的，要写原因和安排" in edit
    assert f"受阻：{steps(there)[0].title}（等上级批复）" in edit
    report = complete(there, report, reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    officer = signed_in(there.officer)
    text = page(officer, at(report))
    assert "校内审批中" in text
    assert "没有报送的 1 家" in text, "a report that has not left the school counts as not reported"
    assert "0/1" in text
    assert "1/1" not in text
    assert "尚未报送" not in text, "it lies at a step of the school"
    _writes_under_the_task(page(signed_in(there.head), of(report)), row)
    assert "到办理处 ↓" in page(signed_in(there.head), of(report)).split("各项任务一览")[0].split("row-")[0]
    assert re.search(r'href="#approval">审批到了[^<]*撤回', page(office, of(report)))
    passed_on(there, report, "head")
    assert "1/1" in page(officer, at(report))
    report_act(
        actions.return_report, report, there.actor("county"), comment="", parts={row.public_id: "太笼统"}
    )
    _says_what_came_back(office, officer, report, row)


def test_how_many_periods_open_at_once_is_said_before_and_a_slip_is_dropped_and_taken_up_again(
    there, signed_in, send
):
    filed_by(there, dt.date(2020, 1, 1))
    client, url = signed_in(there.officer), f"/plans/{there.plan.public_id}/reports/terms/"
    there.plan.refresh_from_db()
    said = {"kind": "month", "due_days": "3", "since": (clock.today() - dt.timedelta(days=200)).isoformat()}
    asked_again = send(client, url, there.plan, **said)
    assert asked_again.status_code == 422
    assert re.search(r"一次打开.+共 [67] 期，各校都要补报", asked_again.content.decode())
    assert not ReportPeriod.objects.exists()
    assert send(client, url, there.plan, **said, at_once="on").status_code == 302
    report = PeriodicReport.objects.filter(organisation=there.school).order_by("period__starts")[0]
    count, title = ReportPeriod.objects.count(), f"核对并报送：{report.title}"
    assert title in [item.title for item in desk_items(there.actor("office"))]
    assert "请写明为什么取消" in send(client, at(report, "drop/"), report.period, reason=" ").content.decode()
    assert send(client, at(report, "drop/"), report.period, reason="从十月起报").status_code == 302
    dropped = page(client, at(report))
    assert "这一期已取消" in dropped
    assert "从十月起报" in dropped
    assert "逾期未报" not in dropped
    assert title not in [item.title for item in desk_items(there.actor("office"))]
    assert report.title not in " ".join(each.title for each in due_reports(clock.today()))
    office = signed_in(there.office)
    assert "从十月起报" in page(office, of(report))
    assert "不用报送" in page(office, "/progress/reports/")
    assert "已取消" in send(office, of(report, "edit/"), report, words="x").content.decode()
    assert titles_told(there.office) == [f"不用报送了：{report.title}"]
    assert (open_all(), ReportPeriod.objects.count()) == (0, count), "the hour does not open it again"
    report.period.refresh_from_db()
    client = signed_in(there.officer)
    assert send(client, at(report, "reopen/"), report.period, reason="还是要的").status_code == 302
    assert title in [item.title for item in desk_items(there.actor("office"))]
    assert titles_told(there.office) == [f"不用报送了：{report.title}", f"还要报送：{report.title}"]


def titles_told(post):
    rows = Delivery.objects.filter(user=post.user, notice__title__contains="要报送：")
    rows |= Delivery.objects.filter(user=post.user, notice__title__contains="不用报送")
    return list(rows.order_by("id").values_list("notice__title", flat=True))


def test_a_period_that_somebody_reported_in_is_not_dropped(there, signed_in, send):
    report = complete(there, asked(there, back=True), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    client = signed_in(there.officer)
    assert "取消这一期" not in page(client, at(report))
    refused = send(client, at(report, "drop/"), report.period, reason="不要了")
    assert refused.status_code == 422
    assert "已有 1 家学校报送，不能取消" in refused.content.decode()


def test_no_school_owes_a_period_that_was_over_before_its_first_workplan_was_filed(there):
    report = asked(there, back=True)
    period = report.period
    filed_by(there, period.ends)
    assert [school.pk for school in asked_for(period)] == [there.school.pk]
    filed_by(there, period.ends + dt.timedelta(days=1))
    assert asked_for(period) == []
    report.rows.all().delete()
    PeriodicReport.objects.filter(pk=report.pk).delete()
    assert open_all() == 0
    assert not period.reports.exists()


def test_the_school_writes_its_report_on_one_page_and_nonsense_keeps_what_was_typed(there, signed_in, send):
    report = asked(there)
    client = signed_in(there.office)
    assert "报送前还要补上" in page(client, of(report))
    form = client.get(of(report, "edit/")).context["form"]
    said = {name: "按计划推进" for name in form.fields if name.startswith("words_")}
    numbers = [name for name in form.fields if name.startswith("actual_")]
    reasons = {name: "年底前完成" for name in form.fields if name.startswith("reason_")}
    for nonsense in ("NaN", "1e400", "三", "-1", "1" * 60):
        answer = send(client, of(report, "edit/"), report, **said, **dict.fromkeys(numbers, nonsense))
        assert answer.status_code == 422
        assert "按计划推进" in answer.content.decode()
    good = {**said, **reasons, **dict.fromkeys(numbers, "1")}
    assert send(client, of(report, "edit/"), report, **good).status_code == 302
    stale = send(client, of(report, "edit/"), report, **{**good, next(iter(said)): "旧页上的话"})
    assert stale.status_code == 409
    assert "旧页上的话" in stale.content.decode()
    text = page(client, of(report))
    assert ("报送审批" in text) or ("期末当天起可以报送" in text)


def test_what_is_written_is_the_school_s_what_was_sent_is_read_as_it_was_sent(there, signed_in, send):
    report = complete(there, asked(there, back=True), reason="年底前完成")
    officer, dean = signed_in(there.officer), signed_in(there.dean)
    assert officer.get(of(report)).status_code == 404
    assert "年底前完成" in page(dean, of(report))
    assert send(signed_in(there.office), of(report, "send/"), fresh_report(report)).status_code == 302
    assert officer.get(of(report)).status_code == 404
    passed_on(there, report, "head", "county", "leader")
    assert "年底前完成" in page(officer, of(report))
    text = page(officer, at(report))
    assert "1/1" in text
    assert 'type="checkbox" name="report"' not in text
    text = page(signed_in(there.section), at(report))
    assert "同意勾选的（在您这里 1 份）" in text
    assert not re.search(r'name="report"[^>]* checked', text)
    row = fresh_report(report)
    ticked = {"report": f"{row.public_id}:{row.version}"}
    assert send(signed_in(there.section), at(report, "accept/"), report="x:1").status_code == 302
    assert fresh_report(report).state == "running"
    assert send(signed_in(there.section), at(report, "accept/"), **ticked).status_code == 302
    assert fresh_report(report).state == "accepted"
    assert "年底前完成" in page(signed_in(there.teacher), of(report))


def test_the_list_of_a_period_names_who_is_missing_with_words_to_urge_and_the_way_to_put_it_off(
    there, signed_in, send
):
    report = asked(there, back=True)
    client = signed_in(there.officer)
    text = page(client, at(report))
    assert "在学校，尚未报送" in text
    assert "没有报送的 1 家：催报文字" in text
    assert "【催办】" in text
    assert send(client, at(report, "extend/"), report.period, due="nonsense", reason="").status_code == 422
    early = send(client, at(report, "extend/"), report.period, due="2020-01-01", reason="台风")
    assert early.status_code == 422
    assert "要晚于现在的期限" in early.content.decode()
    report.period.refresh_from_db()
    assert send(client, at(report, "close/"), report.period).status_code == 302
    report.period.refresh_from_db()
    assert send(client, at(report, "reopen/"), report.period, reason="").status_code == 422
    report.period.refresh_from_db()
    assert send(client, at(report, "reopen/"), report.period, reason="补报").status_code == 302
    assert send(signed_in(there.county), at(report, "close/"), report.period).status_code == 403
    assert "未报" in page(signed_in(there.county), at(report))
    assert "没有应报的学校" in page(signed_in(there.county), at(elsewhere(report)))


def test_a_date_in_a_year_without_holidays_is_told_to_who_set_it_with_whom_to_ask(there, signed_in):
    report = asked(there)
    year, city = 2098, there.officer.organisation
    ReportPeriod.objects.filter(pk=report.period_id).update(due=dt.date(year, 1, 8))
    add_person(
        name="示例管理", mobile="10000009998", organisation=city, role="system_admin", by=system_actor()
    )
    words = f"{year} 年的放假安排还没有录入"
    text = page(signed_in(there.officer), at(report))
    assert words in text
    assert "系统管理员（示例管理）" in text
    assert words not in page(signed_in(there.county), at(report)), "who set no date is not told"
    Holiday.objects.create(day=dt.date(year, 10, 1), kind="holiday", name="国庆节")
    assert "放假安排还没有录入" not in page(signed_in(there.officer), at(report))


def elsewhere(report):
    """The same period, asked of a school of another county only."""
    other = Organisation.objects.filter(kind="school").exclude(path__startswith=report.organisation.path[:-4])
    PeriodicReport.objects.filter(pk=report.pk).update(organisation=other.order_by("-id")[0])
    return report


def test_lists_cost_the_same_for_one_school_and_for_thirty(there, signed_in):
    report = asked(there, back=True)
    officer, office = signed_in(there.officer), signed_in(there.office)
    pages = ((officer, at(report)), (officer, "/progress/reports/"), (office, "/progress/reports/"))

    def queries():
        counts = []
        for client, url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                page(client, url)
            counts.append(len(seen))
        return counts

    few = queries()
    places = [
        Organisation(
            key=f"x{n}",
            name=f"第{n}校",
            short=f"{n}校",
            kind="school",
            path=f"{there.county_bureau.path}{n:04d}/",
        )
        for n in range(30)
    ]
    Organisation.objects.bulk_create(places)
    PeriodicReport.objects.bulk_create(PeriodicReport(organisation=o, period=report.period) for o in places)
    starts, ends = report.period.starts, report.period.ends
    days = [(starts.replace(year=1990 + n), ends.replace(year=1990 + n)) for n in range(30)]
    like = {"plan": there.plan, "kind": "quarter"}
    more = [ReportPeriod(starts=first, ends=last, due=last, **like) for first, last in days]
    ReportPeriod.objects.bulk_create(more)
    PeriodicReport.objects.bulk_create(PeriodicReport(organisation=there.school, period=p) for p in more)
    assert queries() == few


def test_one_report_costs_the_same_for_two_works_and_for_the_steps_of_thirty(there, signed_in):
    report = asked(there)
    client = signed_in(there.office)
    client.get(of(report))
    with CaptureQueriesContext(connection) as seen:
        page(client, of(report))
    few = len(seen)
    row = steps(there)[0]
    like = {"workplan": row.workplan, "part": row.part, "owner": row.owner, "due": row.due}
    type(row).objects.bulk_create([type(row)(title=f"{n}", **like) for n in range(30)])
    with CaptureQueriesContext(connection) as seen:
        page(client, of(report))
    assert len(seen) == few


def test_refreshed_it_follows_the_workplan_in_force(there, signed_in, send):
    report = asked(there)
    gone = report.rows.order_by("id")[0]
    type(gone.work).objects.get(pk=gone.work_id).workplan_parts.update(dropped_at=clock.now())
    client = signed_in(there.office)
    assert "实施方案里的任务有变化" in page(client, of(report))
    assert send(client, of(report, "refresh/"), fresh_report(report)).status_code == 302
    assert report.rows.count() == 1
    report_act(actions.write_report, report, there.actor("office"), words={}, numbers={})
