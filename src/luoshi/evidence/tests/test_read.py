"""Pictures of pages and words of files: made for each piece alone, numbers masked, found by those who may."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import io
import random
import re
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from PIL import Image

from luoshi.common import clock, files, jobs
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent
from luoshi.common.rendering.pdf import typeset
from luoshi.common.tests.taken import line, taken
from luoshi.core.previews import text_of as text_in
from luoshi.evidence import fulltext, reading
from luoshi.evidence.models import Evidence, EvidenceFile, EvidencePage, EvidenceText
from luoshi.evidence.reading import Read, note_read, want_read

from .conftest import piece, said, sent, text_of

pytestmark = pytest.mark.django_db
GIVE = "luoshi.evidence.migrations.0007_give_files_to_pieces"
CHANGING = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|_once)" value="|hx-headers=\'[^\']*?: ?"|="reason-)[^"]*'
)
DROPPED = ("Date", "X-Request-Id", "Set-Cookie")
SIGNS = "产教融合ab1，' \""
WORDS = "毓秀路实训基地深化产教融合，联系人身份证42050219900101123X，手机13800001234。"


def do_jobs() -> None:
    while jobs.run_next():
        pass


def pdf_of(*pages: str) -> bytes:
    source = '#set text(font: "Noto Serif CJK SC")\n' + "\n#pagebreak()\n".join(pages)
    return typeset(source.encode(), {}, {}).pdf


def photo_with_place() -> bytes:
    """A phone's photo with camera and place in its hidden data, larger than a page is shown."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    stream = io.BytesIO()
    Image.new("RGB", (3000, 2000), "green").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def workbook(text: str) -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["B2"] = text
    book.save(stream)
    return stream.getvalue()


def document(text: str) -> bytes:
    stream = io.BytesIO()
    made = docx.Document()
    made.add_paragraph(text)
    made.save(stream)
    return stream.getvalue()


def test_a_pdf_is_shown_page_by_page_and_found_by_its_words(cast, signed_in) -> None:
    row = piece(cast.teacher, "一份文件", stored=files.put([pdf_of(WORDS, "第二页")]), file_name="a.pdf")
    client, url = signed_in(cast.teacher), f"/evidence/{row.public_id}/"
    assert "正在生成预览" in text_of(client.get(url))
    assert "HX-Refresh" not in client.get(f"{url}preview/")
    do_jobs()
    page = text_of(client.get(url))
    assert "第 2 页，共 2 页" in page
    assert client.get(f"{url}preview/")["HX-Refresh"] == "true"
    picture = client.get(f"{url}pages/0/")
    assert Image.open(io.BytesIO(b"".join(picture.streaming_content))).format == "JPEG"
    assert client.get(f"{url}pages/2/").status_code == 404
    assert signed_in(cast.stranger).get(f"{url}pages/0/").status_code == 404
    for word in ("毓秀", "产教融合", "第二页", "实训 融合"):
        assert url in text_of(client.get(f"/evidence/?q={word}")), word
        assert url in text_of(client.get(f"/search/?q={word}")), word
        assert url not in text_of(signed_in(cast.stranger).get(f"/search/?q={word}"))
    assert url not in text_of(client.get("/evidence/?q=融产"))


