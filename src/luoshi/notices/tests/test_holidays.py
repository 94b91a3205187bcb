"""The table of working days: read from lines, shown as differences, saved by the system administrator."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.accounts.calendars import workdays_of
from luoshi.common import clock
from luoshi.common.models import Holiday
from luoshi.common.workdays import workdays
from luoshi.core.reminder_days import covers
from luoshi.notices import holidays

pytestmark = pytest.mark.django_db
LINES = "2027-10-01至2027-10-03 休 国庆节\n2027/10/9\t班\t国庆节调休\n2027年1月1日 放假 元旦"


def test_lines_as_people_paste_them_are_understood():
    days, problems = holidays.parse(LINES, 2027)
    assert problems == []
    assert [(str(day.day), day.kind, day.name) for day in days] == [
        ("2027-01-01", "holiday", "元旦"),
        ("2027-10-01", "holiday", "国庆节"),
        ("2027-10-02", "holiday", "国庆节"),
        ("2027-10-03", "holiday", "国庆节"),
        ("2027-10-09", "workday", "国庆节调休"),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("国庆节放假", "第 1 行：开头要写日期"),
        ("2027-02-30 休", "没有 2027-02-30 这一天"),
        ("2027-01-01", "要写“休”或“班”"),
        ("2027-01-01 也许 元旦", "要写“休”或“班”"),
        ("2026-01-01 休", "日期不在 2027 年"),
        ("2027-10-07至2027-10-01 休", "起止日期不对"),
        ("2027-01-01至2027-06-01 休", "一段最多 60 天"),
        ("2027-01-01 休\n2027-01-01 班", "第 2 行：2027-01-01 前面已经写过"),
        ("2027-01-01 休 元旦\n" * 401, "最多 400 行"),
    ],
)
def test_a_wrong_line_is_named(line, words):
    assert words in "".join(holidays.parse(line, 2027)[1])


def test_the_administrator_sees_differences_before_anything_is_saved(town, signed_in):
    Holiday.objects.create(day="2027-05-01", kind="holiday", name="劳动节")
    client = signed_in(town.person("system_admin"))
    asked = {"year": "2027", "lines": LINES}
    shown = client.post(reverse("holidays"), asked).content.decode()
    assert "保存后有 6 天变化" in shown
    assert "休 劳动节 → —" in shown
    assert Holiday.objects.count() == 1
    assert client.post(reverse("holidays"), asked | {"_save": "1"}).status_code == 302
    assert holidays.lines_of(2027).splitlines()[0] == "2027-01-01 休 元旦"
    year = client.get(reverse("workdays") + "?year=2027").content.decode()
    assert '<td class="off said" title="元旦">1<b>休</b></td>' in year
    assert '<td class=" said" title="国庆节调休">9<b>班</b></td>' in year
    assert "没有变化" in client.post(reverse("holidays"), asked).content.decode()
    wrong = client.post(reverse("holidays"), {"year": "2027", "lines": "乱写", "_save": "1"})
    assert (wrong.status_code, Holiday.objects.count()) == (422, 5)


@pytest.mark.parametrize("query", ["?year=2026", "?year=abc", "?year=9999999", "?year=-1", "?year=٣"])
def test_any_year_can_be_asked_for(town, signed_in, query):
    assert signed_in(town.person("system_admin")).get(reverse("holidays") + query).status_code == 200


def test_others_do_not_change_the_table(school, signed_in):
    assert signed_in(school.officer).get(reverse("holidays")).status_code == 403
    assert signed_in(school.officer).post(reverse("holidays"), {"year": "2027"}).status_code == 403


def workbook(rows):
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("放假安排.xlsx", stream.getvalue())


def test_a_workbook_is_looked_at_then_saved_whole_and_again_changes_nothing(town, signed_in):
    client = signed_in(town.person("system_admin"))
    rows = [
        ["2027年放假安排", "", ""],
        ["节日", "放假时间", "调休上班"],
        ["元旦", dt.date(2027, 1, 1), "无"],
        ["国庆节", "10月1日—3日", "10月9日"],
    ]
    wrong = client.post(
        reverse("holidays"), {"year": "2027", "file": workbook([*rows, ["中秋", "9月31日", ""]])}
    )
    assert (wrong.status_code, Holiday.objects.count()) == (422, 0)
    assert "Sheet!B5：没有 9月31日 这一天" in wrong.content.decode()
    shown = client.post(reverse("holidays"), {"year": "2027", "file": workbook(rows), "_save": "1"})
    assert "保存后有 5 天变化" in shown.content.decode()
    assert Holiday.objects.count() == 0
    sent = shown.context["form"].data
    assert client.post(reverse("holidays"), sent | {"_save": "1"}).status_code == 302
    assert len(holidays.lines_of(2027).splitlines()) == 5
    again = client.post(reverse("holidays"), {"year": "2027", "file": workbook(rows)})
    assert "与现在的表相同" in again.content.decode()
    nothing = client.post(
        reverse("holidays"), {"year": "2027", "file": SimpleUploadedFile("x.xlsx", b"hello")}
    )
    assert (nothing.status_code, "不是表格文件" in nothing.content.decode()) == (422, True)


def test_what_somebody_else_saved_in_between_is_not_overwritten(town, signed_in):
    client = signed_in(town.person("system_admin"))
    shown = client.post(reverse("holidays"), {"year": "2027", "lines": "2027-01-01 休 元旦"})
    Holiday.objects.create(day="2027-05-01", kind="holiday", name="劳动节")
    late = client.post(reverse("holidays"), shown.context["form"].data | {"_save": "1"})
    assert late.status_code == 422
    assert "别人改过这一年" in late.content.decode()
    assert "休 劳动节 → —" in late.content.decode()
    assert holidays.lines_of(2027) == "2027-05-01 休 劳动节"


def test_a_bureau_adds_days_for_itself_and_those_below_only(town, signed_in):
    Holiday.objects.create(day="2027-10-01", kind="holiday", name="国庆节")
    county = signed_in(town.person("county_officer", "county"))
    own = {"year": "2027", "lines": "7月5日至7日 休 农忙假\n10月1日 班 补课", "_save": "1"}
    assert county.post(reverse("own-workdays"), own).status_code == 302
    for place, works in (
        (town.county, False),
        (town.village, False),
        (town.city, True),
        (town.academy, True),
    ):
        table = workdays_of(place.path)
        assert table.is_workday(dt.date(2027, 7, 5)) is works
        assert table.is_workday(dt.date(2027, 10, 1)) is not works
    assert workdays().is_workday(dt.date(2027, 7, 5))
    teacher = signed_in(town.person("teacher", "village"))
    asked = reverse("workdays") + "?year=2027"
    page = teacher.get(asked).content.decode()
    assert '<td class="off said" title="农忙假">5<b>休</b></td>' in page
    assert "county登记了自己的放假" in page
    elsewhere = signed_in(town.person("teacher", "academy"))
    assert "农忙假" not in elsewhere.get(asked).content.decode()
    assert elsewhere.post(reverse("own-workdays"), own).status_code == 403
    assert holidays.lines_of(2027) == "2027-10-01 休 国庆节"


def test_the_city_adds_and_the_county_has_the_last_word(town):
    Holiday.objects.create(organisation=town.city.public_id, day="2027-07-05", kind="holiday")
    Holiday.objects.create(organisation=town.county.public_id, day="2027-07-05", kind="workday")
    assert not workdays_of(town.academy.path).is_workday(dt.date(2027, 7, 5))
    assert workdays_of(town.village.path).is_workday(dt.date(2027, 7, 5))


def test_the_end_of_the_table_is_a_warning():
    assert "节假日表是空的" in holidays.warning(dt.date(2026, 3, 1))
    Holiday.objects.create(day="2026-10-01", kind="holiday")
    assert holidays.warning(dt.date(2026, 3, 1)) == ""
    assert "只到 2026年12月31日" in holidays.warning(dt.date(2026, 11, 25))


def test_the_bundled_site_knows_the_published_years(yichang):
    table = workdays()
    assert covers(table, dt.date(2024, 1, 1), dt.date(2026, 12, 31))
    assert table.after(dt.date(2026, 9, 30), 2) == dt.date(2026, 10, 9)
    assert table.is_workday(dt.date(2026, 10, 10))
    assert not table.is_workday(dt.date(2026, 2, 23))
    assert clock.today().year >= 2026
