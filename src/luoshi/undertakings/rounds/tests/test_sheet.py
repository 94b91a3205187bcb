"""A school's rows as a workbook: out prefilled, filled offline, back with differences, taken whole or not at all."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.models import AuditEvent, Draft
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Wish
from luoshi.undertakings.rounds.offers import missing

from . import helping
from .helping import do, drafted, fresh, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROWS, LINES = "申报的任务", "分年度数量和经费"
# columns of the rows (1 is the hidden id): 2 项目 3 是否申报 4 申报理由 5 申报数量 6 承接基础 7 牵头处室
TICKED, REASON, QUANTITY, BASIS, OFFICE = 3, 4, 5, 6, 7
FIRST = 4  # first row below the heading


class Sheets:
    """The school's office with its workbook."""

    def __init__(self, there, client, application):
        self.there, self.client, self.application = there, client, application
        client.force_login(there.office.user)
        self.page = reverse("upload-application", args=[application.public_id])

    def downloaded(self):
        given = self.client.get(reverse("application-sheet", args=[self.application.public_id]))
        assert given.status_code == 200
        return openpyxl.load_workbook(io.BytesIO(given.content))

    def sent(self, book):
        stream = io.BytesIO()
        book.save(stream)
        return self.client.post(self.page, {"sheet": SimpleUploadedFile("填好.xlsx", stream.getvalue())})

    def taken(self, how="values", once="o1"):
        return self.client.post(self.page, {"_take": how, "_once": once})


@pytest.fixture
def sheets(there, client):
    return Sheets(there, client, drafted(there, ticked=1))


def line(sheet, number, *values):
    for column, value in enumerate(values, 2):
        sheet.cell(FIRST + number, column).value = value


def rows_of(application):
    return list(fresh(application).wishes.filter(dropped_at=None))


def filled_offline(book):
    """The first row's reason changed, the second task ticked and written with one year."""
    rows, lines = book[ROWS], book[LINES]
    second = rows.cell(FIRST + 1, 2).value
    rows.cell(FIRST, REASON, "新的理由")
    rows.cell(FIRST + 1, TICKED, "是")
    rows.cell(FIRST + 1, REASON, "离线填写")
    rows.cell(FIRST + 1, QUANTITY, "３")
    rows.cell(FIRST + 1, BASIS, "有两个实训基地")
    line(lines, 1, second, "2027", "3", None, "12.5")
    return book


def test_out_it_says_what_stands_and_back_what_was_changed_is_shown_and_then_saved(sheets):
    book = sheets.downloaded()
    rows, lines = book[ROWS], book[LINES]
    assert [rows.cell(FIRST + n, TICKED).value for n in range(helping.TASKS)] == ["是", "否", "否"]
    assert rows.cell(FIRST, REASON).value == "有基础，有队伍"
    assert [lines.cell(FIRST, n).value for n in range(3, 6)] == ["2026", "2", "500"]
    page = sheets.sent(filled_offline(book)).content.decode()
    assert "有 6 处不同" in page
    assert f"“{ROWS}”第4行 D列" in page
    assert rows_of(sheets.application)[0].reason == "有基础，有队伍"  # nothing before it is confirmed
    assert sheets.taken().status_code == 302
    one, other = rows_of(sheets.application)
    assert (one.reason, other.reason, other.quantity) == ("新的理由", "离线填写", 3)
    assert missing(fresh(sheets.application)) == []
    assert AuditEvent.objects.filter(action="rounds.fill_application").count() == 1


def test_the_same_workbook_again_and_the_same_click_again_change_nothing(sheets):
    book = filled_offline(sheets.downloaded())
    sheets.sent(book)
    sheets.taken()
    before = [(wish.pk, wish.version) for wish in rows_of(sheets.application)]
    assert "没有待确认的内容" in sheets.client.get(sheets.taken().url).content.decode()
    assert "与系统里的一样" in sheets.sent(book).content.decode()
    assert [(wish.pk, wish.version) for wish in rows_of(sheets.application)] == before


def test_every_fault_is_named_by_its_cell_and_nothing_is_kept(sheets):
    book = sheets.downloaded()
    rows, lines = book[ROWS], book[LINES]
    rows.cell(FIRST, QUANTITY, "很多")
    rows.cell(FIRST + 1, REASON, "忘了勾选")
    line(lines, 1, None, "2027", "1")
    line(lines, 2, "没有这项任务", "2027", "1")
    answer = sheets.sent(book)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{ROWS}”第4行 E列" in page
    assert f"“{LINES}”第6行 B列" in page
    rows.cell(FIRST, QUANTITY, "2")
    line(lines, 2, None, None, None)
    page = sheets.sent(book).content.decode()
    assert f"“{ROWS}”第5行 C列" in page
    assert "却没有申报" in page
    assert f"“{LINES}”第5行 B列" in page
    assert not Draft.objects.exists()
    assert sheets.taken().status_code == 302
    assert [wish.reason for wish in rows_of(sheets.application)] == ["有基础，有队伍"]