def test_who_takes_the_file_or_turns_its_pages_leaves_a_line(cast, signed_in, settings, tmp_path) -> None:
    """Each time for the file; for its pages once in a quarter of an hour, however many were turned."""
    data, clock_file = pdf_of(WORDS, "第二页"), tmp_path / "clock"
    row = piece(cast.teacher, stored=files.put([data]), file_name="a.pdf")
    do_jobs()
    client, url = signed_in(cast.office), f"/evidence/{row.public_id}/"
    client.get(url)
    assert AuditEvent.objects.filter(user=cast.office.user.public_id).count() == 0
    assert b"".join(client.get(f"{url}file/").streaming_content) == data
    assert taken("evidence.fetch_file") == [line(cast.office.user, 1, data)]
    looks = AuditEvent.objects.filter(action="evidence.look", object_id=row.public_id)
    settings.CLOCK_FILE = str(clock_file)
    now = clock.now()
    for minutes, lines in ((0, 1), (14, 1), (16, 2)):
        clock_file.write_text((now + dt.timedelta(minutes=minutes)).isoformat())
        for number in (1, 0):
            assert b"".join(client.get(f"{url}pages/{number}/").streaming_content)
        assert looks.count() == lines
    assert b"".join(signed_in(cast.city).get(f"{url}pages/0/").streaming_content)
    assert [look.user for look in looks.order_by("id")][2:] == [cast.city.user.public_id]
    settings.PER_QUARTER = {**settings.PER_QUARTER, "take": 2}
    for taking in (2, 3):  # looking counted, too
        answer = signed_in(cast.city).get(f"{url}file/")
        assert (answer.status_code, b"".join(answer)[:4] == b"%PDF") == (
            (200, True) if taking == 2 else (429, False)
        )
    assert len(taken("evidence.fetch_file")) == 2


def test_numbers_of_persons_are_not_in_the_index(cast) -> None:
    piece(cast.teacher, stored=files.put([pdf_of(WORDS)]), file_name="a.pdf")
    do_jobs()
    kept = EvidenceText.objects.get().pieces
    assert " 产教 " in kept
    for number in ("42050219900101123x", "19900101", "13800001234", "00001234"):
        assert number not in kept


def test_a_photo_is_made_smaller_and_its_hidden_data_stays_behind(cast) -> None:
    original = photo_with_place()
    assert b"SECRETPHONE" in original
    piece(cast.teacher, stored=files.put([original]), file_name="a.jpg")
    do_jobs()
    shown = files.read(EvidencePage.objects.get().picture)
    assert b"SECRETPHONE" not in shown
    assert Image.open(io.BytesIO(shown)).size == (1100, 733)


def test_what_was_made_for_all_who_keep_the_same_bytes_is_the_first_piece_s_and_read_anew_for_the_others(
    cast,
) -> None:
    """Rows as versions before left them: one for the bytes of two schools, one of a copy that is no piece."""
    stored = files.put([pdf_of(WORDS)])
    first, second = (piece(post, stored=stored, file_name="a.PDF") for post in (cast.teacher, cast.stranger))
    do_jobs()
    EvidenceFile.objects.filter(about_id=second.public_id).delete()
    spare = want_read(files.put([b"copy"]), "a.pdf", about=cast.town.village)
    EvidenceFile.objects.update(about_id="")
    importlib.import_module(GIVE).give(apps, None)
    rows = EvidenceFile.objects.order_by("id").values_list("about_id", "state", "name")
    assert list(rows) == [
        (first.public_id, "done", "文件.pdf"),
        ("", "waiting", spare.name),
        (second.public_id, "waiting", "文件.pdf"),
    ]
    do_jobs()
    assert set(fulltext.files_with("毓秀").values_list("about_id", flat=True)) == {
        first.public_id, second.public_id
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("坏的.pdf", b"%PDF-1.4 broken", "打不开"),
        ("录音.mp3", b"ID3", "不能在页面上预览"),
        ("坏的.docx", b"PK\x03\x04 broken", "不能预览，请下载后查看"),
    ],
)
def test_where_no_picture_can_be_made_the_page_says_why(cast, signed_in, name, content, words) -> None:
    row = piece(cast.teacher, stored=files.put([content]), file_name=name)
    do_jobs()
    page = text_of(signed_in(cast.teacher).get(f"/evidence/{row.public_id}/"))
    assert words in page
    assert EvidenceFile.objects.get().state == "none"


def test_where_it_failed_it_can_be_tried_again(cast, signed_in) -> None:
    row = piece(cast.teacher, stored=files.put([pdf_of(WORDS)]), file_name="a.pdf")
    do_jobs()
    EvidenceFile.objects.update(state="none", message="服务器没有安装转换程序")
    url = f"/evidence/{row.public_id}/preview/again/"
    assert sent(signed_in(cast.colleague), url).status_code == 403
    client = signed_in(cast.teacher)
    assert "重新生成预览" in text_of(client.get(f"/evidence/{row.public_id}/"))
    assert sent(client, url).status_code == 302
    assert sent(client, url).status_code == 422  # it is under way
    do_jobs()
    made = EvidenceFile.objects.get()
    assert (made.state, made.message, made.pages.count(), made.texts.count()) == ("done", "", 1, 1)
    assert fulltext.files_with("毓秀").count() == 1


