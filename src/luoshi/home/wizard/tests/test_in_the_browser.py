"""The wizard in Chromium with real clicks and keys: from the file to the printed matrix."""

import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from luoshi.common import jobs
from luoshi.plans.models import Plan
from luoshi.policies.models import Finding
from luoshi.undertakings.models import Duty

from .conftest import SCREENSHOTS
from .documents import MATRIX

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "yichang-2021-opinions.txt"


@pytest.fixture
def post(yichang):
    return yichang.post("city_officer")


def upload(page, name, data):
    page.get_by_role("link", name="新建导入").first.click()
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="开始读取").click()
    expect(page.get_by_text("正在读取文件")).to_be_visible()
    assert jobs.run_next()
    expect(page.locator(".finding-message")).to_be_visible()  # the page goes on by itself


def press(page, key):
    """A key for the page as it stands: its script is there once the page has loaded."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


@pytest.mark.shared
def test_an_officer_imports_the_document_settles_loads_and_prints_the_matrix(window, post, shared_input):
    page = window(post, "/imports/")
    upload(page, NAME, (shared_input / NAME).read_bytes())
    here = page.locator("td.here")
    for task in ("4.1", "4.4", "4.5"):
        expect(page.locator(".finding-message")).to_contain_text(f"“{task} ")
        expect(here).to_be_in_viewport()
        press(page, "a")
    expect(page.locator("mark")).to_have_text("培育一批市级及以上“三全育人”典型学校")
    while page.get_by_text("一起采纳").count():
        page.locator("summary", has_text="一起采纳").click()
        page.get_by_role("button", name="一起采纳").click()
        page.wait_for_load_state()
    while page.locator("[data-accept]").count() and not page.get_by_text("都处理完了").count():
        page.locator("[data-accept]").click()
        page.wait_for_load_state()
    assert not Finding.objects.filter(state="open", severity__in=("ask", "error")).exists()
    page.get_by_role("link", name="查看差异并装载").first.click()
    page.get_by_role("button", name="装载", exact=True).click()
    expect(page.get_by_text("已装载。")).to_be_visible()
    plan = Plan.objects.latest("id")
    assert Duty.objects.filter(task__plan=plan, basis="undertaken").count() == 99
    page.get_by_role("link", name="查看承接矩阵").click()
    expect(page.locator("[data-basis=undertaken]")).to_have_count(99)
    printed = list(pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True))))
    assert printed[0].get_width() > printed[0].get_height()
    assert "36.2" in "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)


def test_j_and_k_step_through_the_findings_and_do_nothing_while_typing(window, post):
    page = window(post, "/imports/")
    upload(page, "通知.txt", MATRIX.encode())
    message = page.locator(".finding-message")
    first = message.inner_text()
    press(page, "j")
    expect(message).not_to_have_text(first)
    second = message.inner_text()
    page.locator("summary", has_text="搁置").click()
    page.locator("#set-aside-reason").press_sequentially("jak")
    expect(message).to_have_text(second)
    expect(page.get_by_text("已保存").first).to_be_visible()
    press(page, "Tab")
    page.locator("h1").click()
    press(page, "k")
    expect(message).to_have_text(first)
    press(page, "j")
    expect(page.locator("#set-aside-reason")).to_have_value("jak")  # left and come back: nothing lost
    assert not Finding.objects.exclude(state="open").exists()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_fit_the_window_and_axe_finds_nothing_serious(window, post, axe_source, width):
    page = window(post, "/imports/", width=width)
    upload(page, f"{'很长的文件名' * 8}.txt", MATRIX.encode())
    base = page.url.split("?")[0]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    paths = ("", "?tab=matrix&task=1", "?tab=targets&target=0", "?tab=clauses", "difference/")
    for number, path in enumerate(paths):
        page.goto(base + path)
        page.screenshot(path=SCREENSHOTS / f"wizard-{number}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe_source})
        found = page.evaluate("async () => (await axe.run()).violations")
        serious = [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
