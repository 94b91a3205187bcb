"""Workplans in Chromium: a part and a timetable with real keys, every page at both widths, ugly, empty."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import User
from luoshi.common.tests.conftest import SCREENSHOTS
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.workplans import actions

from .helping import act, fresh, lines, parts_of, passed, started, wording, written

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"


def picture(page: Any, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"workplan-{name}.png", full_page=True)


def paste(page: Any, text: str) -> None:
    """As a spreadsheet's clipboard arrives at the focused cell."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_timetable_by_keys_and_from_the_clipboard_undone_and_saved(there, window):
    workplan = started(there)
    first, second = (wording(there, part) for part in parts_of(workplan))
    page = window(there.office, f"/workplans/{workplan.public_id}/timetable/")
    page.locator("#part-1").focus()
    head, owner = there.head.user.name, there.owner.user.name
    rows = [
        [first, "制定办法", "2026-01-01", "2026年6月底", "2", "", "印发文件", head, "", owner],
        [second, "完成建设", "", "2027.6", "3", "1", "专家验收", head, "", "没有这个人"],
    ]
    paste(page, "\n".join("\t".join(row) for row in rows))
    expect(page.locator("#title-2")).to_have_value("完成建设")
    page.keyboard.press("Control+z")
    expect(page.locator("#title-2")).to_have_value("")
    page.keyboard.press("Control+y")
    expect(page.locator("#title-2")).to_have_value("完成建设")
    page.get_by_role("button", name="保存进度表").click()
    expect(page.get_by_role("alert")).to_contain_text("第 2 行“责任人”")
    picture(page, "grid-wrong-1440")
    page.locator("#owner-2").fill(there.owner.user.name)
    page.keyboard.press("Enter")
    expect(page.locator("#owner-3")).to_be_focused()
    page.get_by_role("button", name="保存进度表").click()
    expect(page.get_by_text("共 2 个里程碑")).to_be_visible()
    assert list(fresh(workplan).milestones.values_list("title", "owner")) == [
        ("制定办法", there.owner.pk), ("完成建设", there.owner.pk),
    ]  # fmt: skip


def test_what_is_typed_in_the_grid_is_kept_and_comes_back(there, window):
    workplan = started(there)
    page = window(there.office, f"/workplans/{workplan.public_id}/timetable/")
    page.locator("#title-1").fill("想到一半")
    expect(page.locator("[data-saved]")).to_contain_text("已暂存")
    page.reload()
    expect(page.locator("#title-1")).to_have_value("想到一半")


def test_every_page_stands_at_both_widths_with_ugly_and_with_no_data(there, window, axe_source):
    empty = started(there, round_="2031")
    school = there.school
    school.name, school.short = LONG, LONG[:40]
    school.save()
    User.objects.filter(pk=there.owner.user_id).update(name="欧阳慕容上官司马诸葛")
    there.owner.user.refresh_from_db()
    workplan = written(there)
    ugly = lines(there, workplan, acceptance="验" * 120, helpers=LONG)
    for row, key in zip(
        ugly, workplan.milestones.order_by("order").values_list("key", flat=True), strict=True
    ):
        row.key = key
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=ugly)
    base, part = f"/workplans/{workplan.public_id}/", parts_of(workplan)[0]
    pages = {
        "list": "/workplans/",
        "draft": base,
        "empty": f"/workplans/{empty.public_id}/",
        "part": f"/workplans/parts/{part.public_id}/",
        "grid": f"{base}timetable/",
        "road": f"{base}roadmap/",
        "no-road": f"/workplans/{empty.public_id}/roadmap/",
        "copy": f"{base}copy/",
        "departments": f"{base}departments/",
    }
    page = window(there.office, "/workplans/")
    assert faults_at(page, "workplan", axe_source, pages) == []
    passed(there, act(actions.send_workplan, workplan, there.actor("office")))
    page = window(there.officer, "/workplans/")
    later = {"filed": base, "plan-road": f"/plans/{there.plan.public_id}/roadmap/"}
    assert faults_at(page, "workplan", axe_source, later) == []