@pytest.mark.once
@pytest.mark.parametrize(("name", "make"), [("方案.docx", document), ("台账.xlsx", workbook)])
def test_office_files_are_shown_through_a_pdf_and_found_even_where_that_fails(
    cast, name, make, monkeypatch
) -> None:
    """And nobody waits for it: while a child converts, no transaction is open that would lock the database."""
    open_at_each, before = [], len(connection.atomic_blocks)

    class Seen(subprocess.Popen):
        def __init__(self, *given, **more):
            open_at_each.append(len(connection.atomic_blocks) - before)
            super().__init__(*given, **more)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    piece(cast.teacher, stored=files.put([make(WORDS)]), file_name=name)
    do_jobs()
    assert len(open_at_each) >= (3 if shutil.which("soffice") else 1)
    assert set(open_at_each) == {0}
    assert EvidenceText.objects.filter(pieces__contains=" 毓秀 ").exists()
    assert EvidenceFile.objects.get().state == ("done" if shutil.which("soffice") else "none")


def slides(text: str) -> bytes:
    """Two slides, the tenth after the second, each a paragraph in two runs; and a note of the speaker."""
    drawn = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {"[Content_Types].xml": f'<Types xmlns="{kinds}"/>', "ppt/presentation.xml": "<p/>"}
    said = {"slides/slide10": "第十页", "slides/slide2": text, "notesSlides/notesSlide2": "备注"}
    for name, words in said.items():
        runs = f"<a:r><a:t>{words[:2]}</a:t></a:r><a:r><a:t>{words[2:]}</a:t></a:r>"
        parts[f"ppt/{name}.xml"] = f"<s {drawn}><a:p>{runs}</a:p></s>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for path, content in parts.items():
            made.writestr(path, content)
    return out.getvalue()


@pytest.mark.once
def test_slides_are_found_by_their_words_whatever_converts_them(cast, signed_in) -> None:
    row = piece(cast.teacher, "汇报", stored=files.put([slides(WORDS)]), file_name="汇报.PPTX")
    do_jobs()
    client = signed_in(cast.teacher)
    for word in ("毓秀", "实训基地", "备注"):
        assert f"/evidence/{row.public_id}/" in text_of(client.get(f"/evidence/?q={word}")), word
    assert text_in([("a.pptx", slides(WORDS))], {})["text"].splitlines() == [WORDS, "第十页", "备注"]


def by_office(folder, name: str, data: bytes, ending: str) -> bytes:
    """As LibreOffice writes it in another format."""
    (folder / name).write_bytes(data)
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        ending,
    ]
    subprocess.run([*command, "--outdir", str(folder), str(folder / name)], check=True, capture_output=True)
    return (folder / f"{name.partition('.')[0]}.{ending}").read_bytes()


@pytest.mark.once
@pytest.mark.prove  # LibreOffice starts twice for each
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@pytest.mark.parametrize(
    ("ending", "name", "data"),
    [
        ("doc", "方案.docx", document(WORDS)),
        ("xls", "台账.xlsx", workbook(WORDS)),
    ],
)
def test_old_formats_are_found_by_their_words(cast, signed_in, tmp_path, ending, name, data) -> None:
    old = by_office(tmp_path, name, data, ending)
    row = piece(cast.teacher, "旧格式", stored=files.put([old]), file_name=f"材料.{ending}")
    do_jobs()
    assert EvidenceFile.objects.get().state == "done"
    client = signed_in(cast.teacher)
    for word in ("毓秀", "产教融合"):
        assert f"/evidence/{row.public_id}/" in text_of(client.get(f"/evidence/?q={word}")), word


