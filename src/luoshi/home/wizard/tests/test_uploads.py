"""What is dropped or pasted: kept, read by the worker, or refused in words with a way on."""

import io
import re

import pypdfium2
import pytest

from luoshi.common import files, jobs
from luoshi.policies.models import Reading

from .documents import MATRIX
from .importing import Importer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_document_under_way_can_be_left_and_found_again(officer):
    assert officer.upload(("通知.txt", MATRIX.encode())).status_code == 302
    assert "正在读取文件" in officer.page()
    assert "等待读取" in officer.client.get("/imports/").content.decode()
    progress = officer.client.get(f"{officer.url}progress/")
    assert "HX-Refresh" not in progress
    assert jobs.run_next()
    assert officer.client.get(f"{officer.url}progress/")["HX-Refresh"] == "true"
    page = officer.client.get("/imports/").content.decode()
    assert "关于推进示例行动计划的通知" in page
    assert "核对疑点" in page


def test_pasted_text_is_read_like_a_file(officer):
    assert officer.upload(pasted=MATRIX).status_code == 302
    assert jobs.run_next()
    assert len(officer.reading.result["tasks"]) == 2
    assert officer.reading.files.get().name == "粘贴的文字.txt"


def test_text_in_the_old_chinese_encoding_is_read(officer):
    reading = officer.read(("通知.txt", MATRIX.encode("gb18030")))
    assert reading.result["documents"][0]["title"] == "关于推进示例行动计划的通知"


def test_two_files_of_one_name_stay_two(officer):
    reading = officer.read(("通知.txt", MATRIX.encode()), ("通知.txt", MATRIX.encode()))
    assert [file.name for file in reading.files.all()] == ["通知.txt", "通知（2）.txt"]
    assert len(reading.result["blocks"]) == 2


def test_the_original_is_given_back_byte_for_byte_as_a_download(officer):
    officer.read_text(MATRIX)
    answer = officer.client.get(f"{officer.url}files/0/")
    assert b"".join(answer.streaming_content) == MATRIX.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == files.SANDBOX


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("程序.exe", b"MZ", "不是能读的文件类型"),
        ("空.txt", b"", "里面没有内容"),
    ],
)
def test_what_cannot_be_a_document_is_refused_at_once(officer, name, data, message):
    answer = officer.upload((name, data))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Reading.objects.exists()


def test_nothing_chosen_and_nothing_pasted_is_refused_with_the_title_kept(officer):
    answer = officer.upload(title="我的新计划")
    assert answer.status_code == 422
    assert "请选择文件，或在下面粘贴文字" in answer.content.decode()
    assert "我的新计划" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("图片.docx", PICTURE, "图片"),
        ("坏的.docx", b"PK\x03\x04" + b"\0" * 40, "已损坏"),
        ("坏的.pdf", b"%PDF-1.7\n" + b"x" * 200, "坏的.pdf"),
        ("改名.xlsx", b"%PDF-1.4\n%%EOF", "改名.xlsx"),
        ("空白.txt", b" \n\n ", "没有可读取的文字"),
        ("程序.txt", b"MZ\x90\0" + b"\0" * 64, "程序.txt"),
    ],
)
def test_what_cannot_be_read_says_why_and_offers_a_way_on(officer, name, data, message):
    reading = officer.read((name, data))
    assert reading.state == "failed"
    assert message in reading.message
    page = officer.page()
    assert "没有读出来" in page
    assert "粘贴文字" in page


def test_a_failed_reading_can_be_tried_again(officer):
    reading = officer.read(("坏的.docx", b"PK\x03\x04" + b"\0" * 40))
    assert officer.send(f"{officer.url}retry/", reading.version).status_code == 302
    assert officer.reading.state == "queued"
    assert jobs.run_next()
    assert officer.reading.state == "failed"


