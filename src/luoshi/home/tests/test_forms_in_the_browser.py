"""Data forms in Chromium: a profile filled in and pasted into, and the editor; width, accessibility, pictures."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults
from luoshi.home.profile.actions import save_profile, set_up_profiles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "示例市中等职业技术教育中心（示例市高级技工学校、示例市广播电视大学分校）机电校区"
ROWS = [
    {"_row": f"r{n}", "name": f"{LONG[:20]}专业{n}", "code": f"66{n:04d}", "students": 10 + n}
    for n in range(30)
]
VALUES = {
    "name": LONG,
    "sort": "c1",
    "owner": "c2",
    "council": LONG,
    "contact": "示例何",
    "phone": "07170000001",
    "students": 12_345,
    "teachers": 320,
    "specialist": 200,
    "dual": 120,
    "specialties": ROWS,
    "money": [{"_row": "m1", "year": "2025", "income": 3_512_345_600, "public": 3_000_000_000}],
}


@pytest.fixture
def school(yichang):
    set_up_profiles(system_actor())
    return Organisation.objects.get(key="zhijiang")


def editor_pages(draft):
    one = f"/form-versions/{draft.public_id}/"
    return {
        "forms": "/forms/",
        "form": f"/forms/{draft.definition.public_id}/",
        "form-version": one,
        "form-field": f"{one}fields/council/",
        "form-new-choice": f"{one}fields/new/?kind=choice",
        "form-check": f"{one}checks/2/",
        "form-try": f"{one}try/",
        "form-publish": f"{one}publish/",
        "new-form": "/forms/new/",
    }


@pytest.mark.prove
def test_forms_fit_the_window_and_axe_finds_nothing_serious(yichang, school, window, axe_source):
    office, officer = yichang.post("office", "zhijiang"), yichang.post("city_officer")
    version = FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key).current
    profile = {
        name: reverse(name, args=[school.public_id]) for name in ("profile", "edit-profile", "upload-profile")
    }
    page = window(office, profile["edit-profile"])
    address = page.url.partition("/organisations/")[0]
    found = faults(page, "profile-edit-new", axe_source)
    save_profile(
        organisation=school, form_version=version, values=VALUES, answer_version=0, by=actor_for(office)
    )
    for name, path in {
        **profile,
        "print-profile": f"{reverse('print-profile', args=[school.public_id])}?empty=1",
    }.items():
        page.goto(address + path)
        found += faults(page, name, axe_source)
    page.goto(address + profile["edit-profile"])
    page.locator("#id_students").fill("很多人")
    page.locator('input[name="money-0-income"]').fill("约三千")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("没有保存：请先改正下面的内容")).to_be_visible()
    found += faults(page, "profile-errors", axe_source)
    actions.draft_version(definition=version.definition, by=actor_for(officer))
    draft = draft_of(version.definition)
    page = window(officer, "/profiles/")
    found += faults(page, "profiles", axe_source)
    for name, path in editor_pages(draft).items():
        page.goto(address + path)
        found += faults(page, name, axe_source)
    assert found == []


def upload_three(page):
    """Chosen together, one of them no file at all; then one is unticked."""
    chosen = [
        {"name": f"{LONG}办学许可证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
        {"name": "照片.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 3_000_000},
        {"name": "空的.pdf", "mimeType": "application/pdf", "buffer": b""},
    ]
    block = page.locator('[data-field="licence"]')
    block.get_by_label("选择文件").set_input_files(chosen)
    expect(block.get_by_role("status")).to_contain_text("“空的.pdf”是空文件")
    expect(block.get_by_role("checkbox")).to_have_count(2)
    expect(block.get_by_text("2.9 MB")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        block.scroll_into_view_if_needed()
        looking.picture(block, f"form-files-{width}")
    autosaved = page.expect_response(
        lambda answer: answer.request.headers.get("x-requested-with") == "autosave"
    )
    with autosaved:
        block.get_by_label("照片.png").uncheck()


def downloaded(page):
    """The one file that was kept, opened from the answer's page."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{LONG}办学许可证.pdf").click()
    return download.value.path().read_bytes()


def test_a_profile_is_filled_in_by_keyboard_and_paste_and_is_kept(yichang, school, window):
    page = window(yichang.post("office", "zhijiang"), reverse("edit-profile", args=[school.public_id]))
    expect(page.locator("[data-field=council]")).to_be_hidden()
    page.get_by_label("民办").check()
    expect(page.locator("[data-field=council]")).to_be_visible()
    page.get_by_label("公办").check()
    expect(page.locator("[data-field=council]")).to_be_hidden()
    page.get_by_label("中等职业学校").check()
    for key, text in (("contact", "示例何"), ("phone", "0717"), ("students", "900"), ("teachers", "60")):
        page.locator(f"#id_{key}").fill(text)
    page.locator("#id_specialist").fill("４０")
    page.locator("#id_dual").fill("30")
    first = page.locator('input[name="specialties-0-name"]')
    pasted = "\n".join(f"专业{n}\t66{n:04d}\t{n}\t202{n}\t{'是' if n % 2 else '否'}" for n in range(1, 6))
    first.focus()
    first.evaluate(
        """(box, text) => { const data = new DataTransfer(); data.setData('text/plain', text);
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""",
        pasted,
    )
    expect(page.locator('input[name="specialties-4-name"]')).to_have_value("专业5")
    expect(page.locator('select[name="specialties-2-key_one"]')).to_have_value("是")
    first.press("ArrowDown")
    expect(page.locator('input[name="specialties-1-name"]')).to_be_focused()
    page.locator('[data-grid="specialties"] .grid-remove').nth(1).click()
    expect(page.locator('input[name="specialties-1-name"]')).to_have_value("专业3")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已暂存")
    upload_three(page)
    page.reload()
    expect(page.get_by_text("已带回您")).to_be_visible()
    expect(page.locator('input[name="specialties-1-name"]')).to_have_value("专业3")
    expect(page.locator('[data-field="licence"]').get_by_role("checkbox")).to_have_count(1)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("单位概况已保存。")).to_be_visible()
    assert downloaded(page) == b"%PDF-1.7"
    kept = values_of(Answer.objects.get())
    assert [row["name"] for row in kept["specialties"]] == ["专业1", "专业3", "专业4", "专业5"]
    assert kept["specialist"] == 40
