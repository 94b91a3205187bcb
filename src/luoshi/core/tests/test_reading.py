"""Several files as one reading, and the JSON people build on (design, section 5)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.findings import Severity
from luoshi.core.reading.goals import context_of, issuer_level
from luoshi.core.reading.reading import read, read_files
from luoshi.core.reading.structure import Cell, Place, SourceDocument, Table
from luoshi.core.tests.documents import document_of
from luoshi.core.tests.test_reconcile import TABLE, TEXT

KEYS = {"documents", "clauses", "targets", "organisations", "tasks", "findings"}
TARGET_KEYS = {
    "clause", "text", "span", "place", "subject", "quantity", "upper", "unit", "comparator", "level", "scope",
    "scope_basis", "due", "period", "recurrence", "measure",
}  # fmt: skip
TASK_KEYS = {
    "key", "code", "title", "declared", "undertaken_by", "proposed_by", "quantities", "place",
}  # fmt: skip


def codes(reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_the_json_has_the_agreed_shape():
    shown = json.loads(json.dumps(read([document_of(TEXT + TABLE)]).to_json(), ensure_ascii=False))
    assert set(shown) == KEYS
    assert {"id", "number", "parent", "heading", "text"} <= set(shown["clauses"][0])
    assert all(set(target) >= TARGET_KEYS for target in shown["targets"])
    assert all(set(task) >= TASK_KEYS for task in shown["tasks"])
    assert all(
        set(finding) == {"code", "severity", "place", "message", "proposal"} for finding in shown["findings"]
    )
    (document,) = shown["documents"]
    assert document["title"] == "临江市教育局关于实施职业教育强基计划的意见"
    assert document["annexes"] == [{"number": None, "title": "任务承接情况一览表"}]


def test_each_target_stands_where_its_span_says():
    document = document_of(TEXT + TABLE)
    shown = read([document]).to_json()
    texts = {clause["id"]: clause["text"] for clause in shown["clauses"]}
    cells = {(cell.row, cell.column): cell.text for table in document.tables for cell in table.cells}
    assert {target["clause"] is None for target in shown["targets"]} == {True, False}
    for target in shown["targets"]:
        start, end = target["span"]
        place = target["place"]
        whole = texts[target["clause"]] if target["clause"] else cells[place["row"], place["column"]]
        assert whole[start:end] == target["text"]


def test_a_target_of_a_joined_paragraph_is_placed_in_the_paragraph_where_it_is_printed():
    reading = read([document_of("要点\n一、任务\n前文很长，\n建成5个现代产业学院。\n")])
    (target,) = reading.targets
    assert target.place.paragraph == 4


def test_numbers_in_the_undertaking_table_are_totals_of_the_plan_above():
    reading = read([document_of(TEXT + TABLE)])
    books = next(target for target in reading.targets if "300 种" in target.found.text)
    assert (books.clause, books.found.scope) == (None, "national")
    (note,) = [finding for finding in reading.findings if finding.code == "national-total"]
    assert note.severity is Severity.NOTE
    assert "全国总数" in note.message


def test_the_same_document_in_two_files_is_one_reading():
    once = read([document_of(TEXT + TABLE)])
    twice = read(
        [document_of(TEXT + TABLE, "甲.txt"), document_of(TEXT.replace("，", "， ") + TABLE, "乙.docx")]
    )
    assert [clause.number for clause in twice.clauses] == [clause.number for clause in once.clauses]
    assert [task.key for task in twice.tasks] == [task.key for task in once.tasks]
    assert len(twice.targets) == len(once.targets)
    assert "clause-differs" not in codes(twice)


def test_a_differing_clause_of_a_second_file_stays_and_is_asked_about():
    other = TEXT.replace("建成5个现代产业学院", "建成8个现代产业学院")
    reading = read([document_of(TEXT, "甲.txt"), document_of(other, "乙.txt")])
    (finding,) = [finding for finding in reading.findings if finding.code == "clause-differs"]
    assert finding.severity is Severity.ASK
    assert finding.place.file == "乙.txt"
    assert "一（四）" in finding.message
    ids = [clause.id for clause in reading.clauses]
    assert len(set(ids)) == len(ids)
    assert {clause.parent for clause in reading.clauses} - {None} <= set(ids)


def test_text_and_table_may_come_in_two_files():
    reading = read([document_of(TEXT, "意见.txt"), document_of("承接情况一览表\n" + TABLE, "附表.txt")])
    assert len(reading.tasks) == 5
    assert "task-without-clause" in codes(reading)


def test_an_unspoken_number_is_asked_about_with_a_proposal():
    reading = read([document_of(TEXT)])
    asked = [finding for finding in reading.findings if finding.code == "target-number-unspoken"]
    assert asked
    assert all(finding.severity is Severity.ASK and finding.proposal for finding in asked)


def test_what_a_format_could_not_take_over_is_noted():
    document = document_of(TEXT)
    remarked = SourceDocument(document.name, document.format, document.blocks, ("第2页的图片没有读取。",))
    assert "not-taken-over" in codes(read([remarked]))


def test_a_letter_without_clauses_and_tables_is_said_to_be_none():
    assert "nothing-found" in codes(read([document_of("情况说明\n我们做了很多工作。")]))


def test_the_issuer_tells_its_level():
    assert issuer_level("教育部") == "national"
    assert issuer_level("湖滨省教育厅") == "province"
    assert issuer_level("临江市教育局") == "city"
    assert issuer_level("临江市东山县教育局") == "county"
    assert issuer_level("临江市机电职业学校") == "school"
    assert issuer_level("") is None


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("临江市优质中等职业学校遴选认定办法", "city"),
        ("东山县教育体育局2023年工作要点", "county"),
        ("临江市机电职业学校承接强基计划项目实施方案", "school"),
        ("中等职业学校办学条件标准", None),
    ],
)
def test_without_an_issuer_the_beginning_of_the_title_tells_the_level(title, level):
    (head,) = read([document_of(f"{title}\n一、目标\n做好。")]).heads
    assert context_of(head).issuer_level == level


def test_files_are_opened_and_read_in_one_go():
    shown = read_files([("意见.txt", (TEXT + TABLE).encode())], {})
    assert len(shown["tasks"]) == 5
    assert json.dumps(shown, ensure_ascii=False)


@given(st.lists(st.sampled_from((TEXT + TABLE).splitlines()), max_size=30))
def test_any_order_of_lines_can_be_read_and_shown(lines):
    shown = read([document_of("\n".join(lines))]).to_json()
    assert json.loads(json.dumps(shown))["documents"]


def test_a_task_table_gives_tasks_with_an_owner_and_nobody_undertaking():
    table = "序号\t工作任务\t责任单位\t完成时限\n1\t建成10所优质学校\t市教育局\t2025年底\n2\t培训教师\t各校\t每年\n"
    shown = read([document_of("要点\n一、任务\n见下表。\n" + table)]).to_json()
    assert [(task["key"], task["title"], task["owner"], task["due"]) for task in shown["tasks"]] == [
        ("1", "建成10所优质学校", "市教育局", "2025年底"),
        ("2", "培训教师", "各校", "每年"),
    ]
    (target,) = shown["targets"]
    assert (target["clause"], target["text"]) == (None, "建成10所优质学校")
    assert (target["place"]["row"], target["place"]["column"]) == (2, 2)


def test_goals_of_a_target_table_are_read_with_their_year_and_without_the_baseline():
    table = "指标\t单位\t2022年基数\t2025年目标\n高水平学校\t所\t2\t10\n“双师型”教师占比\t%\t52\t60\n"
    shown = read([document_of("要点\n一、目标\n见下表。\n" + table)]).to_json()
    goals = [(goal["subject"], goal["quantity"], goal["unit"], goal["due"]) for goal in shown["targets"]]
    assert goals == [("高水平学校", 10, "所", "2025"), ("“双师型”教师占比", 60, "%", "2025")]


def test_a_task_cell_over_several_rows_gives_its_target_once():
    cells = [
        Cell("任务编号", 1, 1),
        Cell("建设内容", 1, 2),
        Cell("主要举措", 1, 3),
        Cell("责任人", 1, 4),
        Cell("4.3", 2, 1, row_span=2),
        Cell("建成3个教学团队", 2, 2, row_span=2),
        Cell("集体备课", 2, 3),
        Cell("张老师", 2, 4),
        Cell("培训教师20名", 3, 3),
        Cell("李老师", 3, 4),
    ]
    document = SourceDocument("方案.docx", "docx", (Table(Place("方案.docx", table=1), tuple(cells)),))
    shown = read([document]).to_json()
    assert [(goal["text"], goal["place"]["row"], goal["place"]["column"]) for goal in shown["targets"]] == [
        ("建成3个教学团队", 2, 2),
        ("培训教师20名", 3, 3),
    ]
    assert [(task["key"], task["code"], task["owner"]) for task in shown["tasks"]] == [
        ("行4.3-1", "4.3", "张老师"),
        ("行4.3-2", "4.3", "李老师"),
    ]


def test_a_table_full_of_ticks_that_gave_no_task_is_asked_about():
    loose = "4.1\t练兵\t丙\t√\t√\t√\n4.2\t比武\t丁\t√\t\t√\n"
    reading = read([document_of("要点\n一、任务\n见下表。\n" + loose)])
    assert reading.tasks == ()
    (finding,) = [finding for finding in reading.findings if finding.code == "table-not-read"]
    assert (finding.severity, finding.place.table) == (Severity.ASK, 1)


def test_a_table_that_was_read_is_not_asked_about():
    twice = read([document_of(TEXT + TABLE, "甲.txt"), document_of(TABLE, "乙.txt")])
    assert "table-not-read" not in codes(twice)


def test_a_table_squashed_into_a_line_is_asked_about():
    reading = read([document_of(TEXT + TABLE + "序号工作任务一中专二中专51到境外办学√54中文培训√√\n")])
    (finding,) = [finding for finding in reading.findings if finding.code == "table-not-read"]
    assert (finding.severity, finding.place.table) == (Severity.ASK, None)


def test_a_converted_file_keeps_the_name_people_know():
    shown = read_files([("意见.doc.txt", TEXT.encode())], {"shown_as": ["意见.doc"]})
    assert shown["documents"][0]["name"] == "意见.doc"
    assert {clause["place"]["file"] for clause in shown["clauses"]} == {"意见.doc"}


def test_pages_that_show_the_inner_number_column_follow_a_heading_left_alone_on_its_page():
    heading = "序号\t工作任务\t承接数量\t一中专\t二中专\t三中专\n"
    first = "4\t4.1\t培训骨干教师\t2\t√\t\t√\n\t4.2\t建设研修基地\t1\t\t√\t\n"
    second = "5\t5.1\t开发网络课程\t3\t√\t√\t√\n"
    reading = read([document_of(f"任务承接情况一览表\n{heading}\n{first}\n{second}")])
    assert {task.key: task.undertaken_by for task in reading.tasks} == {
        "4.1": ("一中专", "三中专"),
        "4.2": ("二中专",),
        "5.1": ("一中专", "二中专", "三中专"),
    }
    assert "table-not-read" not in codes(reading)
    assert codes(reading).count("headless-part") == 2


def test_a_number_printed_before_the_task_does_not_move_the_span():
    document = document_of("要点\n" + TABLE.replace("2\t开发 300 种", "2\t2.1 开发 300 种"))
    target = next(target for target in read([document]).targets if "300 种" in target.found.text)
    start, end = target.found.span
    cell = next(cell for cell in document.tables[0].cells if cell.text.startswith("2.1"))
    assert cell.text[start:end] == target.found.text
    assert start >= len("2.1 ")


def test_schools_with_lists_of_task_numbers_are_asked_about_and_not_misread():
    table = "学校\t承接任务\t数量\n三峡中专\t1.1、2.1、4.2\t3\n宜都\t1.1、4.2\t2\n"
    reading = read([document_of("各校承接任务一览表\n" + table)])
    assert [unit.name for unit in reading.organisations] in ([], ["三峡中专", "宜都"])
    assert not any(task.undertaken_by for task in reading.tasks)
    assert any(finding.severity is Severity.ASK for finding in reading.findings)


def test_a_file_with_nothing_but_goals_is_not_said_to_be_empty():
    reading = read([document_of("目标分解表\n指标\t单位\t2022年\t2023年\n实训基地\t个\t2\t3\n")])
    assert [target.found.quantity for target in reading.targets] == [2, 3]
    assert "nothing-found" not in [finding.code for finding in reading.findings]
