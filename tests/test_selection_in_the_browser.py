"""A selection in Chromium by all its hands, as far as the review: a late applicant, a conflict in the midst of
reading, a third reader, a tie. What only repeats what was done by hand once is done by the acts."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.tests.looking import faults_at, picture
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.applying.tests import helping as applying
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned, Conflict, Seat
from luoshi.selection.panel.tests import helping as panel
from luoshi.selection.review.actions import hand_in_sheet
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import Sheet, ThirdReading
from luoshi.selection.review.stage import STAGE
from luoshi.selection.review.tests.helping import work

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {
    "method": {"combine": "mean", "apart": 20, "third": "closest", "ties": [{"by": "item", "key": "b"}]},
    "panel": {"need": 2, "most": 9, "counted": []},
}


def test_a_selection_from_the_last_minute_to_the_list(yichang, window, axe_source, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = applying.call_with(yichang, applications=3, state="open", rules=RULES)
    there.monitor = yichang.post("monitor")
    officer = _comes_too_late(there, window)
    experts = _are_drawn(there)
    _finds_a_conflict(there, window, experts)
    _disagree(there, window, officer, axe_source)
    _end_in_a_list(there, officer, window, axe_source)


def _comes_too_late(there, window):
    """Whole, and one minute after the end; then the officer closes and ends the formal check."""
    late = applying.filled(there, "zhijiang", number=7)
    school = window(there.offices["zhijiang"], f"/selections/{there.call.public_id}/", width=390)
    school.get_by_role("link", name=late.title).click()
    school.locator("summary", has_text="报送").click()
    expect(school.get_by_role("button", name="确认报送")).to_be_visible()
    Call.objects.filter(pk=there.call.pk).update(until=clock.now() - dt.timedelta(seconds=60))
    school.get_by_role("button", name="确认报送").click()
    expect(school.get_by_text("截止").first).to_be_visible()
    late.refresh_from_db()
    assert (late.state, late.sequence) == ("draft", None)
    officer = window(there.officer, f"/selections/{there.call.public_id}/")
    officer.locator("summary", has_text="截止受理").click()
    officer.get_by_role("button", name="确认截止受理").click()
    officer.get_by_role("link", name="结束形式审查").click()
    officer.get_by_role("button", name="结束形式审查").click()
    expect(officer.get_by_text("组建评审组").first).to_be_visible()
    return officer


def _are_drawn(there):
    """Four experts; the seed, the witness and the signatures have their own journey (test_panel_in_the_browser)."""
    there.call.refresh_from_db()
    there.text = panel.do(
        panel.actions.write_text, there.bureau, there.officer, on="organisation", words=panel.WORDS
    )
    there.experts = [panel.an_expert(there, f"示例专家{number}", load=9) for number in range(4)]
    seats = panel.seated(there)
    panel.confirmed(there, need=2)
    for seat in seats:
        panel.signed(there, seat)
    STAGE.beat()  # the minute in which the copies for the experts are asked for
    work()
    return seats


def _held():
    rows = Assigned.objects.filter(void_at__isnull=True).select_related(
        "seat__expert__membership", "application"
    )
    return list(rows.order_by("application__sequence", "seat__code"))


def _finds_a_conflict(there, window, seats):
    """Read and half scored, then it is gone from his desk, and another gets it."""
    task = _held()[0]
    expert = window(task.seat.expert.membership, "/review-desk/", width=390)
    expert.locator(f"a[href='/review-desk/{task.public_id}/']").first.click()
    expert.locator("#id_i0").fill("31")
    expert.get_by_role("link", name="我应当回避这件申报").click()
    expert.get_by_label("为什么应当回避").fill("曾一起编写教材")
    expert.get_by_role("button", name="申明回避").click()
    expect(expert.get_by_text("已移走，谢谢您的申明。")).to_be_visible()
    expect(expert.locator(f"a[href='/review-desk/{task.public_id}/']")).to_have_count(0)
    assert Conflict.objects.get().reason == "曾一起编写教材"
    readers = [each.seat_id for each in _held() if each.application_id == task.application_id]
    other = Seat.objects.exclude(pk__in=[*readers, task.seat_id]).order_by("code")[0]
    said = {"application": task.application, "round": "", "reason": "补上回避的一位"}
    panel.actions.give_by_hand(seat=other, by=actor_for(there.officer), **said)


def _disagree(there, window, officer, axe_source):
    """The first application is read 60 points apart; the other two come to the same mean."""
    points = {1: [(10, 10), (35, 50)], 2: [(30, 45), (30, 45)], 3: [(35, 40), (35, 40)]}
    by_hand = None
    for task in _held():
        a, b = points[task.application.sequence].pop()
        if by_hand is None:
            by_hand = task
            expert = window(task.seat.expert.membership, f"/review-desk/{task.public_id}/", width=1440)
            expert.locator("#id_i0").fill(str(a))
            _the_line_breaks(expert, b)
            expect(expert.locator("#sum")).to_contain_text(str(a + b))
            _look(
                expert,
                axe_source,
                {"review-desk": "/review-desk/", "review-task": f"/review-desk/{task.public_id}/"},
            )
            expect(expert.locator("#id_i1")).to_have_value(str(b))
            expert.get_by_role("button", name="交评分表").click()
            expect(expert.get_by_text("已交，本轮结束以前可以取回修改。")).to_be_visible()
        else:
            _hand_in(task, a, b)
    officer.goto(officer.url.partition("/selection")[0] + f"/reviews/{there.call.public_id}/")
    officer.get_by_role("button", name="核对分歧").click()
    officer.get_by_role("link", name="指定").click()
    readers = [task.seat_id for task in _held() if task.application.sequence == 1]
    free = Seat.objects.exclude(pk__in=readers).exclude(expert__in=Conflict.objects.values("expert")).get()
    officer.get_by_label("第三位评审人").select_option(free.public_id)
    officer.get_by_label("理由").fill("分歧超过规定")
    officer.get_by_role("button", name="指定").click()
    expect(officer.get_by_text("已指定，评审台上已经有了。")).to_be_visible()
    third = ThirdReading.objects.get()
    assert third.application.sequence == 1
    _hand_in(Assigned.objects.select_related("seat__expert__membership").get(pk=third.assigned_id), 33, 48)


def _the_line_breaks(expert, b):
    """What is typed meanwhile stands there, is said not to be saved, and is saved once the line is back."""
    expert.context.set_offline(True)
    expert.locator("#id_i1").fill(str(b))
    expect(expert.locator("#sheet [data-saved][data-state='failed']")).to_be_visible()
    expert.context.set_offline(False)
    expect(expert.locator("#sheet [data-saved][data-state='saved']")).to_be_visible()


def _look(page, axe_source, pages):
    """Both widths, and a tablet between them; on the tablet the sheet stands beside or below, never outside."""
    assert faults_at(page, "review", axe_source, pages) == []
    page.set_viewport_size({"width": 820, "height": 1180})
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    picture(page, "review-820", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def _hand_in(task, a, b):
    content = Content({"a": str(a), "b": str(b)})
    hand_in_sheet(assigned=task, content=content, by=actor_for(task.seat.expert.membership))


def _end_in_a_list(there, officer, window, axe_source):
    """Sheets open with the end of the round; the tie stands decided by the item of the rules."""
    assert Sheet.objects.count() == 7
    officer.reload()
    officer.get_by_text("提请结束本轮", exact=True).click()
    officer.get_by_role("button", name="提请", exact=True).click()
    expect(officer.get_by_text("等待另一个人确认")).to_be_visible()
    other = window(there.monitor, f"/reviews/{there.call.public_id}/", width=390)
    picture(other, "rounds-waiting-390", full_page=True)
    other.locator("summary", has_text="结束本轮，打开评分").click()
    other.get_by_role("button", name="确认结束本轮，打开评分").click()
    expect(other.get_by_text("本轮已结束，评分已打开。")).to_be_visible()
    officer.goto(f"{officer.url}results/")
    here = f"/reviews/{there.call.public_id}/"
    _look(
        officer, axe_source, {"rounds": here, "result": f"{here}results/0001/", "results": f"{here}results/"}
    )
    _look(other, axe_source, {"selection-log": f"/selections/{there.call.public_id}/log/"})
    rows = officer.locator("#review-results tbody tr, table tbody tr")
    expect(rows).to_have_count(3)
    assert [row.split()[0] for row in rows.all_inner_texts()] == ["1", "2", "3"]
    assert [row.split()[1][-1] for row in rows.all_inner_texts()] == ["1", "2", "3"]  # 83, then 45 before 40
    expect(officer.get_by_text("同分").first).to_be_visible()
    officer.get_by_role("button", name="结束评审并计分").click()
    expect(officer.get_by_text("正式结果")).to_be_visible()
    there.call.refresh_from_db()
    assert there.call.state == "deciding"
