"""An office reads its own plan in: chooses the file, settles what is asked, finds the steps in the draft."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.common import jobs
from luoshi.common.tests.looking import faults
from luoshi.core.reading.formats.tests.word import docx
from luoshi.core.reading.workplans.tests.making import table
from luoshi.workplans.reading import actions
from luoshi.workplans.tests.helping import fresh

from .papers import again, plan_of, read_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_file_to_the_draft(window, axe_source, there, draft):
    found = []
    _many_ugly_steps(window, axe_source, there, draft, found)
    page = window(there.office, reverse("workplan", args=[draft.public_id]))
    page.get_by_role("link", name="读入方案文件").click()
    found += faults(page, "plan-reading-choose", axe_source)
    file = {"name": "方案.docx", "mimeType": "application/octet-stream", "buffer": plan_of(there, draft)}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="开始读取").click()
    expect(page.get_by_text("正在读取文件")).to_be_visible()
    assert jobs.run_next()
    expect(page.get_by_role("heading", name="核对读入的方案")).to_be_visible()  # the page goes on by itself
    found += faults(page, "plan-reading-check", axe_source)
    page.get_by_role("button", name="填上全部建议").click()
    page.get_by_role("button", name="写入草稿").click()
    expect(page.get_by_text("请选择怎样处理").first).to_be_visible()
    found += faults(page, "plan-reading-refused", axe_source)
    for select in page.locator(".plan-question.has-error select").all():
        select.select_option(index=1)
    page.get_by_role("button", name="写入草稿").click()
    expect(page.get_by_text("已写入草稿")).to_be_visible()
    expect(page.get_by_role("rowheader", name="改造食堂")).to_be_visible()
    assert fresh(draft).milestones.count() == 3
    assert found == []


def _many_ugly_steps(window, axe_source, there, draft, found):
    """120 steps of long names, each with something to ask: the page stays in its width."""
    code = there.duty.task.code
    long = "与长三角地区若干所国家级示范性职业院校联合开展专业共建共享交流合作"
    rows = [["任务编号", "主要举措", "完成时限", "责任人", "责任部门", "预期成果"]]
    rows += [
        [code, f"{long}{at}", "2023年6月前", "欧阳某某", "产教融合与社会服务处", long] for at in range(120)
    ]
    reading = read_in(there, draft, docx(table(rows)))
    page = window(there.office, reverse("plan-reading", args=[reading.public_id]))
    found += faults(page, "plan-reading-many", axe_source)
    actions.discard_reading(reading=again(reading), by=there.actor("office"), version=again(reading).version)
    page.reload()
    found += faults(page, "plan-reading-discarded", axe_source)
