"""People, posts and organisations in Chromium: width, accessibility, pictures; the way of a list and a hand-over."""

import io
import re

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from luoshi.accounts import leaving, uploads
from luoshi.accounts.invitations import not_yet_in
from luoshi.accounts.models import Handover, ListUpload, Membership, Organisation
from luoshi.accounts.organisations import found_department, rename_organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, drafts
from luoshi.common.tests.looking import faults, faults_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "示例省示例市示例县示例区示例职业技术教育中心示例分校附属示例实训基地示例第一教学点示例部示例处室"[:40]
UGLY_ROWS = 300


def table(*rows):
    book = openpyxl.Workbook()
    for row in (["姓名", "手机号", "岗位", "职务", "处室"], *rows):
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(rows, post, organisation):
    actor = actor_for(post)
    content = uploads.read_list("people", "名单.xlsx", table(*rows), actor, organisation)
    return uploads.send_list(organisation=organisation, file_name="名单.xlsx", content=content, by=actor)


def made(yichang, ugly):
    """A school with a department, one who has left, a list with and one without mistakes."""
    admin, school = yichang.post("security_admin"), Organisation.objects.get(key="zhijiang")
    by = actor_for(admin)
    office, gone = yichang.post("office", "zhijiang"), yichang.post("teacher", "zhijiang")
    name = LONG if ugly else "教务处"
    found_department(parent=school, name=name, on=clock.today(), by=by)
    if ugly:
        Membership.objects.update(title=LONG)
        rename_organisation(
            organisation=school, name=LONG * 2, short=LONG, on=clock.today(), by=by, version=school.version
        )
        school.refresh_from_db()
    drafts.save(actor_for(gone), "plans.task", "x", {"title": [LONG if ugly else "写了一半"]})
    leaving.leave_posts(
        user=gone.user,
        leavings=[leaving.Leaving(gone, Membership.objects.get(pk=gone.pk).version, office)],
        on=clock.today(),
        reason="调任",
        by=by,
    )
    count = UGLY_ROWS if ugly else 3
    good = sent([[f"示例{n}", f"1990000{n:04d}", "教师", "", name] for n in range(count)], admin, school)
    bad = sent([[f"示例{n}", f"{n}", "老师", "", "没有的处"] for n in range(count)], admin, school)
    return admin, office, {
        "people": "/people/",
        "person": f"/people/{office.user.public_id}/",
        "leave": f"/people/{office.user.public_id}/leave/",
        "lists": "/lists/",
        "list-good": f"/lists/{good.public_id}/",
        "list-bad": f"/lists/{bad.public_id}/",
        "organisation": f"/organisations/{school.public_id}/",
        "rename": f"/organisations/{school.public_id}/change/rename/",
        "merge": f"/organisations/{school.public_id}/change/merge/",
        "roles": "/roles/",
        "handover": f"/handovers/{Handover.objects.get().public_id}/",
    }  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["ugly", "normal"])
def test_no_page_of_people_is_too_wide_and_axe_finds_nothing_serious(yichang, window, axe_source, kind):
    admin, office, pages = made(yichang, kind == "ugly")
    handover = {"handover": pages.pop("handover")}
    assert faults_at(window(admin, "/desk/"), f"people-{kind}", axe_source, pages) == []
    assert faults_at(window(office, "/desk/"), f"people-{kind}", axe_source, handover) == []


def test_a_school_sends_its_list_and_everybody_is_invited(yichang, window, axe_source):
    """The office uploads and proposes, the security administrator confirms, the system administrator prints slips."""
    office, admin = yichang.post("office", "zhijiang"), yichang.post("security_admin")
    system, school = yichang.post("system_admin"), Organisation.objects.get(key="zhijiang")
    page = window(office, "/lists/")
    page.set_input_files("input[type=file]", {"name": "名单.xlsx", "mimeType": "x/x", "buffer": table(
        ["示例 王　磊", "１９９ 0000-0001", "教师", "语文教师", ""], ["示例李红", "19900000002", "财务", "会计", ""]
    )})  # fmt: skip
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("示例王磊")).to_be_visible()
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text("已上报，待确认").first).to_be_visible()
    assert not Membership.objects.filter(user__name="示例王磊").exists()
    upload = ListUpload.objects.get()
    page = window(admin, "/desk/")
    page.get_by_role("link", name="去核对").click()
    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_text("名单已经生效")).to_be_visible()
    upload.refresh_from_db()
    assert (upload.state, upload.counts["people"]) == ("applied", 2)
    page = window(system, "/accounts/invitations/")
    page.get_by_label("单位").select_option(school.public_id)
    page.get_by_role("button", name="发放并打印纸条").click()
    expect(page.locator(".slip")).to_have_count(3)  # the office has no password yet either
    slip = page.locator(".slip").first
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(slip.locator("img").screenshot())))
    assert re.search(r"/tickets/[\w-]{32}/$", code.text)
    expect(slip).to_contain_text(code.text)
    assert faults(page, "slips", axe_source) == []
    assert not not_yet_in(actor_for(system), school).exists()
