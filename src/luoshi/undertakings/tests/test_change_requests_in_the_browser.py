"""Change requests in Chromium: asked for with real clicks and kept as typed; every page at both widths, ugly, empty."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation, User
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults
from luoshi.papers.tests.conftest import chromium, window
from luoshi.plans.models import Task
from luoshi.undertakings import actions
from luoshi.undertakings.models import ChangeRequest

from .requests import a_paper, act, drafted, passed, sent

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
UNBROKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 3


def picture(page: Any, name: str) -> None:
    looking.picture(page, f"change-{name}", full_page=True)


def test_a_school_asks_with_clicks_and_what_it_types_is_kept(there, window):
    page = window(there.office, f"/duties/{there.duty.public_id}/")
    page.get_by_text("办理", exact=True).click()
    page.get_by_role("link", name="申请变更").click()
    page.get_by_label("退出承接").check()
    picture(page, "start-1440")
    page.get_by_role("button", name="开始起草").click()
    page.get_by_label("理由").fill("专业调整，不再招收这个专业。")
    page.get_by_label("这项任务已经做了什么").fill("未开始")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已暂存")
    page.reload()
    expect(page.get_by_label("理由")).to_have_value("专业调整，不再招收这个专业。")
    page.get_by_label("没有影响").check()
    page.get_by_label("变更后的安排").fill("教师转到别的专业。")
    page.get_by_role("button", name="存草稿").click()
    page.get_by_role("button", name="报送审批").click()
    expect(page.get_by_text("已报送")).to_be_visible()
    assert ChangeRequest.objects.get().state == "running"


def test_a_school_arranges_a_joint_task_with_clicks(there, window):
    page = window(there.office, f"/duties/{there.duty.public_id}/change-request/")
    page.get_by_label("联合承接（").check()
    page.get_by_role("button", name="开始起草").click()
    picture(page, "joint-edit-1440")
    others = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk)
    carries = others.filter(duties__task=there.duty.task, duties__basis="undertaken").first()
    for school in (carries, others.exclude(duties__task=there.duty.task).first()):
        page.get_by_role("checkbox", name=school.name).check()
    page.get_by_label("理由").fill("三校共建实训基地。")
    page.get_by_label("这项任务已经做了什么").fill("未开始")
    page.get_by_label("没有影响").check()
    page.get_by_label("变更后的安排").fill("由本校牵头。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("row", name=f"{carries.short} 单独承接 参与")).to_be_visible()
    picture(page, "joint-draft-1440")
    page.set_viewport_size({"width": 390, "height": 900})
    picture(page, "joint-draft-390")
    page.get_by_role("link", name="修改", exact=True).click()
    picture(page, "joint-edit-390")
    expect(page.get_by_role("checkbox", name=carries.name)).to_be_checked()
    page.go_back()
    page.get_by_role("button", name="报送审批").click()
    request = ChangeRequest.objects.get()
    assert (request.state, request.parts.count()) == ("running", 3)
    picture(page, "joint-sent-390")


def prepared(there: Any, kind: str) -> dict[str, tuple[Any, str]]:
    """Pages by name, each with whoever looks: empty, as usual, or with names and words as long as they may be."""
    plan = f"/plans/{there.plan.public_id}/change-requests/"
    if kind == "empty":
        return {"list": (there.office, plan)}
    words = "专业调整，不再招收这个专业。"
    if kind == "ugly":
        words = UNBROKEN + LONG * 4
        Organisation.objects.filter(pk=there.school.pk).update(name=LONG[:80], short=LONG[:40])
        User.objects.update(name=LONG[:40])
        Task.objects.filter(pk=there.duty.task_id).update(title=(LONG * 3)[:200])
    request = drafted(there, reason=words, basis=words, files=[a_paper(f"{words[:80]}.jpg")])
    draft = drafted(there, "quantity", by="head", quantity=Decimal("123456.5"), reason=words)
    act(actions.send_request, request, there.actor("office"))
    passed(there, request, "head", "county", "leader")
    many = {"task": request.task, "organisation": request.organisation, "author": request.author}
    if kind == "ugly":
        ChangeRequest.objects.bulk_create([ChangeRequest(kind="take_on", **many) for _ in range(60)])
    at = f"/change-requests/{request.public_id}/"
    return {
        "list": (there.office, plan),
        "decide": (there.section, at),
        "edit": (there.head, f"/change-requests/{draft.public_id}/edit/"),
        "draft": (there.head, f"/change-requests/{draft.public_id}/"),
    }


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["empty", "normal", "ugly"])
def test_every_page_fits_both_widths_and_satisfies_axe(there, window, axe_source, kind):
    for name, (who, path) in prepared(there, kind).items():
        assert faults(window(who, path), f"{name}-{kind}", axe_source) == []


def test_the_drawer_of_the_matrix_count_opens_the_request(there, window):
    request = passed(there, sent(there))
    page = window(there.officer, reverse("lineage-task-current", args=[there.duty.task.public_id]))
    picture(page, "drawer-1440")
    page.get_by_role("link", name="申请退出承接").click()
    assert request.public_id in page.url
    expect(page.get_by_text("生效时的变化")).to_be_visible()
    picture(page, "applied-1440")
