"""The journey of the issue in Chromium, from duty to proof. A school's office drafts its workplan from a Word file and
a template, pastes a timetable, names owners; it is signed, stamped, passed by the county, returned by one part, filed.
An owner says on a phone what is done, with a photo; roadmap, duty and matrix follow, and the school's own plan without
a keystroke. The quarter's report drafts itself, goes through steps with 代录, comes back by one task, is accepted. A
return goes out and comes back merged into the upper office's own workbook. Pages are looked at in both widths on the
way, with long names, and with nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation, User
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, jobs
from luoshi.common.actor import system_actor
from luoshi.common.tests.looking import faults_at
from luoshi.core.periods import open_on
from luoshi.home.loading import load_files, sample_packs
from luoshi.papers.tests.conftest import chromium, window
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportPeriod
from luoshi.progress.returns.tests.test_in_the_browser import from_the_notice_to_the_merged_workbook
from luoshi.progress.tests import helping
from luoshi.undertakings import actions as duties
from luoshi.undertakings.models import Duty, SameWork
from luoshi.workplans.models import Milestone
from luoshi.workplans.tests import helping as plans
from luoshi.workplans.tests.test_workplans_in_the_browser import (
    agreed,
    entered,
    from_a_word_file_to_a_filed_workplan,
)

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
OWN_PLAN = "school-five-year-sample"
WECHAT = (  # the web view of WeChat on an Android phone
    "Mozilla/5.0 (Linux; Android 13; M2102J2SC Build/TKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5075 MMWEBSDK/20230405 MicroMessenger/8.0.35 Language/zh_CN"
)
PICTURE = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff a small picture"}


def made_ugly(there: Any) -> None:
    Organisation.objects.filter(pk=there.school.pk).update(name=LONG, short=LONG[:40])
    User.objects.filter(pk=there.owner.user_id).update(name="欧阳慕容上官司马诸葛")
    Milestone.objects.filter(workplan=there.workplan, title="专家验收").update(title=LONG * 2)


@pytest.fixture
def there(yichang, settings, tmp_path):
    """Whom workplans, progress and returns need."""
    settings.LUOSHI_HOME = tmp_path
    there = plans.cast(yichang)
    there.bureau, there.post, there.other = yichang.bureau, yichang.post, yichang.post("office", "xingshan")
    there.second = there.other.organisation
    there.actor = lambda name: actor_for(getattr(there, name))
    return there


def test_from_a_word_file_to_an_accepted_report_and_figures_in_the_upper_office_s_own_file(
    there, yichang, window, axe_source
):
    there.workplan = from_a_word_file_to_a_filed_workplan(there, window)
    made_ugly(there)
    found = _told_and_reported(there, window, axe_source)
    while jobs.run_next():
        pass
    there.schools = [Organisation.objects.get(pk=school.pk) for school in yichang.schools]
    found += from_the_notice_to_the_merged_workbook(there, window, axe_source)
    assert found == []


def _told_and_reported(there: Any, window: Any, axe_source: str) -> list[Any]:
    first, second, *rest = helping.steps(there)
    helping.due(3, first, second)
    helping.due(90, *rest)
    found = _on_the_phone(there, window, axe_source, first)
    found += _what_follows(there, window, axe_source)
    _in_the_schools_own_plan(there, window)
    report = _drafted(there)
    found += _written(there, window, axe_source, report)
    _through_steps(there, window, report)
    row = report.rows.order_by("order")[0]
    page = window(there.section, f"/progress/reports/{report.public_id}/")
    _send_back(page, row.public_id)
    office = window(there.office, f"/progress/reports/{report.public_id}/edit/")
    expect(office.get_by_text("写得太笼统，请写明时间").first).to_be_visible()
    office.locator(f"#id_words_{row.public_id}").fill("十月底前印发，十一月验收")
    office.get_by_role("button", name="保存").click()
    helping.report_act(actions.resubmit_report, report, there.actor("office"), comment="已改")
    return found + _accepted(there, window, axe_source, report)


def _on_the_phone(there: Any, window: Any, axe_source: str, row: Milestone) -> list[Any]:
    page = window(there.owner, "/progress/", 390, user_agent=WECHAT, has_touch=True, is_mobile=True)
    began = time.monotonic()
    page.locator("a.tap").first.tap()
    page.locator("label", has_text="完成").first.tap()
    page.locator("label", has_text="已印发文件").tap()
    page.locator("[name=photos]").set_input_files([PICTURE])
    page.get_by_role("button", name="填报", exact=True).tap()  # with the picture five taps
    expect(page.get_by_text("已填报：完成，附佐证 1 份")).to_be_visible()
    assert time.monotonic() - began < 30, "under a minute, with time left for a thumb"
    update = ProgressUpdate.objects.get()
    assert (update.milestone_key, update.words, helping.stands(row)) == (
        row.key,
        "已印发文件",
        ("done", True),
    )
    again = f"/progress/milestones/{helping.steps(there)[1].public_id}/"
    pages = {"mine": "/progress/", "milestone": again, "update": f"/progress/updates/{update.public_id}/"}
    found = faults_at(page, "progress", axe_source, pages)
    nothing = window(there.dean, "/progress/", 390)
    return found + faults_at(nothing, "progress-nothing", axe_source, {"mine": "/progress/"})


def _what_follows(there: Any, window: Any, axe_source: str) -> list[Any]:
    page = window(there.officer, f"/plans/{there.plan.public_id}/roadmap/")
    expect(page.locator("svg.road .bar.done")).to_have_count(1)
    duty = helping.duty_of(there, helping.steps(there)[0])
    page.goto(page.url.partition("/plans/")[0] + f"/duties/{duty.public_id}/")
    expect(page.get_by_label("进展").get_by_text("已印发文件")).to_be_visible()
    page.goto(page.url.partition("/duties/")[0] + f"/plans/{there.plan.public_id}/matrix/")
    cell = page.locator(f"[data-task][data-stage='running'][data-organisation='{there.school.public_id}']")
    expect(cell).to_have_count(1)
    helping.due(-9, helping.steps(there)[1])
    return faults_at(page, "progress", axe_source, {"behind": "/progress/behind/"})


def _in_the_schools_own_plan(there: Any, window: Any) -> None:
    """Its five-year plan asks for the same work: steps with their owners stand there without a keystroke."""
    load_files(sample_packs(), system_actor())
    carried = {duty.task_id: duty for duty in Duty.objects.filter(organisation=there.school, left_at=None)}
    own = [pair for pair in SameWork.objects.filter(task__plan__key=OWN_PLAN) if pair.other_id in carried]
    works = {carried[pair.other_id].work_id for pair in own}
    step = next(row for row in helping.steps(there) if row.part.work_id in works)
    for pair in own:
        mine, other = carried[pair.task_id], carried[pair.other_id]
        mine.refresh_from_db()
        duties.join_work(
            duty=mine, other=other, reason=pair.reason, by=there.actor("office"), version=mine.version
        )
    page = window(there.office, "/workplans/")
    form = page.locator("details", has_text="学校五年规划")
    form.get_by_role("button", name="起草").click()
    expect(page.get_by_text("同一工作，已填报").first).to_be_visible()
    expect(page.get_by_role("rowheader", name=step.title).first).to_be_visible()
    shown = Duty.objects.get(task__plan__key=OWN_PLAN, work=step.part.work_id, left_at=None)
    page.goto(f"{page.url.partition('/workplans/')[0]}/duties/{shown.public_id}/")
    expect(page.get_by_text("同一工作，在这份方案里填报，不用另填")).to_be_visible()
    expect(page.get_by_text("欧阳慕容上官司马诸葛").first).to_be_visible()


def _drafted(there: Any) -> PeriodicReport:
    """Of the quarter that ended; what was said on the phone was said in it."""
    report = helping.asked(there)
    if report.period.ends >= clock.today():  # its end is near: as if it were over
        ended = clock.today() - dt.timedelta(days=1)
        ReportPeriod.objects.filter(pk=report.period_id).update(ends=ended)
    day = dt.datetime.combine(open_on("quarter", clock.today()).starts, dt.time(4), dt.UTC)
    ProgressUpdate.objects.update(created_at=day)
    return helping.fresh_report(report)


def _written(there: Any, window: Any, axe_source: str, report: PeriodicReport) -> list[Any]:
    page = window(there.office, f"/progress/reports/{report.public_id}/")
    expect(page.get_by_text("本期完成：印发办法")).to_be_visible()
    base = f"/progress/reports/{report.public_id}/"
    pages = {
        "reports": "/progress/reports/",
        "report": base,
        "edit": f"{base}edit/",
        "many": "/progress/many/",
    }
    found = faults_at(page, "progress", axe_source, pages)
    page.goto(page.url.partition("/progress/")[0] + f"{base}edit/")
    expect(page.locator("details.report-task[open]").first).to_be_visible()
    for folded in page.locator("details.report-task:not([open]) > summary").all()[::-1]:
        folded.click()  # what lacks nothing is folded; from the last one up, for those opened leave the list
    for box in page.locator("textarea[name^=words_]").all():
        box.fill("按计划推进，逾期的下月补齐")
    for box in page.locator("input[name^=actual_]").all():
        box.fill("1")
    for box in page.locator("input[name^=reason_]").all():
        box.fill("年底前完成")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="报送审批").click()
    expect(page.get_by_text("已报送，本校下一个环节已收到")).to_be_visible()
    return found


def _through_steps(there: Any, window: Any, report: PeriodicReport) -> None:
    """The head signed on paper, which the office enters; county and its leader consent: each on the page."""
    path = f"/progress/reports/{report.public_id}/"
    entered(window(there.office, path), there)
    for post in (there.county, there.leader):
        page = agreed(window, post, path)
        expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)


def _send_back(page: Any, row: str) -> None:
    page.locator(f"#row-{row}").get_by_text("写对这一项的意见").click()
    page.locator(f"[name=part_{row}]").fill("写得太笼统，请写明时间")
    page.get_by_text("退回", exact=True).click()
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("退回修改").first).to_be_visible()


def _accepted(there: Any, window: Any, axe_source: str, report: PeriodicReport) -> list[Any]:
    path = f"/progress/periods/{report.period.public_id}/"
    page = window(there.section, path)
    found = faults_at(page, "progress", axe_source, {"period": path})
    assert page.locator("[name=report]:checked").count() == 0, (
        "nobody consents to what was not looked at by a slip"
    )
    page.get_by_label("勾选在我这里的全部").check()
    page.get_by_role("button", name="同意勾选的").click()
    expect(page.get_by_text("已同意 1 份报告")).to_be_visible()
    assert helping.fresh_report(report).state == "accepted"
    page.goto(page.url.partition("/progress/")[0] + f"/progress/reports/{report.public_id}/")
    expect(page.get_by_text("代录").first).to_be_visible()
    return found


@pytest.mark.prove
def test_pages_of_a_bureau_and_a_school_stand_with_nothing_at_both_widths(
    yichang, settings, tmp_path, window, axe_source
):
    """No workplan, no report, no return: every page says so."""
    settings.LUOSHI_HOME = tmp_path
    there = plans.cast(yichang)
    pages = {"burden": "/burden/", "reports": "/progress/reports/", "behind": "/progress/behind/"}
    found = []
    for name in ("officer", "office"):
        page = window(getattr(there, name), "/desk/")
        found += faults_at(page, f"{name}-none", axe_source, {**pages, "money": "/money/"})
    page = window(there.officer, "/desk/")
    plan = {"plan-money": f"/plans/{there.plan.public_id}/money/"}
    found += faults_at(page, "officer-none", axe_source, plan)
    assert found == []
