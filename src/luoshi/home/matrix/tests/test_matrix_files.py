"""The files of the matrix: the annex's layout, the same marks as the page, readable again, no formulas."""

import csv
import io
import zipfile

import openpyxl
import pytest

from luoshi.core.reading.reading import read_files
from luoshi.plans.models import Task
from luoshi.undertakings.models import Duty


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


def fetch(client, plan, kind, query=""):
    answer = client.get(f"/plans/{plan.public_id}/matrix.{kind}{query}")
    assert answer.status_code == 200
    return answer.content


def undertaken(reading):
    return {(task["title"], name) for task in reading["tasks"] for name in task["undertaken_by"]}


def on_the_site(plan):
    pairs = Duty.objects.filter(task__plan=plan, basis="undertaken", left_at=None)
    return {
        (duty.task.title, duty.organisation.short) for duty in pairs.select_related("task", "organisation")
    }


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_what_is_read_back_from_the_file_is_what_stands_on_the_site(yichang, officer, kind):
    reading = read_files([(f"matrix.{kind}", fetch(officer, yichang.plan, kind))], {})
    assert len(undertaken(reading)) == 99
    assert undertaken(reading) == on_the_site(yichang.plan)
    assert [task["code"] for task in reading["tasks"]][:7] == ["4.1", "4.2", "4.3", "4.4", "4.5", "6", "18"]
    assert [task["declared"] for task in reading["tasks"]] == [
        11,
        3,
        9,
        11,
        11,
        10,
        4,
        8,
        8,
        9,
        2,
        6,
        0,
        2,
        1,
        4,
    ]
    assert [finding for finding in reading["findings"] if finding["severity"] == "error"] == []


def jointly(plan, key, *groups):
    """Of the schools that carry the task each group is led by its first."""
    for leader, *partners in groups:
        led = Duty.objects.filter(task__plan=plan, task__key=key, organisation__key__in=[leader, *partners])
        led.update(led_by=led.get(organisation__key=leader).organisation)


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_joint_marks_say_who_leads_and_are_read_back_as_they_stand(yichang, officer, kind):
    plan = yichang.plan
    keys = sorted(
        Duty.objects.filter(task__plan=plan, task__key="4.5", basis="undertaken").values_list(
            "organisation__key", flat=True
        )
    )
    jointly(plan, "4.3", ("zhijiang", "yidu"))
    jointly(plan, "4.5", keys[:3], keys[3:5])
    content = fetch(officer, plan, kind)
    reading = read_files([(f"matrix.{kind}", content)], {})
    assert undertaken(reading) == on_the_site(plan)
    declared = {task["code"]: task["declared"] for task in reading["tasks"]}
    assert (declared["4.3"], declared["4.5"]) == (8, 8)
    assert [f["message"] for f in reading["findings"] if f["code"] == "count-mismatch"] == []
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        marks = {line[1]: line[4:] for line in lines if len(line) > 5}
        assert sorted(set(marks["4.3"])) == ["", "√", "参与", "牵头"]
        assert (marks["4.5"].count("牵头"), sum("参与（" in mark for mark in marks["4.5"])) == (2, 3)
        assert any("联合承接只在牵头学校计一次" in "".join(line) for line in lines)


@pytest.mark.parametrize("title", ["=1+1", "+86", "-2", "@SUM(A1)", "＝cmd|' /C calc'!A0"])
def test_no_title_becomes_a_formula(yichang, officer, title):
    Task.objects.filter(plan=yichang.plan, key="6").update(title=title)
    sheet = openpyxl.load_workbook(io.BytesIO(fetch(officer, yichang.plan, "xlsx"))).active
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == title)
    assert cell.data_type == "s"
    lines = csv.reader(io.StringIO(fetch(officer, yichang.plan, "csv").decode("utf-8-sig")))
    assert f"'{title}" in [cell for line in lines for cell in line]


def test_the_workbook_prints_like_the_annex(yichang, officer):
    sheet = openpyxl.load_workbook(io.BytesIO(fetch(officer, yichang.plan, "xlsx"))).active
    assert sheet["A1"].value == "宜昌市中等职业教育提质培优行动计划任务承接情况一览表"
    assert (sheet["A1"].font.name, sheet["E3"].font.name) == ("方正小标宋简体", "仿宋_GB2312")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$2")
    assert [cell.value for cell in sheet[2]][:6] == ["序号", "工作任务", None, "承接数量", "三峡中专", "机电"]
    assert (sheet["A3"].value, sheet["B3"].value, sheet["D3"].value) == (4, "4.1", 11)
    assert "A3:A7" in {str(area) for area in sheet.merged_cells.ranges}


def test_the_document_repeats_its_heading_and_lies_across(yichang, officer):
    archive = zipfile.ZipFile(io.BytesIO(fetch(officer, yichang.plan, "docx")))
    words = archive.read("word/document.xml").decode()
    assert words.count("<w:tblHeader/>") == 1
    assert 'w:orient="landscape"' in words
    assert 'w:eastAsia="仿宋_GB2312"' in words


def test_a_changed_count_is_a_number_with_a_note_below(yichang, officer):
    duty = Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")
    Duty.objects.filter(pk=duty.pk).update(stage="left", left_at=duty.created_at)
    lines = fetch(officer, yichang.plan, "csv").decode("utf-8-sig").splitlines()
    assert any("4.3,分级培育遴选" in line and ",8,√,√,√,,√" in line for line in lines)
    assert "文件承接数量为 9，现为 8" in lines[-1]


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_a_file_holds_no_more_than_the_page_under_the_same_filters(yichang, signed_in, kind):
    client = signed_in(yichang.post("school_head", "zhijiang"))
    reading = read_files([(f"m.{kind}", fetch(client, yichang.plan, kind, "?stage=undertaken"))], {})
    assert {name for _, name in undertaken(reading)} == {"枝江"}
    assert len(undertaken(reading)) == 8
    outside = signed_in(yichang.post("log_admin"))
    assert outside.get(f"/plans/{yichang.plan.public_id}/matrix.{kind}").status_code == 404
