"""The register's own workbook: changed in a spreadsheet, read back without a question about columns."""

import io

import openpyxl
import pytest

from luoshi.common.dataforms.answers import values_of
from luoshi.core.lists.tests.making import book
from luoshi.registers import actions as registers
from luoshi.registers.actions import PutRow
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.models import Entry
from luoshi.registers.tests.conftest import _django_db_helper, _taken_back, prepared, there  # noqa: F401
from luoshi.registers.tests.samples import LI, WANG

from .test_importing import entries, office, read_in, said_of, text, upload, url  # noqa: F401

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = 3  # row of the headings
NAME, NUMBER, MOBILE, TITLE, DUAL = range(2, 7)  # columns as openpyxl counts


@pytest.fixture
def out(there, office):
    """The workbook with two teachers of the school; `change(book)` gives the bytes that come back."""
    rows = [PutRow(None, WANG), PutRow(None, LI)]
    registers.put_entries(register=there.people, organisation=there.school, rows=rows, by=there.office)
    registers.confirm_entries(register=there.people, entries=list(entries(there).values()), by=there.office)
    given = office.get(f"/registers/{there.people.public_id}/template.xlsx").content

    def back(change) -> bytes:
        opened = openpyxl.load_workbook(io.BytesIO(given))
        change(opened["登记"])
        stream = io.BytesIO()
        opened.save(stream)
        return stream.getvalue()

    return back


def test_changed_cells_and_new_rows_come_in_and_the_same_file_again_changes_nothing(
    there, office, upload, send, out
):
    def change(sheet):
        sheet.cell(HEAD + 1, TITLE).value = "高级讲师"
        sheet.cell(HEAD + 1, DUAL).value = None  # emptied
        sheet.cell(HEAD + 2, MOBILE).value = "10000000009"
        for column, said in ((NAME, "陈新来"), (TITLE, "讲师"), (DUAL, "√")):
            sheet.cell(HEAD + 3, column).value = said

    row = upload(office, out(change), "教师登记表.xlsx")
    assert (row.state, row.message) == ("ready", "")
    page = text(office.get(url(row)))
    assert "职称（讲师 → 高级讲师）、双师型（是 → 空）" in page
    assert "<dt>新增</dt><dd>1 条</dd>" in page
    assert "10000000009" not in page
    assert office.get(url(row, "columns")).status_code == 302
    assert send(office, url(row, "apply"), row).status_code == 302
    found = {label: values_of(entry.answer) for label, entry in entries(there).items()}
    assert found["王示例"] == {key: v for key, v in {**WANG, "title": "senior"}.items() if key != "dual"}
    assert found["李示例"] == {**LI, "mobile": "10000000009"}
    assert found["陈新来"] == {"name": "陈新来", "title": "middle", "dual": True}
    again = upload(office, out(change), "教师登记表.xlsx")
    assert "<dt>没有变化</dt><dd>3 条</dd>" in text(office.get(url(again)))
    assert Entry.objects.filter(register=there.people).count() == 3
    send(office, url(again, "discard"), again)
    row.refresh_from_db()
    assert send(office, url(row, "take-back"), row).status_code == 302
    assert {label: values_of(entry.answer) for label, entry in entries(there).items()} == {
        "王示例": WANG,
        "李示例": LI,
    }


def test_what_changed_meanwhile_is_asked_and_a_row_taken_out_is_offered_not_ended(
    there, office, upload, send, out
):
    def change(sheet):
        sheet.cell(HEAD + 1, TITLE).value = "高级讲师"
        sheet.delete_rows(HEAD + 2)

    data = out(change)
    wang = entries(there)["王示例"]
    registers.change_entry(
        entry=wang, values={**WANG, "title": "junior"}, by=there.office, version=wang.version
    )
    row = upload(office, data)
    (group,) = Sheet(row).open
    assert (group.place, group.name) == ("工作表“登记”E4", "王示例")
    page = text(office.get(url(row, "doubts")))
    assert "从“讲师”改成了“助理讲师”，与您改的不一样" in page
    assert "用登记表里的：高级讲师" in page
    waits = send(office, url(row, "apply"), row)
    assert (waits.status_code, "还有 1 处疑点" in text(waits)) == (422, True)
    assert send(office, url(row, "doubts"), row, **said_of(row, conflict=("keep", ""))).status_code == 302
    row.refresh_from_db()
    page = text(office.get(url(row)))
    li = entries(there)["李示例"]
    assert "登记表里删去的 1 条" in page
    assert f"/registers/entries/{li.public_id}/end/" in page
    assert send(office, url(row, "apply"), row).status_code == 302
    assert values_of(entries(there)["王示例"].answer)["title"] == "senior"
    assert entries(there)["李示例"].state == "confirmed"


def test_faults_are_told_by_cell_and_all_or_nothing(there, office, upload, send, out):
    def change(sheet):
        sheet.cell(HEAD + 1, NAME).value = None
        sheet.cell(HEAD + 2, TITLE).value = "教授级"
        sheet.cell(HEAD + 3, TITLE).value = "讲师"

    row = upload(office, out(change))
    said = {(group.place, group.doubt["code"]) for group in Sheet(row).open}
    assert said == {
        ("工作表“登记”B4", "missing"),
        ("工作表“登记”E5", "choice"),
        ("工作表“登记”B6", "missing"),
    }
    assert send(office, url(row, "apply"), row).status_code == 422
    assert values_of(entries(there)["李示例"].answer) == LI


@pytest.mark.parametrize("where", ["other school", "other register", "other version", "signed part"])
def test_what_is_not_of_this_register_and_school_is_refused_in_words(
    there, office, upload, out, where, signed_in
):
    client, register, change = office, there.people, (lambda sheet: None)
    if where == "other school":
        client, words = signed_in(there.posts["other"]), "另一个单位"
    elif where == "other register":
        register, words = there.projects, "另一种表"
    elif where == "other version":
        words = "台账登记的内容改过"
    else:
        words = "隐藏内容被改动过"

        def change(sheet):
            hidden = sheet.parent["_luoshi"]
            hidden["A2"].value = hidden["A2"].value[:-3] + "abc"

    data = out(change)
    if where == "other version":
        type(there.people.definition).objects.filter(pk=there.people.definition_id).update(
            current=there.projects.definition.current
        )
    row = upload(client, data, register=register)
    assert (row.state, words in row.message) == ("failed", True), row.message


def test_an_entry_ended_meanwhile_is_told_where_its_row_was_changed(there, office, upload, out):
    data = out(lambda sheet: setattr(sheet.cell(HEAD + 1, TITLE), "value", "高级讲师"))
    wang = entries(there)["王示例"]
    registers.end_entry(
        entry=wang, kind="left", on=wang.created_at.date(), by=there.office, version=wang.version
    )
    row = upload(office, data)
    assert "下载登记表以后，这一条已经结束" in text(office.get(url(row)))


def test_where_nothing_tells_entries_apart_the_same_list_again_adds_nothing(there, office, upload, send):
    type(there.people).objects.filter(pk=there.people.pk).update(identity=[])
    data = book(("表", [["姓名", "职称"], ["甲一", "讲师"], ["乙二", "讲师"]]))
    for added in (2, 0):
        row = upload(office, data)
        if row.state == "mapping":
            row = read_in(office, row, send)
        assert f"<dt>新增</dt><dd>{added} 条</dd>" in text(office.get(url(row)))
        send(office, url(row, "apply"), row)
    assert Entry.objects.filter(register=there.people).count() == 2