def read_as(cast, text: str) -> EvidenceFile:
    row = want_read(files.put([text.encode()]), "a.txt", about=cast.town.village)
    note_read(file=row, read=Read(text=text), by=system_actor(), version=row.version)
    return row


def test_a_long_text_is_found_to_its_end_and_across_the_border_of_two_parts(cast, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PART", 40)
    row = read_as(cast, "甲" * 38 + "产教融合" + "乙" * 100 + "毓秀")
    assert row.texts.count() > 2
    for word in ("产教融合", "毓秀"):
        assert [each["about_id"] for each in fulltext.files_with(word)] == [row.about_id], word


def test_the_fast_path_of_the_database_finds_what_the_plain_rule_finds(cast) -> None:
    rng = random.Random(7)
    for number in range(12):
        read_as(cast, f"{''.join(rng.choices(SIGNS, k=24))} x{number}")
    words = {"".join(rng.choices(SIGNS + "*%_", k=rng.randint(1, 4))) for _ in range(80)}
    hits = 0
    for word in sorted(words):
        fast, plain = fulltext.files_with(word), fulltext.files_with(word, fast=False)
        if fast is None or plain is None:
            assert fast is plain, word
            continue
        found = sorted(fast.values_list("about_id"))
        assert found == sorted(plain.values_list("about_id")), word
        hits += len(found)
    assert hits > 50


def test_what_is_made_of_bytes_bears_no_file_name(cast) -> None:
    stored = files.put([b"PK\x03\x04 no document at all"])
    piece(cast.teacher, "甲校的", stored=stored, file_name="关于张某处分的报告.docx")
    do_jobs()
    made = EvidenceFile.objects.get()
    assert made.message
    assert "张某" not in f"{made.name}{made.message}"


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("会议纪要.pdf", data)


def answers(client, data: bytes) -> list[tuple[int, dict[str, str], bytes]]:
    """What the site answers a school that adds a file: at once, and each time one more job was done."""
    begun = {"name": "大文件.pdf", "size": len(data), "mark": "m"}
    found = [client.post("/evidence/uploads/", begun)]
    part = {"offset": 0, "digest": hashlib.sha256(data).hexdigest(), "part": upload(data)}
    found.append(client.post(f"/evidence/uploads/{found[0].json()['id']}/", part))
    found.append(client.post("/evidence/new/", {"files": [upload(data)], "_once": "a", **said()}))
    mine = Evidence.objects.latest("id").public_id
    own = [f"/evidence/{mine}/{page}" for page in ("", "preview/", "pages/0/", "file/")]
    asked = ["/evidence/", found[-1].url, *own, "/evidence/?q=毓秀", "/search/?q=毓秀"]
    found += [client.get(url) for url in asked]
    found.append(client.post(f"/evidence/{mine}/preview/again/", {"_once": "b"}))
    while jobs.run_next():
        found += [client.get(url) for url in asked]
    ids = {mine: "mine", found[0].json()["id"]: "upload"}
    return [plain(answer, ids) for answer in found]


def plain(answer, ids: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body but for what differs between any two answers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = {name: value for name, value in answer.headers.items() if name not in DROPPED}
    for key, name in ids.items():
        body = body.replace(key.encode(), name.encode())
        heads = {head: value.replace(key, name) for head, value in heads.items()}
    return answer.status_code, heads, CHANGING.sub(rb"\1", body)


@pytest.mark.once
def test_nobody_learns_whether_another_school_has_the_same_file(cast, signed_in, settings, tmp_path) -> None:
    """Two worlds, in one of which another school keeps these bytes, read long since (controls O3)."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(clock.now().isoformat())
    data, client, worlds = pdf_of(WORDS), signed_in(cast.teacher), []
    for there in (False, True):
        with transaction.atomic():
            if there:
                piece(cast.stranger, stored=files.put([data]), file_name="a.pdf")
                do_jobs()
            worlds.append(answers(client, data))
            transaction.set_rollback(True)
    one, other = worlds
    assert [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]] == []
    waiting, done = one[5][2].decode(), one[-6][2].decode()
    assert ("正在生成预览" in waiting, "/evidence/mine/pages/0/" in done) == (True, True)
