"""The library with real clicks; its pages at two widths, with ugly data, before axe."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from luoshi.common import files
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults_at
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence, EvidenceUpload, EvidenceUse
from luoshi.evidence.tests.conftest import actor, cast, piece, town
from luoshi.evidence.tests.test_read import do_jobs, pdf_of
from luoshi.home.matrix.tests.conftest import chromium, window
from luoshi.undertakings.models import Duty

__all__ = ["cast", "chromium", "town", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地建设管理中心（筹）"

DROPPED = """(place) => {
  const data = new DataTransfer();
  data.items.add(new File(["x"], "多余.jpg", { type: "image/jpeg" }));
  for (const kind of ["dragover", "drop"])
    place.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def picture(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (90, 60), (shade, 120, 90)).save(stream, "JPEG")
    return stream.getvalue()


def chosen(name: str, shade: int) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(shade)}


def test_a_teacher_adds_photos_from_the_phone_and_the_same_one_is_told(cast, window) -> None:
    page = window(cast.teacher, "/evidence/", width=390)
    page.get_by_role("link", name="添加材料").first.click()
    page.locator("input[name=files]").set_input_files([chosen("一.jpg", 10), chosen("二.jpg", 20)])
    page.get_by_label("标题").fill("开学第一课")
    page.get_by_role("button", name="添加到材料库").click()
    expect(page.get_by_role("heading", name="已添加 2 份")).to_be_visible()
    page.get_by_role("link", name="继续添加").click()
    page.locator("input[name=files]").set_input_files([chosen("再传.jpg", 20)])
    page.get_by_role("button", name="添加到材料库").click()
    expect(page.get_by_text("已在材料库的，没有再存一份")).to_be_visible()
    looking.picture(page, "evidence-twin-390")
    page.get_by_role("link", name="开学第一课（2）").click()
    page.get_by_text("撤回这份材料", exact=True).click()
    page.get_by_label("理由").fill("拍糊了")
    page.get_by_role("button", name="确认撤回这份材料").click()
    expect(page.get_by_text("引用它的地方不再算有佐证")).to_be_visible()
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_text("已恢复")).to_be_visible()
    assert Evidence.objects.count() == 2


def test_of_several_files_the_good_ones_are_added_at_once_and_the_others_named(cast, window) -> None:
    page = window(cast.teacher, "/evidence/new/", width=390)
    bad = {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    page.locator("input[name=files]").set_input_files(
        [chosen("一.jpg", 10), bad, {**bad, "name": "另一.exe"}]
    )
    page.locator("h1").evaluate(DROPPED)  # anywhere on the page, beside what is chosen already
    page.get_by_role("button", name="去掉 多余.jpg").click()
    expect(page.locator(".evidence-chosen li")).to_have_count(3)
    looking.picture(page, "evidence-chosen-390", full_page=True)
    page.get_by_role("button", name="添加到材料库").click()
    expect(page.get_by_role("heading", name="已添加 1 份")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("“程序.exe”“另一.exe”的类型不能上传")).to_be_visible()
    looking.picture(page, "evidence-some-refused-390")
    assert [row.title for row in Evidence.objects.all()] == ["一"]


def test_enter_in_a_field_never_discards_what_was_uploaded(cast, window) -> None:
    EvidenceUpload.objects.create(
        user_id=cast.teacher.user_id,
        organisation_id=cast.teacher.organisation_id,
        name="公开课.mp4",
        size=9,
        mark="m",
    )
    page = window(cast.teacher, "/evidence/new/")
    page.get_by_label("标题").fill("公开课")
    page.get_by_label("标题").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("标题")).to_have_value("公开课")
    expect(page.get_by_text("公开课.mp4")).to_be_visible()
    assert EvidenceUpload.objects.count() == 1


def test_a_large_file_goes_on_where_the_line_broke_and_after_a_reload(cast, window, tmp_path) -> None:
    large = tmp_path / "公开课.mp4"
    large.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40_000)  # ten megabytes: three parts
    page, sent, cut = window(cast.teacher, "/evidence/new/"), [], []

    def line(route) -> None:
        """The second part never arrives, the third only after the reload."""
        sent.append(route.request.url)
        if len(sent) in cut:
            route.abort()
        else:
            route.continue_()

    page.route("**/evidence/uploads/*/", line)
    cut[:] = [2, *range(4, 40)]  # a part that is sent again, then no line any more
    page.locator("input[name=files]").set_input_files(large)
    page.get_by_role("button", name="添加到材料库").click()
    expect(page.get_by_text("网络断了")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-upload-shown] progress').value > 80")
    assert EvidenceUpload.objects.get().received == 8 * 1024 * 1024
    looking.picture(page, "evidence-cut")
    page.reload()
    expect(page.get_by_text("传了 8.0 MB")).to_be_visible()
    cut[:] = []
    before = len(sent)
    page.locator("input[name=files]").set_input_files(large)
    page.get_by_role("button", name="添加到材料库").click()
    expect(page.get_by_role("heading", name="已添加 1 份")).to_be_visible(timeout=20_000)
    assert len(sent) - before == 1  # only what was missing
    assert Evidence.objects.get().stored.size == large.stat().st_size
    page.complaints.clear()  # the browser says of each line that was cut that it was


