"""A school office imports 200 teachers from a messy list, settles the doubtful cells and finds the entries."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from luoshi.common import jobs
from luoshi.common.actor import system_actor
from luoshi.common.tests.looking import faults
from luoshi.core.lists.tests.making import book
from luoshi.registers import actions
from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Entry
from luoshi.registers.sheets import to_fill_in
from luoshi.registers.tests.samples import PEOPLE
from luoshi.workplans.tests import helping

from .lists import messy, number_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "与长三角地区若干所国家级示范性职业院校联合开展专业共建共享交流合作"


@pytest.fixture
def site(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    cast = helping.cast(yichang)
    return cast, actions.set_up_register(row=PEOPLE, by=system_actor())


def choose(page, name: str, data: bytes) -> None:
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("正在读取名单")).to_be_visible()
    assert jobs.run_next()


def test_two_hundred_teachers_from_a_messy_list(window, axe_source, site):
    cast, register = site
    found = []
    page = window(cast.office, f"/registers/{register.public_id}/")
    page.get_by_role("link", name="导入名单").click()
    found += faults(page, "list-import-choose", axe_source)
    choose(page, f"{LONG}.xlsx", messy(200))
    page.get_by_role("link", name="对应各列").last.click()
    found += faults(page, "list-import-columns", axe_source)
    page.get_by_role("button", name="就这样读取").click()
    expect(page.get_by_text("正在读取名单")).to_be_visible()
    assert jobs.run_next()
    page.get_by_role("link", name="处理 3 处疑点").click()
    found += faults(page, "list-import-doubts", axe_source)
    lines = page.locator("tbody tr")
    lines.nth(0).get_by_role("textbox").fill(number_of(0))
    lines.nth(1).get_by_role("textbox").fill("990")
    lines.nth(2).get_by_role("combobox").select_option("empty")
    page.get_by_role("button", name="保存这一页").click()
    expect(page.get_by_text("是 3 位，身份证号应为 18 位").first).to_be_visible()
    found += faults(page, "list-import-refused", axe_source)
    lines.nth(1).get_by_role("textbox").fill(number_of(1))
    page.get_by_role("button", name="保存这一页").click()
    expect(page.get_by_role("heading", name="预览")).to_be_visible()
    found += faults(page, "list-import-preview", axe_source)
    page.get_by_role("button", name="导入台账").click()
    expect(page.get_by_text("200 条")).to_be_visible()
    found += faults(page, "list-import-receipt", axe_source)
    page.get_by_role("link", name="打开台账").click()
    expect(page.get_by_role("rowheader").first).to_be_visible()
    assert Entry.objects.filter(register=register, organisation=cast.office.organisation).count() == 200
    found += _own(page, axe_source, register, cast.office.organisation)
    found += _ugly(page, axe_source, register)
    assert found == []


def _own(page, axe_source, register, school):
    """The register's own workbook with a cell changed, one written wrongly, a row taken out and a new one."""
    content, _ = to_fill_in(register, school)
    opened = openpyxl.load_workbook(io.BytesIO(content))
    sheet = opened["登记"]
    sheet.cell(4, 5).value, sheet.cell(5, 5).value = "助理讲师", "教授级"
    sheet.delete_rows(203)
    sheet.cell(203, 2).value = LONG
    stream = io.BytesIO()
    opened.save(stream)
    page.goto(f"{page.url.split('/registers/')[0]}/registers/{register.public_id}/import/")
    choose(page, "登记表.xlsx", stream.getvalue())
    page.get_by_role("link", name="处理 1 处疑点").click()
    found = faults(page, "list-import-own-doubts", axe_source)
    page.locator("tbody tr").get_by_role("combobox").select_option("empty")
    page.get_by_role("button", name="保存这一页").click()
    expect(page.get_by_text("登记表里删去的 1 条")).to_be_visible()
    return found + faults(page, "list-import-own", axe_source)


def _ugly(page, axe_source, register):
    """Three hundred rows of long words, each doubtful; then a file that is no list."""
    page.goto(f"{page.url.split('/list-imports/')[0]}/registers/{register.public_id}/import/")
    rows = [["姓名", "职称", LONG, "手机"], *([f"{LONG}{at}", f"{LONG}{at}", "", "1"] for at in range(40))]
    choose(page, "丑.xlsx", book((LONG[:28], rows)))
    page.get_by_role("link", name="对应各列").last.click()
    page.get_by_role("button", name="就这样读取").click()
    expect(page.get_by_text("正在读取名单")).to_be_visible()
    assert jobs.run_next()
    page.get_by_role("link", name="处疑点").click()
    found = faults(page, "list-import-doubts-ugly", axe_source)
    page.goto(f"{page.url.split('/list-imports/')[0]}/registers/{register.public_id}/import/")
    choose(page, "空.xlsx", book(("表", [["只有一句话"]])))
    expect(page.get_by_text("没有读出来")).to_be_visible()
    found += faults(page, "list-import-failed", axe_source)
    assert ListImport.objects.count() == 4
    return found
