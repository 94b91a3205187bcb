"""The profile as a workbook: down, filled in, up, the differences, all or nothing."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.common.models import AuditEvent, Draft

from .conftest import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client_of_office(office, signed_in, page):
    client = signed_in(office)
    client.post(page("edit-profile"), TYPED)
    return client


def changed(client, page, students):
    """The downloaded workbook with another number of students."""
    book = openpyxl.load_workbook(io.BytesIO(client.get(page("profile-sheet")).content))
    for row in book["基本内容"].iter_rows(min_row=4):
        if row[0].value == "students":
            row[2].value = students
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("概况.xlsx", stream.getvalue())


def test_the_round_trip_shows_the_difference_and_saves_once_confirmed(client_of_office, page):
    shown = client_of_office.post(page("upload-profile"), {"sheet": changed(client_of_office, page, "2300")})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "2,100 人" in text
    assert "2,300 人" in text
    assert values_of(Answer.objects.get())["students"] == 2100
    taken = client_of_office.post(page("upload-profile"), {"_take": "values", "_once": "k"})
    assert (taken.status_code, taken["Location"]) == (302, page("profile"))
    assert values_of(Answer.objects.get())["students"] == 2300
    again = client_of_office.post(page("upload-profile"), {"_take": "values", "_once": "k"})
    assert again.status_code == 302
    assert AuditEvent.objects.filter(action="home.save_profile").count() == 2
    assert not Draft.objects.exists()


def test_the_same_workbook_again_changes_nothing(client_of_office, page):
    sheet = changed(client_of_office, page, "2300")
    client_of_office.post(page("upload-profile"), {"sheet": sheet})
    client_of_office.post(page("upload-profile"), {"_take": "values"})
    sheet.seek(0)
    text = client_of_office.post(page("upload-profile"), {"sheet": sheet}).content.decode()
    assert "一样，不用保存" in text


def test_who_saved_meanwhile_is_not_overwritten(client_of_office, page):
    client_of_office.post(page("upload-profile"), {"sheet": changed(client_of_office, page, "2300")})
    client_of_office.post(page("edit-profile"), {**TYPED, "students": "2250", "_version": "1"})
    late = client_of_office.post(page("upload-profile"), {"_take": "values"})
    assert late.status_code == 409
    assert "又有人改过" in late.content.decode()
    assert values_of(Answer.objects.get())["students"] == 2250


def test_faults_are_named_by_cell_and_nothing_is_kept(client_of_office, page):
    wrong = client_of_office.post(page("upload-profile"), {"sheet": changed(client_of_office, page, "很多")})
    assert wrong.status_code == 422
    assert "“基本内容”第" in wrong.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", "学校,3".encode("gb18030")])
def test_a_file_that_is_no_workbook_is_refused_in_words(client_of_office, page, data):
    wrong = client_of_office.post(page("upload-profile"), {"sheet": SimpleUploadedFile("表.xlsx", data)})
    assert wrong.status_code == 422
    assert "请" in wrong.content.decode()


def test_the_sheet_of_another_school_is_refused(yichang, client_of_office, page, signed_in):
    from luoshi.accounts.models import Organisation

    other = Organisation.objects.get(key="sanxia")
    theirs = signed_in(yichang.post("office", "sanxia")).get(page("profile-sheet", other)).content
    wrong = client_of_office.post(page("upload-profile"), {"sheet": SimpleUploadedFile("表.xlsx", theirs)})
    assert wrong.status_code == 422
    assert "另一个单位" in wrong.content.decode()