@pytest.mark.prove
def test_the_pages_fit_the_window_and_axe_finds_nothing_serious(cast, window, axe_source) -> None:
    ugly = piece(cast.teacher, LONG * 2, source=LONG, note=LONG * 4, file_name=f"{LONG}.pdf")
    actions.cite_evidence(
        evidence=ugly, about=cast.town.village, organisation=cast.town.village, by=actor(cast.teacher)
    )
    for number in range(34):
        piece(cast.teacher, f"第{number}份材料", kind="photo", grade=number % 4 + 1, source="实训处")
    piece(cast.stranger, "市校材料")
    gone = piece(cast.teacher, "作废的材料", link="https://example.com/" + "a" * 300)
    actions.withdraw_evidence(evidence=gone, reason=LONG, by=actor(cast.office), version=1)
    piece(cast.teacher, LONG)
    shown = piece(cast.teacher, "两页的文件", stored=files.put([pdf_of("第一页", LONG)]), file_name="a.pdf")
    do_jobs()
    page = window(cast.teacher, "/evidence/")
    paths = {
        "shown": f"/evidence/{shown.public_id}/",
        "list": "/evidence/",
        "none": "/evidence/?q=没有的",
        "piece": f"/evidence/{ugly.public_id}/",
        "withdrawn": f"/evidence/{gone.public_id}/",
        "add": "/evidence/new/",
        "edit": f"/evidence/{ugly.public_id}/edit/",
    }
    assert faults_at(page, "evidence", axe_source, paths) == []
    city = window(cast.city, "/evidence/")
    assert faults_at(city, "evidence", axe_source, {"city": "/evidence/?state=all"}) == []


@pytest.mark.prove
def test_evidence_on_the_duty_page_fits_too(yichang, window, axe_source) -> None:
    duty = Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")
    post = yichang.post("teacher", "zhijiang")
    for number in range(22):
        row = piece(post, LONG if number == 0 else f"第{number}份材料", source=LONG if number == 3 else "")
        if number < 3:
            actions.cite_evidence(
                evidence=row,
                about=duty,
                organisation=duty.organisation,
                by=actor(post),
                pages="1—4",
                note=LONG,
            )
    first = Evidence.objects.get(title="第1份材料")
    actions.withdraw_evidence(evidence=first, reason=LONG, by=actor(post), version=1)
    base = f"/duties/{duty.public_id}/"
    page = window(post, base)
    paths = {"duty": base, "choose": f"{base}evidence/", "upload": f"{base}evidence/new/"}
    paths |= {"gaps": "/evidence/gaps/"}
    assert faults_at(page, "evidence", axe_source, paths) == []
    city = window(yichang.post("city_officer"), "/evidence/")
    assert faults_at(city, "evidence", axe_source, {"gaps-city": "/evidence/gaps/"}) == []


def test_what_is_ticked_stays_over_pages_and_searches_until_it_is_cited(yichang, window) -> None:
    duty = Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")
    post = yichang.post("office", "zhijiang")
    for number in range(25):
        piece(post, f"培训总结{number}")
    choose = f"/duties/{duty.public_id}/evidence/"
    page = window(post, choose)
    page.get_by_label("培训总结24", exact=True).check()
    page.get_by_label("培训总结23", exact=True).check()
    page.locator("#id_note").fill("证明培训")
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text("另外勾选的 2 份")).to_be_visible()
    expect(page.locator("#id_note")).to_have_value("证明培训")
    page.get_by_label("培训总结3", exact=True).check()
    page.get_by_label("培训总结23", exact=True).uncheck()  # thought better of it, from here
    page.get_by_role("searchbox", name="搜索").last.fill("总结12")
    page.get_by_role("searchbox", name="搜索").last.press("Enter")
    expect(page.get_by_text("另外勾选的 2 份")).to_be_visible()
    looking.picture(page, "evidence-chosen-elsewhere-1440")
    page.get_by_label("培训总结12", exact=True).check()
    page.get_by_role("button", name="引用勾选的材料").click()
    expect(page.get_by_text("已引用。")).to_be_visible()
    cited = EvidenceUse.objects.order_by("evidence_id").values_list("evidence__title", "note")
    assert [*cited] == [(f"培训总结{number}", "证明培训") for number in (3, 12, 24)]
    page.get_by_role("link", name="从材料库选").click()
    expect(page.get_by_label("培训总结23", exact=True)).not_to_be_checked()
    expect(page.locator("#chosen-elsewhere")).to_be_hidden()


def test_what_one_person_ticked_is_not_there_for_the_next_in_the_same_window(
    yichang, window, signed_in
) -> None:
    duty = Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")
    office, teacher = (yichang.post(role, "zhijiang") for role in ("office", "teacher"))
    piece(office, "培训总结")
    page = window(office, f"/duties/{duty.public_id}/evidence/")
    page.get_by_label("培训总结", exact=True).check()
    page.locator("#id_note").fill("只给自己看的话")
    page.reload()
    expect(page.get_by_label("培训总结", exact=True)).to_be_checked()
    session = signed_in(teacher).cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": page.url}])
    page.reload()
    expect(page.get_by_label("培训总结", exact=True)).not_to_be_checked()
    expect(page.locator("#id_note")).to_have_value("")
    assert "只给自己看的话" not in page.evaluate("JSON.stringify(sessionStorage)")
