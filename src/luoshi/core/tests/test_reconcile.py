"""The text of a document set against its table."""

import pytest

from luoshi.core.reading.findings import Finding, Severity
from luoshi.core.reading.reading import Reading, read
from luoshi.core.tests.documents import document_of

TEXT = """
临江市教育局关于实施职业教育强基计划的意见

各学校：
根据教育部强基计划，制定本意见。

一、主要任务
（一）强化实习管理。各校要建立校外实习责任保险制度，校企合作打造一批示范性实习基地。
（二）深化三教改革。建设一批活页式教材，组建结构化教学团队。
（三）提升办学能力。毕业生本地就业率达到60%，建成一批技能大师工作室。
（四）扩大合作。到2025年，建成5个现代产业学院。
二、组织保障
（一）加强领导。各校要成立专班，明确责任。

附件：任务承接情况一览表

任务承接情况一览表
"""
TABLE = """
序号\t工作任务\t承接数量\t一中专\t二中专\t三中专
1\t落实校外实习责任保险\t1\t√
2\t开发 300 种左右活页式教材\t2\t√\t√
3\t毕业生本地就业率达到 60%\t3\t√\t√\t√
4\t建设 100 个左右技能大师工作室\t1\t\t√
5\t参与共建“一带一路”海外学院\t1\t\t\t√
"""


def findings(reading: Reading, code: str) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == code]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read([document_of(TEXT + TABLE)])


def test_a_task_the_text_never_mentions_is_asked_about(reading: Reading) -> None:
    (finding,) = findings(reading, "task-without-clause")
    assert finding.severity is Severity.ASK
    assert (finding.place.table, finding.place.row) == (1, 6)
    assert "海外学院" in finding.message
    assert finding.proposal is not None
    assert finding.proposal["task"] == "5"
    assert finding.proposal["reason"]


def test_a_clause_with_a_target_that_no_row_takes_up_is_noted(reading: Reading) -> None:
    (finding,) = findings(reading, "clause-without-task")
    assert finding.severity is Severity.NOTE
    assert "一（四）" in finding.message


def test_a_clause_that_binds_every_school_is_held_against_the_few_in_the_table(reading: Reading) -> None:
    (finding,) = findings(reading, "binds-all-table-fewer")
    assert finding.severity is Severity.ASK
    assert finding.proposal is not None
    assert (finding.proposal["task"], finding.proposal["basis"]) == ("1", "required")
    assert finding.proposal["words"] == "建立校外实习责任保险制度"
    assert "各校要建立校外实习责任保险制度" in finding.message
    assert "只有1个单位承接（共3个）" in finding.message


def test_a_task_that_every_school_took_on_raises_no_question() -> None:
    everyone = TABLE.replace("责任保险\t1\t√", "责任保险\t3\t√\t√\t√")
    assert findings(read([document_of(TEXT + everyone)]), "binds-all-table-fewer") == []


def test_a_subject_does_not_reach_past_its_comma(reading: Reading) -> None:
    messages = " ".join(finding.message for finding in findings(reading, "binds-all-table-fewer"))
    assert "示范性实习基地" not in messages


def test_lines_under_one_number_are_said_where_their_neighbours_are() -> None:
    text = TEXT.replace("建设一批活页式教材", "建设一批活页式教材和工作手册式教材，培训教材编写骨干")
    rows = "\n".join(
        [
            "序号\t工作任务\t承接数量\t一中专\t二中专",
            "2\t2.1 编写工作手册式教材\t2\t√\t√",
            "\t2.2 编写活页式教材\t2\t√\t√",
            "\t2.3 培训骨干赴企业研修\t2\t√\t√",
            "3\t3.1 培训骨干赴企业锻炼\t2\t√\t√",
        ]
    )
    asked = findings(read([document_of(f"{text}\n{rows}\n")]), "task-without-clause")
    assert [finding.proposal["task"] for finding in asked if finding.proposal] == ["3.1"]


def test_a_table_without_a_text_is_not_held_against_anything() -> None:
    reading = read([document_of("任务承接情况一览表\n" + TABLE)])
    assert len(reading.tasks) == 5
    assert findings(reading, "task-without-clause") == []


def test_a_text_without_a_table_is_not_held_against_anything() -> None:
    assert findings(read([document_of(TEXT)]), "clause-without-task") == []


def test_a_target_of_the_whole_city_binds_no_school() -> None:
    row = "6\t建设现代产业学院\t1\t√\n"
    found = findings(read([document_of(TEXT + TABLE + row)]), "binds-all-table-fewer")
    assert [finding.proposal["task"] for finding in found if finding.proposal] == ["1"]


def test_a_share_that_names_nobody_is_asked_of_every_school() -> None:
    text = TEXT.replace("毕业生本地就业率达到60%", "专业教师中“双师型”教师占比超过50%")
    row = "6\t“双师型”教师占比超过 50%\t1\t√\n"
    found = findings(read([document_of(text + TABLE + row)]), "binds-all-table-fewer")
    asked = [finding for finding in found if finding.proposal and finding.proposal["task"] == "6"]
    assert len(asked) == 1
    assert "没有写明由谁完成，按文意对各校提出" in asked[0].message
