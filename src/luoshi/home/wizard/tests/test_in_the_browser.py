"""The wizard in Chromium with real clicks and keys: from the file to the printed matrix."""

import io

import pypdfium2
import pytest
from playwright.sync_api import expect

from luoshi.common import jobs
from luoshi.common.models import SiteState
from luoshi.common.tests.looking import faults
from luoshi.plans.models import Plan
from luoshi.policies.models import Clause, Finding
from luoshi.undertakings.models import Duty

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
def test_an_officer_imports_the_document_settles_loads_and_prints_the_matrix(
    window, post, shared_input, command
):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
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
    accept_everything(page)
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
    assert (command("audit", "verify"), command("invariants", "check")) == (0, 0)


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
    expect(page.get_by_text("草稿已暂存").first).to_be_visible()
    press(page, "Tab")
    page.locator("h1").click()
    press(page, "k")
    expect(message).to_have_text(first)
    press(page, "j")
    expect(page.locator("#set-aside-reason")).to_have_value("jak")  # left and come back: nothing lost
    assert not Finding.objects.exclude(state="open").exists()


@pytest.mark.prove
def test_the_pages_fit_the_window_and_axe_finds_nothing_serious(window, post, axe_source):
    page = window(post, "/imports/")
    upload(page, f"{'很长的文件名' * 8}.txt", MATRIX.encode())
    base = page.url.split("?")[0]
    paths = ("", "?tab=matrix&task=1", "?tab=targets&target=0", "?tab=clauses", "difference/")
    for number, path in enumerate(paths):
        page.goto(base + path)
        assert faults(page, f"wizard-{number}", axe_source) == []


RENAMED = """承接情况一览表（修订）
序号\t工作任务\t承接数量\t三峡中专\t机电\t宜都
7\t打造职业教育教师教学创新团队和名师工作室\t2\t√\t√\t
2\t建设示范性实训基地\t1\t\t\t√
"""


def test_a_renamed_task_is_said_to_be_the_old_one_and_the_clause_tells_who_said_what(
    window, post, axe_source
):
    page = window(post, "/imports/")
    upload(page, "通知.txt", MATRIX.encode())
    settle_and_load(page)
    plan = Plan.objects.latest("id")
    page.goto(page.url.split("/imports/")[0] + f"/imports/new/?plan={plan.public_id}")
    data = {"name": "修订.txt", "mimeType": "text/plain", "buffer": RENAMED.encode()}
    page.set_input_files("input[type=file]", data)
    page.get_by_role("button", name="开始读取").click()
    assert jobs.run_next()
    expect(page.get_by_role("link", name="查看差异并装载").first).to_be_visible()
    accept_everything(page)
    page.get_by_role("link", name="查看差异并装载").first.click()
    assert faults(page, "same-task-difference", axe_source) == []
    page.get_by_role("link", name="7 打造职业教育教师教学创新团队和名师工作室").click()
    expect(page.get_by_label("对应计划中的哪项任务")).to_have_value("1")
    assert faults(page, "same-task-form", axe_source) == []
    page.get_by_role("button", name="保存更正").click()
    page.get_by_role("link", name="查看差异并装载").first.click()
    expect(page.get_by_text("编号：1 → 7")).to_be_visible()
    expect(page.get_by_text("文件里没有的任务")).to_have_count(0)
    page.get_by_role("button", name="装载", exact=True).click()
    expect(page.get_by_text("已装载。")).to_be_visible()
    clause = Clause.objects.get(document=plan.document, number="一（二）")
    page.goto(page.url.split("/imports/")[0] + f"/clauses/{clause.public_id}/")
    expect(page.get_by_role("heading", name="读取文件时的处理")).to_be_visible()
    assert faults(page, "clause-decisions", axe_source) == []


def accept_everything(page):
    while page.locator("[data-accept]").count() and not page.get_by_text("都处理完了").count():
        page.locator("[data-accept]").click()
        page.wait_for_load_state()


def settle_and_load(page):
    accept_everything(page)
    page.get_by_role("link", name="查看差异并装载").first.click()
    page.get_by_role("button", name="装载", exact=True).click()
    expect(page.get_by_text("已装载。")).to_be_visible()
