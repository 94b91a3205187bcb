"""Files and links into the library: many at once, the same one only once, what is hostile not at all."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from luoshi.common import clock, files
from luoshi.common.models import AuditEvent, StoredFile
from luoshi.core.checklists.tests.corpus import word as document
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence
from luoshi.evidence.views.adding import after_adding

from .conftest import actor, piece, said, sent, text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 sample "


def pdf(name: str, more: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more.encode())


def photo(name: str) -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue())


def with_macro(name: str) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return SimpleUploadedFile(name, stream.getvalue())


def test_many_files_at_once_are_one_act_and_told_apart_by_their_type(cast, signed_in) -> None:
    chosen = [pdf("校企合作协议.pdf"), photo("实训现场.jpg"), pdf("无标题.pdf", "b")]
    answer = sent(signed_in(cast.teacher), "/evidence/new/", files=chosen, **said(source="实训处"))
    rows = list(Evidence.objects.order_by("id"))
    assert answer.status_code == 302
    assert [(row.title, row.kind, row.grade) for row in rows] == [
        ("校企合作协议", "document", 4),
        ("实训现场", "photo", 3),
        (f"文件 {clock.today():%Y-%m-%d} 无标题", "document", 4),
    ]
    assert {row.organisation for row in rows} == {cast.teacher.organisation}
    assert [event.action for event in AuditEvent.objects.filter(action__startswith="evidence.")] == [
        "evidence.add_many"
    ]
    page = text_of(signed_in(cast.teacher).get(answer.url))
    assert "已添加 3 份" in page
    assert "实训现场" in page


def test_a_scan_named_after_a_personal_number_is_kept_under_a_masked_name(cast, signed_in) -> None:
    answer = sent(
        signed_in(cast.teacher),
        "/evidence/new/",
        files=[pdf("42058219850512345X 身份证复印件.pdf")],
        **said(note="电话13800001234", source="420582-19850512-345X"),
    )
    row = Evidence.objects.get()
    assert row.title == "4205**********345X 身份证复印件"
    assert row.file_name == "4205**********345X 身份证复印件.pdf"
    assert (row.note, row.source) == ("电话138****1234", "4205**********345X")
    assert "19850512" not in signed_in(cast.teacher).get(answer.url).content.decode()


def test_a_photo_from_the_camera_comes_with_the_title_that_was_typed(cast, signed_in) -> None:
    given = said(title="开学第一课", kind="photo", grade="3")
    sent(signed_in(cast.teacher), "/evidence/new/", photos=[photo("IMG_0001.jpg"), pdf("b.pdf")], **given)
    assert [row.title for row in Evidence.objects.order_by("id")] == ["开学第一课（1）", "开学第一课（2）"]
    box = re.search('<input[^>]*name="photos"[^>]*>', text_of(signed_in(cast.teacher).get("/evidence/new/")))[
        0
    ]
    assert ('capture="environment"' in box, 'accept="image/*"' in box) == (True, True)


def test_the_same_file_again_is_told_with_its_place_and_kept_once(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    sent(client, "/evidence/new/", files=[pdf("协议.pdf")], **said())
    mine = Evidence.objects.get()
    again = sent(signed_in(cast.office), "/evidence/new/", files=[pdf("别名.pdf"), pdf("别名.pdf")], **said())
    assert Evidence.objects.count() == 1
    page = text_of(client.get(again.url))
    assert "已在材料库" in page
    assert f"/evidence/{mine.public_id}/" in page
    typed = sent(client, "/evidence/new/", files=[pdf("协议.pdf")], **said(title="校企合作协议2026"))
    page = text_of(client.get(typed.url))
    assert f"“{mine.title}”早已在材料库，标题没有改成您写的“校企合作协议2026”" in page
    assert f"/evidence/{mine.public_id}/edit/" in page
    mine.refresh_from_db()
    assert mine.title == "协议"


def test_of_very_many_the_next_page_names_the_first_and_says_how_many(cast, signed_in) -> None:
    """What an address may hold has its limits at the servers before ours."""
    added = actions.Added(made=[Evidence() for _ in range(200)])
    address = after_adding(added).url
    assert len(address) < 2500
    row = piece(cast.teacher)
    shown = text_of(signed_in(cast.teacher).get(address.replace("?", f"?piece={row.public_id}&")))
    assert "已添加 200 份" in shown
    assert "这里列出前 1 份，其余的在材料库里" in shown
    for several in ("x", "-1", "9" * 9):
        assert "已添加 1 份" in text_of(
            signed_in(cast.teacher).get(f"/evidence/added/?piece={row.public_id}&many={several}")
        )


def test_the_same_file_of_another_school_is_neither_told_nor_shared(cast, signed_in) -> None:
    sent(signed_in(cast.stranger), "/evidence/new/", files=[pdf("协议.pdf")], **said())
    theirs = Evidence.objects.get()
    answer = sent(signed_in(cast.teacher), "/evidence/new/", files=[pdf("协议.pdf")], **said())
    page = text_of(signed_in(cast.teacher).get(f"{answer.url}&twin={theirs.public_id}"))
    assert "已在材料库" not in page
    assert theirs.public_id not in page
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (2, 1)


def test_what_is_hostile_or_broken_is_refused_by_name_and_the_good_ones_are_kept(cast, signed_in) -> None:
    bad = [
        with_macro("带宏.docx"),
        SimpleUploadedFile("程序.exe", b"MZ"),
        SimpleUploadedFile("假的.pdf", b"<html>"),
        SimpleUploadedFile("空的.pdf", b""),
        SimpleUploadedFile("影片.heic", b"\0\0\0\x18ftypisom"),
        SimpleUploadedFile("会动.pdf", b"%PDF-1.4 <</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
        SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0<html><script>alert(1)</script>"),
    ]
    client = signed_in(cast.teacher)
    answer = sent(client, "/evidence/new/", files=[*bad, pdf("好的.pdf")], **said())
    assert [row.title for row in Evidence.objects.all()] == ["好的"]
    page = text_of(client.get(answer.url))
    for words in (
        "“带宏.docx”含有宏",
        "“程序.exe”的类型不能上传",
        "“假的.pdf”的内容与扩展名不符",
        "“空的.pdf”是空文件",
        "“影片.heic”的内容与扩展名不符",
        "“会动.pdf”里有会自动运行的脚本",
        "“照片.jpg”里除了图片还藏着别的内容",
    ):
        assert words in page
    more = sent(
        client, "/evidence/new/", files=[pdf("又一份.pdf")], refused=["“坏的.exe”不能上传。"], **said()
    )
    assert "“坏的.exe”不能上传。" in text_of(client.get(more.url)), "refused before the form was sent"
    none = sent(client, "/evidence/new/", files=[with_macro("带宏.docx")], **said())
    assert none.status_code == 422
    assert "“带宏.docx”含有宏" in text_of(none)


def test_nothing_chosen_or_a_day_to_come_is_refused_in_words(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    nothing = sent(client, "/evidence/new/", **said())
    future = sent(client, "/evidence/new/", files=[pdf("a.pdf")], happened_on="2999-01-01")
    assert (nothing.status_code, future.status_code) == (422, 422)
    assert "没有收到文件" in text_of(nothing)
    assert "发生日期不能晚于今天" in text_of(future)
    assert not Evidence.objects.exists()


def test_the_same_form_twice_adds_once(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    for _ in range(2):
        form = {"_once": "one-key", "files": pdf("a.pdf"), **said()}
        assert client.post("/evidence/new/", form).status_code == 302
    assert Evidence.objects.count() == 1


def test_a_link_is_kept_once_too_and_must_be_one(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    given = said(title="教务系统课表", kind="page", grade="1")
    for _ in range(2):
        sent(client, "/evidence/new/link/", link="https://example.com/plan?id=1", **given)
    row = Evidence.objects.get()
    assert (row.link, row.stored, row.grade) == ("https://example.com/plan?id=1", None, 1)
    wrong = sent(client, "/evidence/new/link/", link="javascript:alert(1)", **given)
    assert (wrong.status_code, Evidence.objects.count()) == (422, 1)
    page = text_of(client.get(f"/evidence/{row.public_id}/"))
    assert 'href="https://example.com/plan?id=1" rel="noopener noreferrer"' in page


@pytest.mark.parametrize(
    ("who", "status"), [("office", 200), ("head", 200), ("secretary", 403), ("city", 403)]
)
def test_a_school_adds_for_itself_and_nobody_for_it(cast, signed_in, who, status) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get("/evidence/new/").status_code == status
    assert client.get("/evidence/new/link/").status_code == status


def test_a_stage_adds_and_cites_in_one_act(cast) -> None:
    stored = files.put([b"by a stage"])
    place = cast.teacher.organisation
    pieces = [
        actions.Piece("照片", "photo", piece(cast.teacher).happened_on, 3, stored=stored, file_name="a.jpg")
    ]
    by = actor(cast.teacher)
    first = actions.add_and_cite(organisation=place, pieces=pieces, about=place, pages="3", by=by)
    second = actions.add_and_cite(organisation=place, pieces=pieces, about=place, pages="5", by=by)
    assert (len(first.made), second.made, second.twins) == (1, [], first.made)
    assert [(use.evidence, use.pages) for use in first.made[0].uses.all()] == [(first.made[0], "5")]


def test_a_word_file_called_stamped_is_taken_and_he_is_asked_for_the_scan(cast, signed_in) -> None:
    client = signed_in(cast.teacher)
    for name, asked in (("协议.docx", True), ("协议扫描.pdf", False)):
        data = document("协议") if asked else PDF
        chosen = [SimpleUploadedFile(name, data)]
        answer = sent(client, "/evidence/new/", files=chosen, **said(grade="2"))
        assert answer.status_code == 302
        assert ("看不到章" in text_of(client.get(answer.url))) == asked, name
    assert Evidence.objects.filter(grade=2).count() == 2, "asked, not refused"
