"""Recognition in Chromium: an officer registers, a stranger checks the certificate, two revoke; at both widths."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common import clock
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.recognition.models import Award, Certificate
from luoshi.selection.recognition.tests import helping
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_certificate_is_issued_checked_by_a_stranger_and_revoked(
    yichang, window, chromium, axe_source, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = helping.published(yichang)
    here = reverse("recognition-call", args=[there.call.public_id])
    page = window(there.officer, here)
    site = page.url.removesuffix(here)
    page.locator("#id_on").fill(clock.today().isoformat())
    page.locator("#id_document_number").fill(helping.PAPER)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记。")).to_be_visible()
    award = Award.objects.get(application=there.applications[0])
    stranger = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    stranger.goto(f"{site}/verify/")
    stranger.locator("#code").fill(Certificate.objects.get(award=award).code.upper())
    stranger.get_by_role("button", name="查验", exact=True).click()
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    _revoked(there, page, window, site, award)
    stranger.reload()
    expect(stranger.get_by_text("这份证书已撤销")).to_be_visible()
    pages = _pages(there, award) | {"verify": reverse("verify")}
    assert faults_at(page, "recognition", axe_source, pages) == []


def _revoked(there, page, window, site, award):
    page.goto(site + reverse("award-revoke", args=[award.public_id]))
    page.locator("#id_on").fill(clock.today().isoformat())
    page.locator("#id_document_number").fill("撤〔2026〕1号")
    page.locator("#id_reason").fill("核查属实")
    page.get_by_role("button", name="提出撤销").click()
    expect(page.get_by_text("等另一个人确认").first).to_be_visible()
    leader = window(there.leader, reverse("award", args=[award.public_id]), width=390)
    leader.locator("summary", has_text="撤销").click()
    leader.get_by_role("button", name="确认撤销").click()
    expect(leader.get_by_text("已撤销，证书同时失效。")).to_be_visible()


def _pages(there, award):
    """With names as long as they come."""
    helping.announced(there, title=LONG[:120], document_number=LONG[:80])
    helping.announced(there, title=LONG[:120], reason=LONG)
    Award.objects.update(title=LONG[:120], holder=LONG[:200], honour=LONG[:60], document_number=LONG[:80])
    standing = Award.objects.exclude(pk=award.pk).get()
    return {
        "told": reverse("verify-certificate", args=[Certificate.objects.get(award=award).code]),
        "awards": reverse("awards"),
        "calls": reverse("recognition-calls"),
        "call": reverse("recognition-call", args=[there.call.public_id]),
        "award": reverse("award", args=[standing.public_id]),
        "award-renew": reverse("award-renew", args=[standing.public_id]),
        "announced": reverse("announced"),
        "announcement": reverse("announcement", args=[there.call.public_id]),
        "award-revoke": reverse("award-revoke", args=[standing.public_id]),
    }
