"""Drop the notice and the upper office's workbook, check it, send it out; a school fills it on the page, another in
Excel; all back in the original workbook. At the office screen and on a phone."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common import clock, jobs
from luoshi.common.tests.looking import faults, faults_at
from luoshi.progress.returns import actions
from luoshi.progress.returns.models import Return

from .books import by_schools, cells
from .helping import act, fresh, opened, sent, sent_by_all, sheet_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "关于报送二〇二六年度中等职业学校专业设置与在校生规模及双师型教师队伍建设情况统计表的紧急通知附件汇总表"
)


def from_the_notice_to_the_merged_workbook(there, window, axe_source):
    """Sent out, filled on the page and in Excel, merged; answers what is wrong with the pages. A part of the journey in
    tests/test_progress_in_the_browser.py.
    """
    found = []
    page = window(there.officer, reverse("returns"))
    found += faults(page, "returns-none", axe_source)
    _send_out(page, there, axe_source, found)
    row = Return.objects.get()
    _fill_on_the_page(window(there.office, reverse("desk")), there, row, axe_source, found)
    _fill_in_excel(
        window(there.other, reverse("return-sheet", args=[sheet_of(row, there.second).public_id])), found
    )
    for sheet in row.sheets.exclude(organisation__in=(there.school, there.second)).select_related(
        "organisation"
    ):
        there.someone = there.post("office", sheet.organisation.key)
        key = fresh(row).form_version.form.fields[0].key
        saved = act(
            actions.save_sheet,
            fresh(sheet),
            there.actor("someone"),
            values={key: 900 + sheet.pk},
            answer_version=0,
        )
        act(actions.send_sheet, saved, there.actor("someone"))
    _take_and_merge(page, there, row, axe_source, found)
    own = window(there.office, reverse("return-sheet", args=[sheet_of(row, there.school).public_id]))
    expect(own.get_by_role("heading", name="收完以后")).to_be_visible()
    return found + faults(own, "return-after", axe_source)


class Steps:
    """What an officer does with his hands, each counted: a field typed, a file chosen, a click."""

    def __init__(self, page):
        self.page, self.typed, self.chosen, self.clicks = page, [], 0, 0

    def type(self, label, text):
        self.page.get_by_label(label).fill(text)
        self.typed.append(text)

    def choose(self, box, name, data):
        self.page.set_input_files(box, {"name": name, "mimeType": "application/octet-stream", "buffer": data})
        self.chosen += 1

    def click(self, role, name, **more):
        self.page.get_by_role(role, name=name, **more).first.click()
        self.clicks += 1

    @property
    def count(self):
        return len(self.typed) + self.chosen + self.clicks


def _send_out(page, there, axe_source, found):
    """From the notice to sent out: at most 25 steps, at most 100 signs to type (the ten minutes of the issue)."""
    steps = Steps(page)
    steps.click("link", "发起收表")
    steps.type("名称", "2026年学校基本情况统计")
    steps.type("依据", "示例函〔2026〕12号")
    steps.type("科室", "职成科")
    steps.type("用途", "汇总上报省厅")
    until = clock.now() + dt.timedelta(days=5)
    steps.type("截止时间", until.strftime("%Y-%m-%dT16:00"))
    steps.choose("#id_notice", "通知.pdf", b"%PDF-1.4 x")
    steps.choose("#id_template", "统计表.xlsx", by_schools([school.short for school in there.schools]))
    steps.click("button", "下一步")
    expect(page.get_by_text("正在识别原表")).to_be_visible()
    assert jobs.run_next()
    expect(page.get_by_role("heading", name="核对原表")).to_be_visible()  # the page goes on by itself
    found += faults(page, "return-review", axe_source)
    steps.click("button", "栏目就这样")
    expect(page.get_by_text("准备好了")).to_be_visible()
    page.locator("summary", has_text="发出").click()
    expect(page.get_by_text(f"等 {len(there.schools)} 个单位")).to_be_visible()
    steps.clicks += 1
    steps.click("button", "确认发出")
    expect(page.get_by_text("已发出")).to_be_visible()
    assert steps.count <= 25, steps.count
    assert sum(map(len, steps.typed)) <= 100


def _fill_on_the_page(page, there, row, axe_source, found):
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_text("填表：2026年学校基本情况统计").first).to_be_visible()
    page.get_by_role("link", name="去填").first.click()
    page.get_by_label("在校生数").fill("1200")
    page.get_by_label("经费投入").fill("125000")  # yuan, in a box headed 万元
    found += faults(page, "return-fill", axe_source)
    page.get_by_role("button", name="保存，去核对送出").click()
    expect(page.get_by_label("大数核对过")).to_be_visible()
    found += faults(page, "return-sheet-filled", axe_source)
    page.get_by_role("link", name="修改").first.click()
    page.get_by_label("经费投入").fill("12.5")
    page.get_by_role("button", name="保存，去核对送出").click()
    page.get_by_role("button", name="确认送出").click()
    expect(page.get_by_text("对方收下以前还可以撤回")).to_be_visible()


def _fill_in_excel(page, found):
    page.get_by_role("link", name="用 Excel 填").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").first.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    book.worksheets[0]["C4"] = "3400"
    stream = io.BytesIO()
    book.save(stream)
    page.set_input_files(
        "input[type=file]", {"name": "表.xlsx", "mimeType": "x/y", "buffer": stream.getvalue()}
    )
    page.get_by_role("button", name="上传").first.click()
    page.get_by_role("button", name="保存").first.click()
    page.get_by_role("button", name="确认送出").click()
    expect(page.get_by_text("已送出").first).to_be_visible()


def _take_and_merge(page, there, row, axe_source, found):
    sheet = sheet_of(row, there.school)
    page.goto(f"{page.url.rpartition('/returns/')[0]}{reverse('doubt-sheet', args=[sheet.public_id])}")
    found += faults(page, "return-doubt", axe_source)
    page.get_by_label("在校生数：疑问").fill("与学籍系统差 20 人")
    page.get_by_role("button", name="退回核实").click()
    expect(page.get_by_text("与学籍系统差 20 人").first).to_be_visible()
    act(actions.send_sheet, fresh(sheet), there.actor("office"), replies={}, remark="学籍系统未更新")
    page.goto(f"{page.url.rpartition('/return-sheets/')[0]}{reverse('return', args=[row.public_id])}")
    page.get_by_label("勾选本页全部").check()
    page.get_by_role("button", name="收下勾选的").click()
    expect(page.get_by_text("已收下。")).to_be_visible()
    page.get_by_role("button", name="截止收表").first.click()
    page.get_by_role("button", name="合并到原表").click()
    assert jobs.run_next()
    expect(page.get_by_role("heading", name="合并结果")).to_be_visible()  # the page looks again by itself
    found += faults(page, "return-merged", axe_source)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载合并好的原表").click()
    merged = cells(download.value.path().read_bytes())
    line = 4 + [each.pk for each in there.schools].index(there.school.pk)
    second = 4 + [each.pk for each in there.schools].index(there.second.pk)
    assert (merged[f"C{line}"], merged[f"F{line}"], merged[f"C{second}"]) == (1200, 12.5, 3400)


@pytest.mark.prove
def test_pages_hold_long_names_and_many_fields(window, axe_source, there):
    fields = [
        {"key": f"f{n}", "kind": "integer", "label": f"{LONG[:40]}{n}", "find": True} for n in range(40)
    ]
    table = {"key": "t", "kind": "table", "label": "明细", "columns": fields[:6]}
    row = opened(
        there, content={"fields": [*fields, table]}, title=LONG[:80], section=LONG[:60], asked_by=LONG[:60]
    )
    first = sheet_of(row, there.school)
    values = {f"f{n}": 123456789 for n in range(40)}
    sent(there, first, **values)
    act(actions.doubt_sheet, first, there.actor("officer"), doubts=[], words=LONG)
    act(
        actions.extend_return,
        row,
        there.actor("officer"),
        until=row.until + dt.timedelta(days=1),
        reason=LONG,
    )
    sent_by_all(there, opened(there, title="第二次"), 6)
    page = window(there.officer, reverse("returns"))
    paths = {
        "returns": reverse("returns"),
        "return": reverse("return", args=[row.public_id]),
        "return-values": reverse("return-values", args=[row.public_id]),
        "return-sheet": reverse("return-sheet", args=[first.public_id]),
        "burden": reverse("burden"),
    }
    found = faults_at(page, "ugly", axe_source, paths)
    school = window(there.office, reverse("fill-sheet", args=[first.public_id]))
    found += faults(school, "return-fill-ugly", axe_source)
    assert found == []
