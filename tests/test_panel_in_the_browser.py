"""A panel in Chromium: from the seed to the signature, every page at both widths, empty and ugly."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.common import jobs
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.applying.models import Application
from luoshi.selection.panel.models import Assigned, Draw, Expert, Seat
from luoshi.selection.panel.tests import helping
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_panel_from_the_seed_to_the_signature_at_both_widths(
    yichang, window, axe_source, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = helping.panel_of(yichang, applications=4, experts=5)
    page = window(there.officer, f"/panels/{there.call.public_id}/")
    page.get_by_role("link", name="开始抽取").click()
    page.locator("#id_need").fill("2")
    page.get_by_role("button", name="生成随机数并公布校验码").click()
    expect(page.get_by_text("校验码已公布")).to_be_visible()
    draw = Draw.objects.get()
    base = f"/panels/{there.call.public_id}/"
    page.goto(page.url.split("/panel-draws")[0] + f"{base}choose/")
    for box in page.locator("input[name=experts]").all():
        box.check()
    page.get_by_role("button", name="选入").click()
    expect(page.get_by_text("专家05")).to_be_visible()
    page.locator(f"a[href='/panel-draws/{draw.public_id}/']").click()
    page.locator("summary", has_text="封存名单并抽取").click()
    page.get_by_role("button", name="确认封存名单并抽取").click()
    expect(page.get_by_text("正在抽取").first).to_be_visible()
    assert jobs.run_next()
    monitor = window(there.monitor, f"/panel-draws/{draw.public_id}/", width=390)
    monitor.get_by_role("button", name="见证").click()
    expect(monitor.get_by_text("已记为见证。")).to_be_visible()
    page.reload()
    page.locator("summary", has_text="确认分配").click()
    page.get_by_role("button", name="确认分配", exact=True).click()
    expect(page.get_by_text("分配已确认")).to_be_visible()
    seat = Seat.objects.filter(assigned__isnull=False).order_by("code")[0]
    expert = window(seat.expert.membership, "/desk/", width=390)
    expert.locator(f"a[href='/own-panels/{seat.public_id}/']").first.click()
    expert.get_by_role("button", name="我已阅读并承诺").click()
    expect(expert.get_by_text("分给您").first).to_be_visible()
    _look(there, page, axe_source, draw)
    own = {"own": "/own-panels/", "own-panel": f"/own-panels/{seat.public_id}/"}
    assert faults_at(expert, "panel", axe_source, own) == []


def _look(there, page, axe_source, draw):
    """With names as long as they come."""
    base = f"/panels/{there.call.public_id}/"
    Expert.objects.update(name=LONG[:40], title=LONG[:60], fields=["机电", LONG[:20], "思政"])
    Application.objects.filter(pk=there.applications[0].pk).update(title=LONG[:120])
    task = Assigned.objects.select_related("seat__call", "seat__expert", "application").order_by("id")[0]
    said = {"application": task.application, "reason": "亲" * 300}
    helping.do(helping.actions.set_conflict, task.seat, there.officer, on="seat", **said)
    expert = there.experts[0]
    pages = {
        "panels": "/panels/",
        "panel": base,
        "choose": f"{base}choose/",
        "draw": f"/panel-draws/{draw.public_id}/",
        "conflicts": f"{base}conflicts/",
        "set-conflict": f"{base}conflicts/new/",
        "hands": f"{base}hands/",
        "give": f"{base}give/",
        "experts": "/experts/",
        "expert": f"/experts/{expert.public_id}/",
        "edit": f"/experts/{expert.public_id}/edit/",
        "text": "/experts/commitment/",
    }
    assert faults_at(page, "panel", axe_source, pages) == []