def test_a_cell_is_named_once_with_its_column_and_in_the_same_list_as_cells_that_cannot_be_read(sheets):
    book = sheets.downloaded()
    book[LINES].cell(FIRST, 5, "-3")
    alone = sheets.sent(book).context["returned"].problems
    assert [place for place, _ in alone] == [f"“{LINES}”第4行 E列"]
    assert alone[0][1].startswith("“中央财政”：")
    book[LINES].cell(FIRST, 3, "明年")
    both = sheets.sent(book).context["returned"].problems
    assert [place for place, _ in both] == [f"“{LINES}”第4行 C列", f"“{LINES}”第4行 E列"]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ((LINES, 1, "1", "2026"), "第5行 C列", "不止一行"),
        ((ROWS, 0, 5, "0"), "第4行 E列", "大于零"),
    ],
)
def test_what_the_form_refuses_is_told_beside_its_cell(sheets, change, place, said):
    book = sheets.downloaded()
    name, number, column, value = change
    if name == LINES:
        line(book[LINES], number, book[LINES].cell(FIRST, 2).value, value)
    else:
        book[name].cell(FIRST + number, column, value)
    page = sheets.sent(book).content.decode()
    assert place in page
    assert said in page


def test_what_both_sides_changed_is_a_conflict_and_either_may_be_kept(sheets):
    book = sheets.downloaded()
    write(rows_of(sheets.application)[0], sheets.there.actor("head"), reason="同事写的")
    book[ROWS].cell(FIRST, REASON, "表里写的")
    book[ROWS].cell(FIRST, OFFICE, "实训处")
    page = sheets.sent(book).content.decode()
    assert "其中 1 处系统里也改过" in page
    sheets.taken("kept")
    assert rows_of(sheets.application)[0].reason == "同事写的"
    sheets.sent(book)
    sheets.taken("values", once="o2")
    assert rows_of(sheets.application)[0].reason == "表里写的"


def test_who_wrote_after_the_differences_were_shown_is_not_overwritten(sheets):
    sheets.sent(filled_offline(sheets.downloaded()))
    write(rows_of(sheets.application)[0], sheets.there.actor("head"), reason="刚写的")
    answer = sheets.taken()
    assert answer.status_code == 409
    assert "又有人改过" in answer.content.decode()
    assert [wish.reason for wish in rows_of(sheets.application)] == ["刚写的"]


def test_a_page_of_a_row_that_is_open_is_told_that_a_workbook_wrote_it(sheets):
    old = rows_of(sheets.application)[0]
    book = sheets.downloaded()
    book[ROWS].cell(FIRST, OFFICE, "实训处")  # only an answer to the form
    sheets.sent(book)
    sheets.taken()
    assert Wish.objects.get(pk=old.pk).version > old.version


def test_the_profile_fills_what_is_empty_with_its_source_and_it_is_kept_where_ticked(there, client):
    helping.set_up_profile(there)
    helping.profile_answered(there, FormDefinition.objects.get(key=PROFILE.key), teachers=88)
    application = drafted(there, ticked=1, answers={})
    sheets = Sheets(there, client, application)
    book = sheets.downloaded()
    assert "专任教师 88 人" in book[ROWS].cell(FIRST, BASIS).value
    assert "专任教师 88 人" in book[ROWS].cell(FIRST + 1, BASIS).value
    page = sheets.sent(book).content.decode()
    assert "有 1 处不同" in page  # the ticked row's; what is not ticked is no difference
    book[ROWS].cell(FIRST + 1, TICKED, "是")
    sheets.sent(book)
    sheets.taken()
    assert not [words for words in missing(fresh(application)) if "承接基础" in words]


def test_a_workbook_of_another_school_or_another_round_is_refused(sheets, there, client):
    book = sheets.downloaded()
    there.round = helping.other_round(there)
    other = Sheets(there, client, drafted(there, ticked=1))
    page = other.sent(book).content.decode()
    assert "另一种表" in page or "另一个单位" in page


def test_what_was_sent_is_not_filled_in_any_more(sheets):
    book = filled_offline(sheets.downloaded())
    sheets.sent(book)
    do(actions.send_application, sheets.application, sheets.there.actor("office"))
    assert sheets.client.get(sheets.page).status_code == 302
    assert sheets.taken().status_code in (409, 422)
    assert [wish.reason for wish in rows_of(sheets.application)] == ["有基础，有队伍"]


def test_others_do_not_find_it(sheets, there, client):
    for who in (there.post("office", "sanxia"), there.teacher, there.county, there.officer):
        client.force_login(who.user)
        assert client.get(sheets.page).status_code == 404
