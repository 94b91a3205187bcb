"""Alerts and the cockpit in Chromium: from a number to what it is made of, an alert answered, rules tried and put back,
every page at both widths, with nothing, with much, with ugly names.
"""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.ids import new_public_id
from luoshi.common.tests.looking import faults_at, picture
from luoshi.home.cockpit.week import make_weeks
from luoshi.indicators.alerts.keeping import keep_up
from luoshi.indicators.alerts.models import Alert, AlertRule, AlertStep, WeekPage
from luoshi.papers.tests.conftest import chromium, window
from luoshi.progress.tests.helping import due, say, steps
from luoshi.workplans.models import MilestoneState
from luoshi.workplans.tests import helping
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 60


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    cast = helping.cast(yichang)
    cast.workplan = helping.passed(cast, helping.sent(cast))
    return cast


def stuck(there) -> Alert:
    rows = steps(there)
    due(300, *rows)
    due(-40, rows[0])
    say(there, rows[1], "blocked", "等经费")
    say(there, rows[2], "done", "印发了")
    days = clock.today() - dt.timedelta(days=150)
    MilestoneState.objects.update(since=days)
    keep_up()
    return Alert.objects.get(kind="stuck")


def test_from_a_number_to_an_alert_to_its_answer_and_back_at_both_widths(there, window, axe_source):
    base = f"/plans/{there.plan.public_id}/cockpit/"
    page = window(there.officer, base)
    assert faults_at(page, "cockpit-empty", axe_source, {"cockpit": base, "weeks": "/weeks/"}) == []
    alert = stuck(there)
    page = window(there.office, f"/alerts/{alert.public_id}/")
    page.get_by_label("打算怎么做").fill("下周协调经费")
    page.get_by_label("到哪一天解决").fill((clock.today() + dt.timedelta(days=9)).isoformat())
    page.get_by_role("button", name="提交打算").click()
    expect(page.get_by_text("已说明打算，县局、市局看得到")).to_be_visible()
    page = window(there.officer, base)
    page.get_by_role("link", name="完成 0%").first.focus()
    expect(page.get_by_text("打算：下周协调经费")).to_be_visible()
    page.locator(".figure-card").first.click()
    expect(page.get_by_role("heading", name="走势")).to_be_visible()
    page.locator("#by-school").get_by_role("link", name=there.school.short, exact=True).click()
    expect(page.get_by_role("heading", name="与同类学校比")).to_be_visible()
    page.get_by_role("link", name=alert.title).click()
    expect(page.get_by_text("怎样解除")).to_be_visible()
    _rules(there, page)
    _look(there, window, axe_source, base)


def _on_one_sheet(page) -> None:
    """The school's page on paper, with sixty alerts and names of forty characters: one A4, and all its parts on it."""
    page.emulate_media(media="print")
    picture(page, "printed-school", full_page=True)
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(pdf[0].get_textpage().get_text_range().split())
    assert len(pdf) == 1
    assert [each for each in ("各领域", "要紧的预警", "与同类学校比") if each not in text] == []


def _rules(there, page) -> None:
    """Tried, saved, put back."""
    page.goto(f"{page.url.split('/alerts/')[0]}/plans/{there.plan.public_id}/alerts/rules/")
    page.get_by_label("受阻未解Ⅰ级").fill("200")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("改变级别 1 条")).to_be_visible()
    assert AlertRule.objects.count() == 0
    page.get_by_role("button", name="保存为新的一版").click()
    expect(page.get_by_text("已保存为第 1 版")).to_be_visible()
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(page.get_by_text("已恢复")).to_be_visible()
    assert AlertRule.objects.filter(superseded_at=None).get().number == 2


def _look(there, window, axe_source, base) -> None:
    Organisation.objects.filter(kind="school").update(name=LONG, short=LONG[:40], owner="county")
    alert = Alert.objects.get(kind="stuck")
    copies = []
    for number in range(MANY):
        copy = Alert.objects.get(pk=alert.pk)
        copy.pk, copy.public_id, copy.about = None, new_public_id(), f"milestone:{number}"
        copy.title, copy.milestone = LONG * 5, ""
        copies.append(copy)
    Alert.objects.bulk_create(copies)
    AlertStep.objects.bulk_create([AlertStep(alert=copy, kind="opened", rank=1) for copy in copies])
    make_weeks()
    week = WeekPage.objects.get(organisation=there.school)
    ugly = Alert.objects.exclude(pk=alert.pk).first()
    school = f"/organisations/{there.school.public_id}/plans/{there.plan.public_id}/"
    pages = {
        "cockpit": base,
        "figure": f"{base}alerts/",
        "school": school,
        "alerts": "/alerts/",
        "rules": f"/plans/{there.plan.public_id}/alerts/rules/",
    }
    assert faults_at(window(there.officer, base), "cockpit", axe_source, pages) == []
    _on_one_sheet(window(there.officer, school, 794))
    own = {"alert": f"/alerts/{ugly.public_id}/", "week": f"/weeks/{week.public_id}/"}
    assert faults_at(window(there.head, base), "cockpit-school", axe_source, own) == []
