"""Papers in Chromium: a whole way with real clicks, then every page at both widths, ugly and empty, with axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation, User
from luoshi.common import clock
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults_at
from luoshi.papers import actions, chains
from luoshi.papers.models import Approval, Brief, Entry

from .conftest import a_paper, days, decide, enter, fresh, send_back
from .test_prints import printed
from .test_sendings import mend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"
UNBROKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 3


def picture(page: Any, name: str) -> None:
    looking.picture(page, f"papers-{name}", full_page=True)


def give_to_the_deputy(town: Any, **said: Any) -> None:
    """The head is away for five days."""
    actions.delegate(
        organisation=town.school,
        principal=town.the("school_head"),
        to=town.the("deputy_head"),
        start=clock.today(),
        end=days(5),
        **{"by": town.actor("school_head"), **said},
    )


def write_and_send(page: Any) -> str:
    """A new brief by clicks; where it lies."""
    page.get_by_label("标题").fill("关于添置数控实训设备的请示")
    page.get_by_label("正文").fill("拟添置数控车床 4 台。")
    page.get_by_label("county全称").check()
    expect(page.locator("[data-saved]")).to_contain_text("草稿已暂存")
    page.get_by_role("button", name="存草稿").click()
    page.get_by_role("button", name="报送审批").click()
    expect(page.get_by_text("已报送")).to_be_visible()
    return f"/briefs/{Brief.objects.get().public_id}/"


def return_it(page: Any) -> None:
    page.get_by_role("link", name="办理").first.click()
    page.locator("#id_comment").fill("请补充预算")
    page.get_by_text("退回", exact=True).click()
    picture(page, "return-1440")
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回。")).to_be_visible()


def enter_it(page: Any, signed: Any) -> None:
    page.get_by_text("代录领导的决定").click()
    page.get_by_label("签批单（扫描或照片）").set_input_files(signed)
    picture(page, "enter-1440")
    page.get_by_role("button", name="确认代录").click()
    expect(page.get_by_text("已代录。")).to_be_visible()


def test_a_brief_goes_its_way_with_a_return_a_delegate_and_a_leader_on_paper(town, paper, window, tmp_path):
    """Written, returned by the office, sent again, passed by the deputy for the absent head, entered for the county."""
    signed = tmp_path / "签批单.pdf"
    signed.write_bytes(b"%PDF-1.4 signed")
    give_to_the_deputy(town)
    page = window(town.the("department_head"), "/briefs/new/")
    path = write_and_send(page)
    return_it(window(town.the("office"), "/desk/"))
    page.goto(page.url)
    expect(page.get_by_role("region", name="退回意见").get_by_text("请补充预算")).to_be_visible()
    page.get_by_label("修改说明").fill("预算见第二段")
    page.get_by_role("button", name="重新报送").click()
    decide(Brief.objects.get(), town.actor("office"))
    deputy = window(town.the("deputy_head"), path, width=390)
    expect(deputy.get_by_role("heading", name="代示例school_head")).to_be_visible()
    picture(deputy, "deputy-390")
    deputy.get_by_role("button", name="同意").click()
    expect(deputy.get_by_text("已同意。")).to_be_visible()
    decide(Brief.objects.get(), town.actor("county_officer", "county"))
    enter_it(window(town.the("county_officer", "county"), path), signed)
    assert Approval.objects.get().state == "passed"
    ways = Entry.objects.filter(step__isnull=False).values_list("way", flat=True)
    assert list(ways) == ["own", "own", "delegate", "own", "entered"]


def make_ugly(town: Any) -> None:
    """Names as long as they may be."""
    Organisation.objects.filter(pk=town.school.pk).update(name=LONG[:80], short=LONG[:40])
    User.objects.update(name=LONG[:40])


def prepared(town: Any, paper: Any, kind: str) -> dict[str, str]:
    """The pages of a site with papers; `ugly`: names and words as long as they may be."""
    words, title, text = "同意，数字已核。", "关于添置数控实训设备的请示", "拟添置数控车床 4 台。"
    if kind == "ugly":
        make_ugly(town)
        words, title, text = UNBROKEN + LONG * 2, (LONG * 3)[:120], UNBROKEN + LONG * 5
    office, proof = town.actor("office"), a_paper(f"{words[:80]}.jpg")
    brief = paper(up_to="city", title=title, text=text)
    decide(brief, office, comment=words, parts={"text": words})
    enter(brief, office, leader=town.the("school_head"), comment=words, proofs=[proof])
    entry = fresh(brief).entries.last()
    actions.object_to_entry(entry=entry, text=words, by=town.actor("school_head"))
    back = paper(title=title, text=words)
    send_back(back, office, comment=words, due=days(3))
    mend(town, back, text="还没有报送的正文")
    mine = paper(title=title, text=words)
    actions.set_route(organisation=town.school, kind="", steps=chains.FULL["school"], by=office)
    give_to_the_deputy(town, reason=words[:200], by=office, proof=proof)
    printed(brief, office)
    return {
        "desk": "/desk/",
        "approvals": "/approvals/?box=all",
        "approval": f"/approvals/{brief.approval.public_id}/",
        "brief": f"/briefs/{mine.public_id}/",
        "printed": f"/briefs/{brief.public_id}/",
        "print": f"/briefs/{brief.public_id}/print/",
        "routes": "/routes/",
        "route": "/routes/of/all/",
        "delegations": "/delegations/",
        "new-delegation": "/delegations/new/",
        "new-brief": "/briefs/new/",
        "rules": "/rules/",
        "returned": f"/briefs/{back.public_id}/",
    }


EMPTY = {
    "approvals": "/approvals/",
    "briefs": "/briefs/",
    "delegations": "/delegations/",
    "routes": "/routes/",
    "route": "/routes/of/brief/",
}


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["normal", "ugly", "empty"])
def test_no_page_is_too_wide_and_axe_finds_nothing_serious(town, paper, window, axe_source, kind):
    paths = EMPTY if kind == "empty" else prepared(town, paper, kind)
    assert faults_at(window(town.the("office"), "/desk/"), f"papers-{kind}", axe_source, paths) == []
