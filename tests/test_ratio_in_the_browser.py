"""Issue 5, section 6, as one journey in Chromium: a school imports 200 teachers from a messy list and corrects the
doubtful cells, the ratio appears by itself, the city's cockpit changes, its number opens to a certificate in three
clicks; one teacher of two schools counts once; a figure is corrected after approval, and the page printed for last
quarter goes on saying what it said.
"""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, jobs
from luoshi.core.periods import period_before, period_of
from luoshi.evidence.actions import add_and_cite
from luoshi.indicators.entry import actions
from luoshi.indicators.entry.models import FilingSheet
from luoshi.indicators.entry.tests.helping import fill, line, press
from luoshi.indicators.entry.tests.samples import INDICATORS
from luoshi.papers.tests.conftest import chromium, window
from luoshi.progress.tests.helping import a_piece
from luoshi.registers import actions as registers
from luoshi.registers.actions import PutRow
from luoshi.registers.importing.tests.lists import name_of, number_of
from luoshi.registers.models import Entry, Register

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT, DUAL = 200, 110
RATIO = "双师型教师占专业课教师比例"
POSTS = {
    "city": ("city_officer", "yichang"),
    "county": ("county_officer", "zhijiang-bureau"),
    "office": ("office", "zhijiang"),
    "other": ("office", "yidu"),
}


def messy() -> bytes:
    """A title, a note, a number the spreadsheet lost digits of, a level that is none, a subtotal."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.append(["教师情况统计表"])
    sheet.append(["填表人：办公室"])
    sheet.append(["序号", "姓　名", "身份证号码", "专业课教师", "是否双师", "双师等级"])
    for at in range(COUNT):
        dual = ("√", "中级") if at < DUAL else ("—", None)
        sheet.append([at + 1, name_of(at), number_of(at), "√", *dual])
    sheet["C4"], sheet["F5"] = float(number_of(0)), "特级"
    sheet.append(["合计", f"{COUNT}人"])
    made.save(out := io.BytesIO())
    return out.getvalue()


@pytest.fixture
def there(yichang: Any, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    posts = {name: yichang.post(*where) for name, where in POSTS.items()}
    actors = {name: actor_for(post) for name, post in posts.items()}
    school = posts["office"].organisation
    return SimpleNamespace(
        posts=posts, school=school, register=Register.objects.get(key="teachers"), **actors
    )


class Clicks:
    """Counts them."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, what: Any) -> None:
        what.click()
        self.count += 1


def test_from_a_messy_list_to_the_ratio_its_certificate_and_a_printed_figure_that_stays(
    there: Any, window: Any
) -> None:
    city = window(there.posts["city"], "/cockpit/")
    expect(city.get_by_role("heading", name="填报负担")).to_be_visible()
    assert city.get_by_text(RATIO).count() == 0
    _imported(there, window(there.posts["office"], f"/registers/{there.register.public_id}/import/"))
    first = Entry.objects.filter(register=there.register, organisation=there.school).order_by("pk")[0]
    add_and_cite(organisation=there.school, pieces=[a_piece("教师资格证.jpg")], about=first, by=there.office)
    city.reload()
    key = city.get_by_role("link", name=RATIO)
    expect(key).to_contain_text("55.0%")
    _opened(there, city, key)
    _counted_once(there, city)
    _printed(there, city)


def _imported(there: Any, page: Any) -> None:
    data = {"name": "教师.xlsx", "mimeType": "application/octet-stream", "buffer": messy()}
    page.set_input_files("input[type=file]", data)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("正在读取名单")).to_be_visible()
    assert jobs.run_next()
    page.get_by_role("link", name="处理 2 处疑点").click()
    rows = page.locator("tbody tr")
    rows.nth(0).get_by_role("textbox").fill(number_of(0))
    rows.nth(1).get_by_role("textbox").fill("中级")
    page.get_by_role("button", name="保存这一页").click()
    page.get_by_role("button", name="导入台账").click()
    page.get_by_role("link", name="打开台账").click()
    page.get_by_text("确认筛选出的全部").click()
    page.get_by_role("button", name="全部确认").click()
    expect(page.get_by_text(f"已确认 {COUNT} 条")).to_be_visible()


def _opened(there: Any, city: Any, key: Any) -> None:
    """From the number on the cockpit to a teacher's certificate."""
    clicks = Clicks()
    clicks.on(key)
    expect(city.get_by_text(f"{DUAL} ÷ {COUNT}").first).to_be_visible()
    clicks.on(city.get_by_role("link", name=there.school.short, exact=True))
    clicks.on(city.get_by_role("link", name="教师资格证.jpg"))
    expect(city.get_by_role("heading", name="教师资格证.jpg").first).to_be_visible()
    assert clicks.count <= 3


def _counted_once(there: Any, city: Any) -> None:
    """The first teacher also stands in another school's list, recognised there too."""
    values = {"name": name_of(0), "id_number": number_of(0), "specialist": True, "dual": True}
    other = there.posts["other"].organisation
    rows = [PutRow(None, {**values, "dual_level": "middle"})]
    put = registers.put_entries(register=there.register, organisation=other, rows=rows, by=there.other)
    registers.confirm_entries(register=there.register, entries=put.added, by=there.other)
    city.goto(city.url.split("/evidence/")[0] + "/cockpit/")
    city.get_by_role("link", name=RATIO).click()
    expect(city.get_by_text(f"上报 {COUNT + 1}，去重 {COUNT}")).to_be_visible()
    expect(city.get_by_text(f"{DUAL} ÷ {COUNT}").first).to_be_visible()


def _printed(there: Any, city: Any) -> None:
    """Approved, printed, corrected, approved anew: the paper stays, its page says that the figure is now another."""
    land = actions.make_indicator(fields=INDICATORS["land"], by=there.city)
    there.indicators = {"land": land}
    span = period_before(period_of("quarter", clock.today()))
    filing = actions.open_filing(
        title="上季度办学条件", words="", span=span, due=clock.today() + dt.timedelta(days=9),
        indicators=[land], schools=[there.school], by=there.city,
    )  # fmt: skip
    sheet = FilingSheet.objects.get(filing=filing)
    _approved(there, sheet, "41000")
    figure = f"/indicators/{land.public_id}/figure/"
    query = f"organisation={there.school.public_id}&period={filing.period.public_id}"
    city.goto(f"{city.url.split('/indicators/')[0]}{figure}?{query}")
    city.get_by_role("button", name="留存并打印").click()
    expect(city.get_by_text("现在的数与打印时相同")).to_be_visible()
    land_line = [line(there, sheet, "land")]
    press(actions.return_lines, sheet, there.city, lines=land_line, reason="含了租用的地")
    _approved(there, sheet, "39000")
    city.reload()
    expect(city.locator(".figure-value")).to_contain_text("41,000")
    expect(city.get_by_text("现在的数不一样了")).to_be_visible()
    city.get_by_role("link", name="看现在的来源").click()
    expect(city.locator(".figure-value")).to_contain_text("39,000")


def _approved(there: Any, sheet: Any, value: str) -> None:
    fill(there, sheet, {"land": {"value": value}})
    press(actions.send_sheet, sheet, there.office)
    press(actions.look_at_sheet, sheet, there.county)
    press(actions.approve_lines, sheet, there.city, lines=[line(there, sheet, "land")])
