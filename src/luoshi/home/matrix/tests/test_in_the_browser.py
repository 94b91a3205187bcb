"""The matrix in Chromium: the drawer, the keys, the phone, one sheet of paper, accessibility, pictures."""

import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.common.tests import looking
from luoshi.common.tests.looking import faults_at
from luoshi.undertakings.models import Duty

from .big_plan import make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(yichang):
    return yichang.post("city_officer")


@pytest.fixture
def path(yichang):
    return f"/plans/{yichang.plan.public_id}/matrix/"


def picture(page, name):
    looking.picture(page, f"{name}", full_page=True)


def cell(task, school):
    duty = Duty.objects.get(task__key=task, organisation__key=school, basis="undertaken")
    return duty, f'a.cell-duty[href="/duties/{duty.public_id}/"]'


def test_a_cell_opens_the_drawer_whose_first_line_leads_to_the_duty(window, officer, path):
    page = window(officer, path)
    picture(page, "matrix-1440")
    duty, selector = cell("4.2", "yidu")
    page.locator(selector).click()
    drawer = page.get_by_role("dialog", name="来源")
    expect(drawer).to_contain_text("三（一）")
    page.keyboard.press("Escape")
    expect(page.locator(selector)).to_be_focused()
    page.keyboard.press("Enter")
    drawer.get_by_role("link").first.click()
    page.wait_for_url(f"**/duties/{duty.public_id}/")
    expect(page.locator(".spine-label")).to_have_count(9)
    picture(page, "duty-1440")


def test_arrow_keys_walk_from_duty_to_duty_over_empty_cells(window, officer, path):
    page = window(officer, f"{path}?basis=undertaken")
    page.locator(cell("4.2", "sanxia")[1]).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(cell("4.2", "yidu")[1])).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(cell("4.3", "yidu")[1])).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(cell("4.3", "jidian")[1])).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(cell("4.1", "jidian")[1])).to_be_focused()
    assert page.locator('#matrix a.cell-duty[tabindex="0"]').count() == 1


def test_like_the_annex_it_fits_one_sheet_of_a4_landscape(window, officer, path):
    page = window(officer, f"{path}?basis=undertaken")
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = pdf[0].get_size()
    words = pdf[0].get_textpage().get_text_range()
    assert len(pdf) == 1
    assert (round(width), round(height)) == (842, 595)
    assert "宜昌市中等职业教育提质培优行动计划任务承接情况一览表" in words
    assert "推进“中文+职业技能”项目" in words


def test_the_legend_never_stands_alone_on_a_sheet(window, officer, path):
    page = window(officer, path)
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [sheet.get_textpage().get_text_range() for sheet in pdf]
    assert len(texts) > 1
    assert "进展由该单位及其上级查看" in texts[-1]
    assert ["承接合计" in text for text in texts] == [False] * (len(texts) - 1) + [
        True
    ]  # sums once, at the end


def test_a_duty_fits_one_sheet_of_paper(window, officer, path):
    page = window(officer, f"/duties/{cell('4.2', 'yidu')[0].public_id}/")
    assert len(pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))) == 1


def test_a_phone_gets_a_list_of_the_own_school_and_may_pick_a_task(window, yichang, path):
    page = window(yichang.post("school_head", "zhijiang"), path, width=390)
    expect(page.locator("#matrix")).to_be_hidden()
    expect(page.locator("#pick-school")).to_have_value(Organisation.objects.get(key="zhijiang").public_id)
    assert page.locator(".pick-list > li").count() == 31
    assert page.locator(".pick-list [data-task]").count() == 0
    picture(page, "matrix-390")
    page.locator("#pick-task").select_option(label="4.2 遴选 100 个左右思政课教师研修基地")
    page.wait_for_url("**pick_task=*")
    expect(page.locator(".pick-list > li")).to_have_count(3)
    expect(page.locator(".pick-list .duty")).to_have_count(0)


def test_axe_finds_nothing_serious_and_nothing_is_too_wide(window, officer, path, axe_source):
    duty, _ = cell("4.2", "yidu")
    paths = {
        "matrix": path,
        "duty": f"/duties/{duty.public_id}/",
        "withdraw": f"/duties/{duty.public_id}/withdraw/",
        "take-on": f"/tasks/{duty.task.public_id}/take-on/",
    }
    assert faults_at(window(officer, path), "sample", axe_source, paths) == []


def test_rows_of_a_large_matrix_follow_while_one_scrolls(window, yichang):
    plan = make_plan(tasks=60, schools=400)
    page = window(yichang.post("city_officer", "big-city"), f"/plans/{plan.public_id}/matrix/")
    picture(page, "matrix-60x400")
    rows = page.locator("#matrix tbody tr:not(.area):not(.next)")
    expect(rows).to_have_count(10)
    while page.locator("#matrix tr.next").count():
        before = rows.count()
        page.locator("#matrix tr.next").scroll_into_view_if_needed()
        expect(rows).not_to_have_count(before)
    expect(rows).to_have_count(60)
    expect(page.locator("#matrix tr.area")).to_have_count(6)
