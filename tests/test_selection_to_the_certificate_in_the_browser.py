"""A selection in Chromium from the list on, by all its hands: decided, shown, objected to by a school that nobody else
learns of, corrected, published, certified, looked up by a stranger, revoked by two. What only repeats what was done by
hand once is done by the acts; as far as the list: `test_selection_in_the_browser`.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common import clock
from luoshi.core.archive.verifying import verify
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Objection, PublicNotice
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping
from luoshi.selection.recognition.models import Award, Certificate
from luoshi.selection.review.tests.helping import work

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OBJECTOR, PHONE, PAPER = "异议的金丝雀", "10000990001", "宜教发〔2026〕12号"


def test_a_selection_from_the_list_to_a_revoked_certificate(
    yichang, window, signed_in, chromium, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = helping.scored(yichang, valid_months=36)
    helping.drawn_up(there)  # the tie across the last seat settled by two persons
    officer = window(there.officer, reverse("outcome", args=[there.call.public_id]))
    there.site = officer.url.partition("/outcomes")[0]
    _decide(window(there.head, reverse("outcome", args=[there.call.public_id])))
    officer.reload()
    _show(officer)
    first = PublicNotice.objects.get(state="shown")
    _object(there, window, signed_in, first)
    head = _uphold(there, window, officer)
    _correct(there, officer, head, first)
    helping.days_on(settings, tmp_path, (first.until_on - clock.today()).days + 8)
    end_overdue()
    helping.meeting(there, "after", number="纪要3号")
    officer = _publish(there, window)
    stranger = _certify(there, officer, chromium)
    _revoke(there, officer, window, stranger)
    _pack(there, officer, tmp_path)


def _decide(page):
    """The minutes of the meeting, entered on its behalf by the section head: another one publishes."""
    page.get_by_role("link", name="登记审定").first.click()
    page.get_by_label("会议", exact=True).fill("局长办公会")
    page.get_by_label("会议日期").fill(clock.today().isoformat())
    page.get_by_label("审定意见").fill("同意。")
    minutes = {"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": helping.PDF}
    page.get_by_label("会议纪要").set_input_files(minutes)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("审定已登记。")).to_be_visible()


def _show(page):
    page.get_by_role("link", name="发布公示").click()
    page.get_by_label("受理异议的联系方式").fill("电话：0717-0000000")
    page.get_by_role("button", name="发布公示", exact=True).click()
    expect(page.get_by_text("公示已发布。")).to_be_visible()


def _object(there, window, signed_in, notice):
    """A school objects on its phone; the school it objects to learns that there is a notice, and no more."""
    page = window(there.other, reverse("outcome-public", args=[notice.public_id]), width=390)
    page.get_by_role("link", name="提出异议").click()
    page.get_by_label("对哪一项有异议").select_option("1")
    page.get_by_label("异议内容和依据").fill("第一名的材料是抄来的。")
    page.get_by_label("您的姓名").fill(OBJECTOR)
    page.get_by_label("联系电话").fill(PHONE)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("已收到").first).to_be_visible()
    accused = signed_in(there.school)
    for path in ("/desk/", reverse("apply-page", args=[there.applications[0].public_id])):
        told = accused.get(path).content.decode().replace("提出异议", "").replace("我提出的异议", "")
        assert (OBJECTOR in told, PHONE in told, "异议" in told) == (False, False, False)


def _uphold(there, window, officer):
    """The officer gives it to the leader, who finds it true: he alone of the three did nothing for the list."""
    officer.get_by_role("link", name="公示异议").click()
    officer.locator("tbody a").first.click()
    expect(officer.get_by_text(OBJECTOR).first).to_be_visible()
    officer.get_by_label("核查人").select_option(there.leader.public_id)
    officer.get_by_label("核查期限").fill((clock.today() + dt.timedelta(days=3)).isoformat())
    officer.get_by_role("button", name="受理", exact=True).click()
    expect(officer.get_by_text("已受理，核查人已收到通知。")).to_be_visible()
    row = Objection.objects.get()
    head = window(there.leader, reverse("outcome-objection", args=[row.public_id]))
    head.get_by_label("结论").select_option("uphold")
    head.get_by_label("核查情况和依据").fill("查重属实。")
    head.locator("form", has=head.get_by_role("button", name="办结")).get_by_label("给异议人的答复").fill(
        "属实。"
    )
    head.get_by_role("button", name="办结").click()
    expect(head.get_by_text("已办结。")).to_be_visible()
    return head


def _correct(there, officer, head, notice):
    """Out of the selection by two persons, decided again, shown again: the old address shows nothing any more."""
    here = there.site + reverse("outcome", args=[there.call.public_id])
    officer.goto(there.site + reverse("outcome-say-change", args=[helping.result(there, "0001").public_id]))
    officer.get_by_label("变更为").select_option("excluded")
    officer.get_by_label("依据的异议").select_option(index=1)
    officer.get_by_label("理由").fill("异议成立，取消资格。")
    officer.get_by_role("button", name="提出").click()
    expect(officer.get_by_text("已提出，等另一人确认。")).to_be_visible()
    head.goto(here)
    head.get_by_role("button", name="确认", exact=True).click()
    expect(head.get_by_text("已确认，名单已变更。")).to_be_visible()
    helping.meeting(there, number="纪要2号")
    officer.goto(there.site + reverse("outcome-correct", args=[notice.public_id]))
    officer.get_by_label("理由").fill("异议成立，更正名单。")
    officer.get_by_role("button", name="发布更正").click()
    expect(officer.get_by_text("更正的公示已发布。")).to_be_visible()
    officer.goto(there.site + reverse("outcome-public", args=[notice.public_id]))
    expect(officer.locator("tbody tr")).to_have_count(0)
    officer.goto(
        there.site + reverse("outcome-public", args=[PublicNotice.objects.get(state="shown").public_id])
    )
    expect(officer.locator("tbody tr")).to_have_count(2)


def _publish(there, window):
    officer = window(there.officer, reverse("outcome", args=[there.call.public_id]))
    officer.locator("summary", has_text="公布结果").click()
    officer.get_by_role("button", name="确认公布结果").click()
    expect(officer.get_by_text("结果已公布，各申报单位已收到通知。")).to_be_visible()
    assert Call.objects.get(pk=there.call.pk).state == "ended"
    return officer


def _certify(there, officer, chromium):
    """Registered by the officer; a stranger without an account types the code on a phone."""
    officer.goto(there.site + reverse("recognition-call", args=[there.call.public_id]))
    officer.locator("#id_on").fill(clock.today().isoformat())
    officer.locator("#id_document_number").fill(PAPER)
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.get_by_text("已登记。")).to_be_visible()
    assert there.applications[0].pk not in set(Award.objects.values_list("application", flat=True))
    stranger = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    stranger.goto(f"{there.site}/verify/")
    stranger.locator("#code").fill(Certificate.objects.order_by("pk")[0].code.upper())
    stranger.get_by_role("button", name="查验", exact=True).click()
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    return stranger


def _revoke(there, officer, window, stranger):
    award = Certificate.objects.order_by("pk")[0].award
    officer.goto(there.site + reverse("award-revoke", args=[award.public_id]))
    officer.locator("#id_on").fill(clock.today().isoformat())
    officer.locator("#id_document_number").fill("撤〔2026〕1号")
    officer.locator("#id_reason").fill("核查属实")
    officer.get_by_role("button", name="提出撤销").click()
    stranger.reload()
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()  # one person alone revokes nothing
    leader = window(there.leader, reverse("award", args=[award.public_id]), width=390)
    leader.locator("summary", has_text="撤销").click()
    leader.get_by_role("button", name="确认撤销").click()
    expect(leader.get_by_text("已撤销，证书同时失效。")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_text("这份证书已撤销")).to_be_visible()


def _pack(there, officer, folder):
    """The whole of it as one file, as the officer takes it away: its list and signature hold."""
    officer.goto(there.site + reverse("call", args=[there.call.public_id]))
    officer.get_by_role("link", name="遴选档案包").click()
    officer.get_by_role("button", name="生成档案包").click()
    expect(officer.get_by_text("正在生成", exact=True)).to_be_visible()
    work()
    with officer.expect_download() as got:
        officer.get_by_role("button", name="下载档案包").click()
    path = folder / "package.zip"
    got.value.save_as(path)
    assert verify(path).whole
