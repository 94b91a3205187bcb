"""The bureau's half in Chromium: accept, ask, confirm with clicks; every page at both widths, ugly names too."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.papers.tests.conftest import chromium, window
from luoshi.undertakings.rounds import actions

from .helping import applied, confirmed, do, fresh, judged, over
from .test_in_the_browser import LONG, picture

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHOOLS = ("sanxia", "yidu", "jidian", "dangyang", "xingshan")


def fits(page: Any) -> None:
    """Nothing wider than the window but tables that scroll by themselves."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"] + 1


def test_the_bureau_judges_and_confirms_with_clicks(there, window, it_is):
    wish = applied(there, "sanxia").wishes.get()
    applied(there, "yidu")
    over(there, it_is)
    page = window(there.officer, f"/rounds/{there.round.public_id}/overview/")
    page.get_by_role("link", name="三峡中专").first.click()
    page.get_by_label("不同意").check()
    page.get_by_role("button", name="保存，看下一项").click()
    expect(page.get_by_text("请写明理由")).to_be_visible()
    page.get_by_label("理由或说明").fill("名额有限")
    page.get_by_role("button", name="保存，看下一项").click()
    expect(page.get_by_text("意见已保存")).to_be_visible()
    page.get_by_role("link", name="返回汇总").click()
    page.get_by_role("button", name="同意未定的 1 项").click()
    expect(page.get_by_text("已同意 1 项，可以逐项改回")).to_be_visible()
    page.get_by_role("link", name="核对并确认").click()
    page.get_by_role("button", name="确认承接").click()
    expect(page.get_by_role("heading", name="任务承接情况一览表").first).to_be_visible()
    assert (fresh(there.round).state, fresh(wish).verdict) == ("confirmed", "declined")


@pytest.mark.parametrize("ugly", [False, True])
def test_the_pages_fit_both_widths(there, window, it_is, ugly, axe_source):
    if ugly:
        for number, each in enumerate(Organisation.objects.filter(kind="school")):
            Organisation.objects.filter(pk=each.pk).update(
                name=f"{LONG}{number}", short=f"{LONG[:28]}{number}"
            )
    applications = [applied(there, key, tasks=list(there.round.tasks.all())) for key in SCHOOLS]
    wish = applications[0].wishes.first()
    words = "场地在哪里，能容纳多少人？" * (9 if ugly else 1)
    do(actions.remark_on_wish, wish, there.actor("officer"), text=words)
    base = f"/rounds/{there.round.public_id}/"
    pages = {
        "overview": f"{base}overview/",
        "judge": f"/wishes/{wish.public_id}/judge/",
        "confirm": f"{base}confirm/",
    }
    for name, address in pages.items():
        _look(window, there, name, address, ugly, axe_source)
    for application in applications:
        judged(there, application)
    confirmed(there, it_is)
    _look(window, there, "list", f"{base}list/", ugly, axe_source)


def _look(window: Any, there: Any, name: str, address: str, ugly: bool, axe_source: str) -> None:
    for width in (390, 1440):
        page = window(there.officer, address)
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        fits(page)
        picture(page, f"{name}-{'ugly-' if ugly else ''}{width}")
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")]
        assert serious == []
