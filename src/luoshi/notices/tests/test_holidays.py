"""The table of working days: read from lines, shown as differences, saved by the system administrator."""

import datetime as dt

import pytest
from django.urls import reverse

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
        ("2027-01-01至2027-06-01 休", "起止日期不对"),
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
    assert "没有变化" in client.post(reverse("holidays"), asked).content.decode()
    wrong = client.post(reverse("holidays"), {"year": "2027", "lines": "乱写", "_save": "1"})
    assert (wrong.status_code, Holiday.objects.count()) == (422, 5)


@pytest.mark.parametrize("query", ["?year=2026", "?year=abc", "?year=9999999", "?year=-1", "?year=٣"])
def test_any_year_can_be_asked_for(town, signed_in, query):
    assert signed_in(town.person("system_admin")).get(reverse("holidays") + query).status_code == 200


def test_others_do_not_change_the_table(school, signed_in):
    assert signed_in(school.officer).get(reverse("holidays")).status_code == 403
    assert signed_in(school.officer).post(reverse("holidays"), {"year": "2027"}).status_code == 403


def test_the_end_of_the_table_is_a_warning():
    assert "节假日表是空的" in holidays.warning(dt.date(2026, 3, 1))
    Holiday.objects.create(day="2026-10-01", kind="holiday")
    assert holidays.warning(dt.date(2026, 3, 1)) == ""
    assert "只到 2026-12-31" in holidays.warning(dt.date(2026, 11, 25))


def test_the_bundled_site_knows_the_published_years(yichang):
    table = workdays()
    assert covers(table, dt.date(2024, 1, 1), dt.date(2026, 12, 31))
    assert table.after(dt.date(2026, 9, 30), 2) == dt.date(2026, 10, 9)
    assert table.is_workday(dt.date(2026, 10, 10))
    assert not table.is_workday(dt.date(2026, 2, 23))
    assert clock.today().year >= 2026
