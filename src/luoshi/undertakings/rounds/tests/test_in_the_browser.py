"""Rounds in Chromium: a school ticks, writes and sends, a county decides; every page at both widths."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation, User
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults
from luoshi.papers.tests.conftest import chromium, window
from luoshi.plans.models import Task
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Application, Round

from . import helping
from .helping import a_round, do, drafted, fresh, passed, words

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
UNBROKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 3


def picture(page: Any, name: str) -> None:
    looking.picture(page, f"round-{name}", full_page=True)


def test_a_school_ticks_writes_and_sends_and_what_it_types_is_kept(there, window):
    page = window(there.office, f"/rounds/{there.round.public_id}/")
    page.get_by_role("button", name="开始申报").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="保存勾选").click()
    picture(page, "missing-1440")
    page.get_by_role("link", name="填写").click()
    page.get_by_label("申报理由").fill("有实训基地，有队伍。")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已暂存")
    page.reload()
    expect(page.get_by_label("申报理由")).to_have_value("有实训基地，有队伍。")
    page.get_by_label("承接基础").fill("两个实训室")
    page.get_by_label("年度，第 1 行").fill("2026")
    page.get_by_label("学校自筹，第 1 行").fill("30")
    page.get_by_role("button", name="保存，填下一项").click()
    page.get_by_role("button", name="报送审批").click()
    expect(page.get_by_text("已报送")).to_be_visible()
    picture(page, "sent-1440")
    assert Application.objects.get().state == "school"


def prepared(there: Any, kind: str) -> dict[str, tuple[Any, str]]:
    """Pages by name, each with whoever looks: empty, as usual, or with names and words as long as they may be."""
    if kind == "empty":
        Round.objects.all().delete()
        return {"list": (there.office, "/rounds/"), "list-city": (there.officer, "/rounds/")}
    said, officer = "有实训基地，有队伍，三年内建成。", there.actor("officer")
    if kind == "ugly":
        said = UNBROKEN + LONG * 4
        Organisation.objects.filter(pk=there.school.pk).update(name=LONG[:80], short=LONG[:40])
        User.objects.update(name=LONG[:40])
        Task.objects.filter(plan=there.plan).update(title=(LONG * 3)[:200])
        Round.objects.update(name=LONG[:80], words=said)
        Round.objects.bulk_create([Round(plan=there.plan, name=LONG[:80]) for _ in range(40)])
    above = passed(there, helping.sent(there, reason=said), *helping.BELOW)
    wish = above.wishes.all()[0]
    other = helping.other_round(there)
    application = drafted(SimpleNamespace(**vars(there) | {"round": other}), reason=said)
    draft = a_round(there)
    row = draft.tasks.all()[0]
    pages = {
        "edit-wish": (there.office, f"/wishes/{application.wishes.all()[0].public_id}/"),
        "choose": (there.office, f"/applications/{application.public_id}/tasks/"),
        "draft": (there.office, f"/applications/{application.public_id}/"),
        "list": (there.office, "/rounds/"),
        "overview": (there.officer, f"/rounds/{there.round.public_id}/overview/"),
        "judge": (there.officer, f"/wishes/{wish.public_id}/judge/"),
        "round": (there.office, f"/rounds/{there.round.public_id}/"),
        "make-edit": (there.officer, f"/rounds/{draft.public_id}/edit/"),
        "make-tasks": (there.officer, f"/rounds/{draft.public_id}/tasks/"),
        "make-schools": (there.officer, f"/rounds/{draft.public_id}/schools/"),
        "make-condition": (there.officer, f"/round-tasks/{row.public_id}/condition/"),
        "make-preview": (there.officer, f"/rounds/{draft.public_id}/"),
    }
    do(actions.change_round, draft, officer, **words(fresh(draft), closes_at=None))
    return pages


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["empty", "normal", "ugly"])
def test_every_page_fits_both_widths_and_satisfies_axe(there, window, axe_source, kind):
    helping.set_up_profile(there)
    for name, (who, path) in prepared(there, kind).items():
        assert faults(window(who, path), f"round-{name}-{kind}", axe_source) == []


def test_the_county_decides_row_by_row(there, window):
    application = passed(there, helping.sent(there), "head")
    page = window(there.county, f"/applications/{application.public_id}/")
    page.get_by_text("分部分写意见").click()
    page.get_by_label("的意见").nth(1).fill("请核实数量")
    picture(page, "decide-1440")
    page.get_by_text("退回", exact=True).click()
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回。")).to_be_visible()
    page = window(there.office, f"/applications/{application.public_id}/", width=390)
    picture(page, "returned-390")
    assert page.locator("html").evaluate("html => html.scrollWidth <= innerWidth")
    expect(page.get_by_text("请核实数量").first).to_be_visible()
    said = page.locator(".paper-history .paper-parts dd").bounding_box()
    assert said["width"] > 200, "below its label, not one character a line beside it"
