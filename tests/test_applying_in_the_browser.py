"""An application in Chromium by all its hands: its school writes it and sends it, head and county agree and rank, the
bureau looks at each line and accepts. From there on: test_selection_in_the_browser.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests import helping, made

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"quota": {"by": "county", "number": 1}, "group_titles": []}
TITLE = "示例名班主任工作室"
PEOPLE = (("示例主持", "leader"), ("示例成员", "member"))


def test_an_application_from_its_first_word_to_the_bureau_s_acceptance(
    yichang, window, axe_source, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = helping.start(yichang, rules=RULES)
    office = helping.office_of(there, "zhijiang")
    school = window(office, f"/selections/{there.call.public_id}/", width=390)
    row = _is_written(school)
    _is_sent(school, row)
    looked = _is_agreed_to(there, window, row)
    officer = window(there.officer, page_of(row))
    _is_accepted(officer, row)
    assert faults_at(school, "applied", axe_source, {"applied": page_of(row)}) == []
    assert faults_at(officer, "apply", axe_source, {"apply-checked": page_of(row)}) == []
    assert "county_leader" in looked


def page_of(row):
    return reverse("apply-page", args=[row.public_id])


def _is_written(school):
    """Name, form, people, file and promise, each found by what the page says is lacking."""
    school.get_by_role("link", name="申报", exact=True).click()
    school.get_by_label("申报名称").fill(TITLE)
    school.get_by_role("button", name="建立，接着填写").click()
    expect(school.get_by_text("报送前还要补上")).to_be_visible()
    row = Application.objects.get()
    school.get_by_role("link", name="申报书", exact=True).click()
    school.get_by_label("主要做法").fill("一班一策，家校共育。")
    school.get_by_label("受益学生").fill("120")
    school.get_by_label("联系人手机").fill("10000000001")
    school.get_by_role("button", name="保存").click()
    school.get_by_role("link", name="人员", exact=True).click()
    for name, role in PEOPLE:
        school.get_by_label("姓名").fill(name)
        school.get_by_label("身份").select_option(role)
        school.get_by_role("button", name="添加", exact=True).click()
        expect(school.locator("tbody tr", has_text=name)).to_be_visible()
    for left in (1, 0):
        waiting = school.locator("tbody tr", has_text="还没有审核").first
        waiting.locator("summary", has_text="审核").click()
        waiting.get_by_role("button", name="保存审核结论").click()
        expect(school.locator("tbody tr", has_text="还没有审核")).to_have_count(left)
    school.get_by_role("link", name="返回申报").click()
    report = {"name": "申报报告.pdf", "mimeType": "application/pdf", "buffer": made.pdf("report", pages=2)}
    school.get_by_label("选择文件：申报报告").set_input_files(report)
    school.locator("#material-report").get_by_role("button", name="上传").click()
    expect(school.get_by_text("2 页")).to_be_visible()
    school.get_by_text("真实性承诺", exact=True).click()
    school.get_by_role("button", name="保存承诺").click()
    expect(school.get_by_text("内容齐了。")).to_be_visible()
    return row


def _is_sent(school, row):
    school.locator("summary", has_text="报送").click()
    school.get_by_role("button", name="确认报送").click()
    expect(school.get_by_role("link", name="回执")).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.sequence, row.receipt["sequence"]) == ("sent", 1, 1)


def _is_agreed_to(there, window, row):
    """Whoever's turn it is agrees by the button of the page; the county's clerk has put it first before. The posts it
    came by."""
    came_by = []
    while (row := helping.fresh(row)).state == "sent":
        step = row.approval.current
        helping.holder(there, step)
        page = window(there.posts[step.role, step.organisation.key], page_of(row))
        if step.role == "county_officer":
            page.goto(page.url.removesuffix(page_of(row)) + f"/selections/{there.call.public_id}/")
            page.get_by_role("link", name="推荐排序").click()
            page.get_by_label(f"推荐次序：{TITLE}").fill("1")
            page.get_by_role("button", name="保存次序").click()
            page.get_by_role("link", name=TITLE).click()
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.get_by_text("已同意")).to_be_visible()
        came_by.append(step.role)
        page.context.close()
    assert row.state == "received"
    return came_by


def _is_accepted(officer, row):
    officer.get_by_role("button", name="全部符合，保存").click()
    officer.get_by_role("button", name="受理", exact=True).click()
    expect(officer.get_by_text("已受理").first).to_be_visible()
    assert helping.fresh(row).state == "accepted"
