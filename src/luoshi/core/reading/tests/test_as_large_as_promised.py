"""300 pages with 200 tables are read, as the bench measures them: no ceiling lies below what is promised."""

import pytest

from luoshi.core.reading import limits
from luoshi.core.reading.formats.tests.word import docx, p, tbl, tc
from luoshi.core.reading.reading import read_files

PAGE = "力争到2025年，全市建设5个左右专业群，双师型教师占比超过50%，各校每年培训教师不少于32学时。" * 16
SCHOOLS = [f"第{number}中专" for number in range(1, 11)]


def document(pages: int) -> bytes:
    """Clauses with targets, and on two pages of three a matrix of twenty tasks and ten schools."""
    body = [p("关于推进示例行动计划的意见"), p("各县市教育局：")]
    for page in range(1, pages + 1):
        body.append(p(f"第{page}条 {PAGE}"))
        if page % 3:
            body.append(matrix(page))
    return docx("".join(body))


def matrix(page: int) -> str:
    rows = [["序号", "工作任务", *SCHOOLS]]
    for line in range(1, 21):
        marks = ["√" if (line + at + page) % 3 == 0 else "" for at in range(10)]
        rows.append([f"{page}.{line}", f"第{page}批第{line}项建设{line}个示范性实训基地", *marks])
    return tbl(*("".join(map(tc, row)) for row in rows))


@pytest.mark.once
def test_the_ceilings_stand_above_what_300_pages_with_200_tables_say():
    found = read_files([("大.docx", document(6))], {})
    assert len(found["tasks"]) == 80
    for most, kind in (
        (limits.MOST_TARGETS, "targets"),
        (limits.MOST_TASKS, "tasks"),
        (limits.MOST_CLAUSES, "clauses"),
        (limits.MOST_FINDINGS, "findings"),
    ):
        assert most >= 1.2 * 50 * len(found[kind])
    assert 1.2 * 50 * len(found["tasks"]) * len(SCHOOLS) <= limits.MOST_MARKS
