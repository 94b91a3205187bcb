"""Money in use in Chromium: a quarter by keys and from the clipboard, every page at both widths, ugly and empty."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import _django_db_helper

from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.progress.money import actions
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG, paste

from . import helping
from .helping import act, confirmed, filled, fresh, started

__all__ = ["_django_db_helper", "chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return helping.cast(yichang)


def test_a_quarter_from_the_clipboard_to_the_citys_page_at_both_widths(there, window, axe_source):
    plan = f"/plans/{there.plan.public_id}/money/"
    page = window(there.finance, plan)
    page.get_by_text("更早的季度（").click()
    page.get_by_role("button", name=f"{there.year}年第二季度").click()
    page.wait_for_url("**/fill/")  # with its script: a paste before that is a plain one
    page.locator("#document-1").focus()
    paste(page, "宜财教〔2020〕5号\t８．５\t8.5\n\t20000元\t一百")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("第 2 行“本季支出（万元）”：金额写数字")
    page.locator("#spent-2").fill("1.5")
    page.keyboard.press("Enter")
    expect(page.locator("#spent-2")).to_be_focused()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存，还没有确认")).to_be_visible()
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("已确认，市、县教育局现在可以看到")).to_be_visible()
    _look(there, window, axe_source, plan)


def test_on_a_phone_the_first_box_is_on_the_first_screen_and_one_reason_is_told_to_all(there, window):
    report = filled(there, started(there), ("9", "1"))
    page = window(there.finance, f"/money/{report.public_id}/fill/")
    page.set_viewport_size({"width": 390, "height": 844})
    box = page.locator("#arrived-1").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    page.get_by_role("link", name="写一次，填到这些行").click()
    expect(page.locator("#same_reason")).to_be_in_viewport()
    page.locator("#same_reason").fill("年底集中支付")
    page.get_by_role("button", name="填到没有写原因的各行").click()
    expect(page.locator("#reason-2")).to_have_value("年底集中支付")


def test_on_a_phone_what_deviates_stands_open_and_the_rest_opens_under_its_name(there, window):
    report = filled(there, started(there), ("9", "1"), ("10", "10"))
    page = window(there.finance, f"/money/{report.public_id}/")
    page.set_viewport_size({"width": 390, "height": 844})
    deviates, agrees = page.locator("#lines tbody tr").nth(0), page.locator("#lines tbody tr").nth(1)
    year = "td[data-label='本年累计到位']"
    expect(deviates.locator(year)).to_be_visible()
    expect(agrees.locator(year)).to_be_hidden()
    agrees.locator("summary").click()
    expect(agrees.locator(year)).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(agrees.locator("summary")).to_be_hidden()
    expect(agrees.locator(year)).to_be_visible()


def _look(there, window, axe_source, plan):
    school = there.school
    school.name, school.short = LONG, LONG[:40]
    school.save()
    report = confirmed(
        there, ("123456.789万元", "0.000001"), quarter=1, document="宜财教〔2020〕" * 20, reason="原因" * 200
    )
    act(actions.take_back_quarter, report, there.actor("finance"), reason="漏记" * 100)
    ugly = filled(there, report, ("0", "98765.4321万元"), reason="原因" * 200)
    page = window(there.finance, plan)
    quarter = f"/money/{ugly.public_id}/"
    pages = {
        "school": plan,
        "quarter": quarter,
        "grid": f"{quarter}fill/",
    }
    assert faults_at(page, "money", axe_source, pages) == []
    act(actions.confirm_quarter, fresh(ugly), there.actor("finance"))
    page = window(there.officer, plan)
    later = {"city": f"{plan}?quarter={there.year}-2", "rule": f"{plan}rule/"}
    assert faults_at(page, "money", axe_source, later) == []