def test_an_import_is_given_up_and_resumed_where_it_stood(officer):
    reading = officer.read_text(MATRIX)
    settled = officer.accept_all()
    assert officer.send(f"{officer.url}discard/", reading.version).status_code == 302
    assert "这次导入已放弃" in officer.page()
    assert officer.send(f"{officer.url}resume/", officer.reading.version).status_code == 302
    assert officer.reading.state == "deciding"
    assert officer.reading.findings.filter(state="accepted").count() == settled


def test_an_import_given_up_before_it_was_read_stays_given_up(officer):
    officer.upload(("通知.txt", MATRIX.encode()))
    officer.send(f"{officer.url}discard/", officer.reading.version)
    assert jobs.run_next()
    assert officer.reading.state == "discarded"
    assert not officer.reading.findings.exists()


def test_an_older_page_cannot_give_up_what_has_moved_on(officer):
    reading = officer.read_text(MATRIX)
    answer = officer.send(f"{officer.url}discard/", reading.version - 1)
    assert answer.status_code == 409
    assert officer.reading.state == "deciding"


def test_a_person_who_left_the_post_no_longer_reads(officer, yichang):
    from luoshi.accounts.models import Membership
    from luoshi.common import clock

    officer.upload(("通知.txt", MATRIX.encode()))
    Membership.objects.update(start="2000-01-01", end="2001-01-01")
    assert clock.today().year > 2001
    assert jobs.run_next()
    assert officer.reading.state == "failed"
    assert "不在原岗位" in officer.reading.message


def test_only_the_plans_of_the_own_bureau_are_offered(officer, yichang):
    page = officer.client.get("/imports/new/").content.decode()
    assert yichang.plan.title in page
    assert officer.upload(("通知.txt", MATRIX.encode()), plan="2" * 20).status_code == 422


@pytest.mark.parametrize(("role", "organisation"), [("school_head", "yidu"), ("system_admin", "yichang")])
def test_who_may_not_import_gets_no_page_and_starts_nothing(yichang, signed_in, role, organisation):
    other = Importer(signed_in(yichang.post(role, organisation)))
    assert other.client.get("/imports/").status_code == 403
    assert other.client.get("/imports/new/").status_code == 403
    assert other.upload(("通知.txt", MATRIX.encode())).status_code == 403
    assert not Reading.objects.exists()


def test_the_list_asks_the_same_of_the_database_for_one_import_and_for_many(
    officer, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    officer.upload(("通知.txt", MATRIX.encode()))
    officer.client.get("/imports/")
    with CaptureQueriesContext(connection) as one:
        officer.client.get("/imports/")
        asked = len(one)
    for number in range(30):
        officer.upload((f"{number}.txt", MATRIX.encode()))
    with django_assert_num_queries(asked):
        page = officer.client.get("/imports/").content.decode()
    assert page.count("<tr data-href") == 30


def scan():
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    stored = io.BytesIO()
    document.save(stored)
    document.close()
    return stored.getvalue()


def test_a_scan_alone_is_refused_and_beside_its_pasted_text_it_is_kept_as_the_original(officer):
    """Whoever has nothing but the printed paper gets through: the text from elsewhere, the scan beside it."""
    data = scan()
    reading = officer.read(("盖章件.pdf", data))
    assert (reading.state, "扫描件" in reading.message) == ("failed", True)
    assert "扫描件同时上传作为原件" in officer.page()
    reading = officer.read(("盖章件.pdf", data), pasted=MATRIX)
    assert reading.state == "deciding"
    [told] = reading.findings.filter(severity="note", code="not-taken-over")
    assert "“盖章件.pdf”是扫描件或图片，没有读取，作为原件留存" in told.content["message"]
    officer.accept_all()
    assert officer.load().status_code == 302
    document = officer.reading.files.first().document
    page = officer.client.get(f"/documents/{document.public_id}/").content.decode()
    [link] = re.findall(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*盖章件\.pdf', page)
    assert b"".join(officer.client.get(link).streaming_content) == data
    assert "粘贴的文字.txt" in page
