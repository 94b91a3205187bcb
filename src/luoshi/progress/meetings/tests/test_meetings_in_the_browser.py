"""A meeting in Chromium: from its start to a resolution that is done, every page at both widths, ugly and empty."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import _django_db_helper

from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.progress.meetings.actions import raise_matter, start_case
from luoshi.progress.meetings.models import Meeting, Raised, Resolution
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

from . import helping
from .helping import resolved, today

__all__ = ["_django_db_helper", "chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return helping.cast(yichang)


def test_a_meeting_from_its_start_to_what_was_done_at_both_widths(there, window, axe_source):
    school = there.school
    page = window(there.officer, "/meetings/")
    assert faults_at(page, "meeting", axe_source, {"none": "/meetings/", "new": "/meetings/new/"}) == []
    page.locator("#id_title").fill("十一月调度会")
    page.locator("#id_plan").select_option(there.plan.public_id)
    page.locator("#id_held_on").fill(today().isoformat())
    page.get_by_label(school.short, exact=True).check()
    page.locator("#id_at").fill("下午3点")
    page.locator("#id_place").fill("三楼会议室")
    page.get_by_role("button", name="列出议程").click()
    expect(page.get_by_text("受阻", exact=True)).to_be_visible()
    page.locator("summary", has_text="发通知").click()
    expect(page.get_by_text(re.compile(f"会议通知发给{school.short}.*个单位的"))).to_be_visible()
    page.get_by_role("button", name="确认发通知").click()
    expect(page.get_by_text("还没有签收").first).to_be_visible()
    page.get_by_role("link", name="记议定事项", exact=True).click()
    page.locator("#id_words").fill("一周内重新招标")
    page.locator("#id_owner").select_option(there.office.public_id)
    page.locator("#id_due").fill(today(7).isoformat())
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("责任人的工作台上有了")).to_be_visible()
    owner = window(there.office, "/desk/", width=390)
    owner.locator("a[href^='/resolutions/']").first.click()
    owner.locator("#id_words").fill("已重新发布公告")
    owner.get_by_role("button", name="报告落实").click()
    expect(owner.get_by_text("已报告落实。")).to_be_visible()
    _look(there, page, axe_source)


def _look(there, page, axe_source):
    meeting = Meeting.objects.get()
    school = there.school
    school.name, school.short = LONG, LONG[:40]
    school.save()
    resolved(there, meeting, words="办" * 500)
    Meeting.objects.update(title="会" * 120, place=LONG, words="要求" * 300)
    base, row = f"/meetings/{meeting.public_id}/", Resolution.objects.get(number=2)
    matter = raise_matter(title="地" * 120, words="手续" * 300, plan=there.plan, by=there.actor("office"))
    Raised.objects.update(level="outside", addressee=LONG, holder=there.officer.organisation)
    case = start_case(
        school=school,
        title="督" * 120,
        words="要求" * 300,
        reply_by=today(5),
        facts="逾期" * 200,
        by=there.actor("officer"),
    )
    pages = {
        "cases": "/supervision/",
        "case": f"/supervision/{case.public_id}/",
        "matters": "/matters/",
        "matter": f"/matters/{matter.public_id}/",
        "list": "/meetings/",
        "meeting": base,
        "resolution": f"/resolutions/{row.public_id}/",
    }
    assert faults_at(page, "meeting", axe_source, pages) == []
