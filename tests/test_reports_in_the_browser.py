"""One journey in Chromium: a circular from the shipped template, the template changed, a wrong marker told,
the report made again with its difference; every page at both widths, with nothing and with ugly names and 300 alerts.
"""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.common import clock, jobs
from luoshi.common.tests.looking import faults, faults_at
from luoshi.indicators.alerts.models import Alert
from luoshi.indicators.models import Indicator
from luoshi.papers.tests.conftest import chromium, window
from luoshi.reports.models import Report, TemplateVersion
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABOUT = "about=circular"


@pytest.fixture
def city(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    post = yichang.post("city_officer")
    school = yichang.schools[0]
    Organisation.objects.filter(pk=school.pk).update(name=LONG, short=LONG[:40])
    Indicator.objects.filter(key="books-per-student").update(title=(LONG * 2)[:80])
    Alert.objects.bulk_create(
        Alert(
            organisation=school, bureau=yichang.bureau, plan=yichang.plan, kind="late", about=f"sample:{number}",
            title=LONG[:60], rank=1, level_word="一级", colour="red", reach="school", measure=number,
            since=clock.today() - dt.timedelta(days=number), why=LONG * 2, clears="示例", opened_at=clock.now(),
        )
        for number in range(300)
    )  # fmt: skip
    return post


def test_from_the_shipped_template_to_the_office_s_own_at_both_widths(city, window, axe_source):
    page = window(city, "/made-reports/")
    found = faults_at(page, "reports", axe_source, {"nothing": "/made-reports/", "new": "/made-reports/new/"})
    page = window(city, "/made-reports/")
    page.get_by_role("link", name="生成报告").first.click()
    page.get_by_role("button", name="生成", exact=True).click()
    expect(page.get_by_text("正在生成").first).to_be_visible()
    assert jobs.run_next()
    first = Report.objects.get()
    assert (first.state, first.content["notes"]) == ("ready", []), first.message
    page = window(city, f"/made-reports/{first.public_id}/")
    expect(page.get_by_role("link", name="下载 Word")).to_be_visible()
    expect(page.get_by_text("共 300 行，这里只列前 100 行")).to_be_visible()
    _own_template(window(city, f"/report-templates/one/?{ABOUT}"), axe_source, found)
    Alert.objects.filter(about="sample:0").update(state="cleared", cleared_at=clock.now())
    page = window(city, f"/report-templates/one/?{ABOUT}")
    page.get_by_role("link", name="生成一份").click()
    page.get_by_role("button", name="生成", exact=True).click()
    assert jobs.run_next()
    second = Report.objects.order_by("-pk")[0]
    page = window(city, f"/made-reports/{second.public_id}/")
    expect(page.get_by_role("row", name="预警 总数 300 条 299 条")).to_be_visible()
    assert TemplateVersion.objects.get().file_name == "通报.docx"
    pages = {
        "difference": f"/made-reports/{second.public_id}/",
        "markers": f"/report-templates/markers/?{ABOUT}&group=计划",
    }
    found += faults_at(page, "reports", axe_source, pages)
    assert found == []


def _own_template(page, axe_source, found):
    with page.expect_download() as download:
        page.get_by_role("link", name="下载正在用的模板").click()
    own = download.value.path().read_bytes()
    upload(page, own, "（请在这里写工作要求。）", "请于{{年度 }}底前整改，{{预警 总署}}。")
    expect(page.get_by_text("没有“预警 总署”这个标记")).to_be_visible()
    expect(page.get_by_role("cell", name="预警 总数")).to_be_visible()
    found += faults(page, "refused-reports", axe_source)
    upload(page, own, "（请在这里写工作要求。）", "请于{{年度 }}底前整改。")
    expect(page.get_by_text("模板已上传")).to_be_visible()


def upload(page, data, old, new):
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    stream = io.BytesIO()
    document.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    file = {"name": "通报.docx", "mimeType": kind, "buffer": stream.getvalue()}
    page.get_by_label("改好的模板").set_input_files(file)
    page.get_by_role("button", name="上传").click()
