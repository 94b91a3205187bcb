"""A selection that ends in a recommendation, in Chromium: minutes, letter, seal, leaving, answer; then its pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common import clock
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.registers.models import ProjectStage
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Decision
from luoshi.selection.recommendation.models import Recommendation, UpperResult
from luoshi.selection.recommendation.tests import helping
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_best_go_up_and_the_answer_comes_back(yichang, window, axe_source, settings, tmp_path):
    """Issue 6 §7: a browser journey that ends in a recommendation."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.ended(yichang)
    Decision.objects.update(body="专家委员会")
    here = reverse("recommendation", args=[there.call.public_id])
    page = window(there.officer, here)
    _decided(page, tmp_path)
    _drawn(page)
    _sent(window(there.head, here))  # not by who entered the decision
    page.goto(f"{page.url}")
    _answered(page)
    letter = Recommendation.objects.get()
    assert ProjectStage.objects.get(entry=there.entry, level="province").document_number == helping.PAPER
    school = window(there.school, reverse("apply-page", args=[there.applications[0].public_id]), width=390)
    expect(school.get_by_text("省级示范团队")).to_be_visible()
    page.goto(page.url)
    assert faults_at(page, "recommendation", axe_source, _pages(there, letter)) == []


def _decided(page, folder):
    minutes = folder / "党组会纪要.pdf"
    minutes.write_bytes(b"%PDF-1.4")
    page.get_by_role("link", name="登记推荐审定").first.click()
    page.locator("#id_body").fill("局党组会")
    page.locator("#id_held_on").fill(clock.today().isoformat())
    page.locator("#id_words").fill("同意推荐。")
    page.locator("#id_file").set_input_files(minutes)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("推荐审定已登记")).to_be_visible()


def _drawn(page):
    page.get_by_role("link", name="拟推荐函").click()
    page.locator("#id_to").fill(LONG[:80])  # as long as they come: a letter is not changed afterwards
    page.locator("#id_letter_number").fill(f"{LONG[:30]}〔2026〕5号")
    page.get_by_role("button", name="拟好").click()
    expect(page.get_by_text("推荐函和汇总表已拟好")).to_be_visible()
    page.get_by_role("button", name="打印盖章").click()
    expect(page.get_by_role("link", name="推荐函报送件")).to_be_visible()
    page.get_by_text("已盖章印发", exact=True).click()
    page.get_by_role("button", name="确认已盖章印发").click()
    expect(page.get_by_text("已登记盖章印发")).to_be_visible()


def _sent(page):
    page.get_by_role("link", name="登记发出").click()
    page.locator("#id_how").fill("公文交换")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记发出")).to_be_visible()


def _answered(page):
    page.get_by_role("link", name="登记上级结果").click()
    page.locator("#id_on").fill(clock.today().isoformat())
    page.locator("#id_document_number").fill(helping.PAPER)
    page.locator('[name="results-0-outcome"]').select_option("won")
    page.locator('[name="results-0-title"]').fill("省级示范团队")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("入选的已写进台账")).to_be_visible()


def _pages(there, letter):
    """With names as long as they come."""
    helping.upper(there, statements=[{"key": "s", "title": "承诺书"}])
    Application.objects.update(group=LONG[:40])
    Application.objects.filter(pk=there.applications[0].pk).update(title=LONG[:120])
    Call.objects.update(title=LONG[:120])
    UpperResult.objects.update(title=LONG[:120], note=LONG[:300])
    own = [letter.public_id, "province"]
    return {
        "calls": reverse("recommendations"),
        "call": reverse("recommendation", args=[there.call.public_id]),
        "draw": reverse("recommendation-draw", args=[there.call.public_id]),
        "decide": reverse("recommendation-decide", args=[there.call.public_id]),
        "send": reverse("recommendation-send", args=[letter.public_id]),
        "results": reverse("recommendation-results", args=own),
        "upload": reverse("recommendation-results-upload", args=own),
        "promote": reverse("recommendation-promote", args=[there.call.public_id]),
        "name-upper": reverse("recommendation-name-upper", args=[there.call.public_id]),
        "desk": reverse("desk"),
    }
