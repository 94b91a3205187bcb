"""Files in a form: uploaded one by one or with the form, kept in the draft, served from the answer, never lost."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer, AnswerFile
from luoshi.common.models import Draft

from .conftest import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TICKED = re.compile(r'name="licence" value="([^"]+)" checked')
UPLOAD, AUTOSAVE = {"HTTP_X_REQUESTED_WITH": "upload"}, {"HTTP_X_REQUESTED_WITH": "autosave"}


@pytest.fixture
def client(office, signed_in) -> Client:
    return signed_in(office)


def a_file(name="许可证.pdf", content=b"%PDF-1.7 licence"):
    return SimpleUploadedFile(name, content)


def uploaded(client, page, *files):
    answer = client.post(page("edit-profile"), {"_file-licence": list(files)}, **UPLOAD)
    assert answer.status_code == 200
    return answer.json()


def ticked(answer):
    return TICKED.findall(answer.content.decode())


def test_sent_with_the_form_the_good_stay_and_the_bad_are_named(client, page):
    files = [a_file(), a_file("程序.exe", b"MZ"), a_file("空.png", b"")]
    refused = client.post(page("edit-profile"), {**TYPED, "dual": "80", "_file-licence": files})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "“程序.exe”的类型不能上传" in text
    assert "“空.png”是空文件" in text
    assert 'value="80"' in text
    kept = ticked(refused)
    assert len(kept) == 1
    assert not Answer.objects.exists()
    sent = {**TYPED, "licence": kept, "_once": "k1"}
    assert client.post(page("edit-profile"), sent).status_code == 302
    assert [each["text"] for each in values_of(Answer.objects.get())["licence"]] == ["许可证.pdf"]
    assert client.post(page("edit-profile"), sent).status_code == 302  # the same once more


def test_sent_twice_with_the_files_it_is_kept_once(client, page):
    for _ in range(2):
        sent = {**TYPED, "_file-licence": a_file(), "_once": "k1"}
        assert client.post(page("edit-profile"), sent).status_code == 302
    assert Answer.objects.get().version == 1
    assert AnswerFile.objects.count() == 1


def test_one_by_one_they_wait_in_the_draft_until_it_is_sent_or_put_away(client, page):
    found = uploaded(client, page, a_file(), a_file("假的.pdf", b"MZ"))
    assert [(each["text"], each["words"]) for each in found["files"]] == [("许可证.pdf", "1 KB")]
    assert found["refused"] == ["“假的.pdf”的内容与扩展名不符，可能已损坏，请重新扫描或另存后再上传。"]
    file = found["files"][0]["id"]
    client.post(page("edit-profile"), {"name": "示例", "licence": file}, **AUTOSAVE)
    assert ticked(client.get(page("edit-profile"))) == [file]
    AnswerFile.objects.update(created_at=clock.now() - dt.timedelta(days=3))
    attached.sweep()
    assert ticked(client.get(page("edit-profile"))) == [file]
    client.post(page("edit-profile"), {"_discard": "1"})
    assert ticked(client.get(page("edit-profile"))) == []
    attached.sweep()
    assert not AnswerFile.objects.exists()


def test_they_are_read_by_who_reads_the_answer_and_by_nobody_else(yichang, client, signed_in, page, school):
    file = uploaded(client, page, a_file())["files"][0]["id"]
    address = reverse("profile-file", args=[school.public_id, file])
    assert client.get(address).status_code == 404  # not sent yet
    client.post(page("edit-profile"), {**TYPED, "licence": file})
    officer, other = signed_in(yichang.post("city_officer")), signed_in(yichang.post("office", "yidu"))
    for reader in (client, officer):
        assert f'href="{address}"' in reader.get(page("profile")).content.decode()
        answer = reader.get(address)
        assert answer.getvalue() == b"%PDF-1.7 licence"
        assert "attachment" in answer["Content-Disposition"]
    assert other.get(address).status_code == 404
    assert "许可证.pdf" in client.get(page("print-profile")).content.decode()
    client.post(page("edit-profile"), {**TYPED, "_version": "1"})  # unticked
    assert client.get(address).status_code == 404


def test_a_file_of_another_school_cannot_be_cited(yichang, client, signed_in, page):
    yidu = Organisation.objects.get(key="yidu")
    stranger = signed_in(yichang.post("office", "yidu"))
    found = stranger.post(
        page("edit-profile", yidu), {"_file-licence": a_file("别校的.pdf")}, **UPLOAD
    ).json()
    answer = client.post(page("edit-profile"), {**TYPED, "licence": found["files"][0]["id"]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "有一个文件已经不在了" in text
    assert "别校的" not in text


def test_the_workbook_lists_their_names_and_leaves_them_alone(client, page):
    file = uploaded(client, page, a_file())["files"][0]["id"]
    client.post(page("edit-profile"), {**TYPED, "licence": file})
    book = openpyxl.load_workbook(io.BytesIO(client.get(page("profile-sheet")).content))
    rows = {row[0].value: row[2] for row in book["基本内容"].iter_rows(min_row=4)}
    assert rows["licence"].value == "许可证.pdf"
    rows["licence"].value, rows["students"].value = "没有了", "2300"
    stream = io.BytesIO()
    book.save(stream)
    shown = client.post(page("upload-profile"), {"sheet": SimpleUploadedFile("概况.xlsx", stream.getvalue())})
    assert "“办学证明”的文件要在网页上增减" in shown.content.decode()
    client.post(page("upload-profile"), {"_take": "values"})
    kept = values_of(Answer.objects.get())
    assert (kept["students"], [each["text"] for each in kept["licence"]]) == (2300, ["许可证.pdf"])


def test_a_colleague_who_saves_first_does_not_hide_what_was_typed(yichang, client, signed_in, page, office):
    client.post(page("edit-profile"), {**TYPED, "students": "9876"}, **AUTOSAVE)
    colleague = signed_in(yichang.post("office", "zhijiang"))
    assert colleague.post(page("edit-profile"), TYPED).status_code == 302
    text = client.get(page("edit-profile")).content.decode()
    assert 'value="9876"' in text
    assert "那以后别人改过这里" in text
    assert "2,100 人" in text


def test_what_an_older_window_keeps_is_shown_against_what_was_saved_since(client, page):
    client.post(page("edit-profile"), TYPED)
    client.post(page("edit-profile"), {**TYPED, "students": "2200", "_version": "1"})
    client.post(page("edit-profile"), {**TYPED, "students": "2300", "_version": "1"}, **AUTOSAVE)
    assert Draft.objects.get().base_version == 1
    text = client.get(page("edit-profile")).content.decode()
    assert "那以后别人改过这里" in text
    assert "2,200 人" in text
    assert "2,300 人" in text
