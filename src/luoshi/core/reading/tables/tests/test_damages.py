"""Each kind of damage by itself: what is read, and what a person is asked."""

from __future__ import annotations

import pytest

from luoshi.core.reading.findings import Severity
from luoshi.core.reading.structure import Cell, Place, Table
from luoshi.core.reading.tables import read_tables

from .making import codes_in, document_of, marks_in, piped

TITLE = "任务承接情况一览表"


def test_a_blank_cell_too_many_before_the_count_is_undone() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | | 2 | √ | | √
        2 | 培训教师 | 1 | | √ |
    """)
    assert marks_in(table) == {"1": "东校 南校", "2": "西校"}
    assert codes_in(table) == ["shifted-row"]


def test_a_missing_number_cell_is_undone_and_the_line_stands_under_the_number_above() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        7 | 建设基地 | 1 | √ | |
        培训教师 | 2 | | √ | √
    """)
    assert marks_in(table) == {"7-1": "东校", "7-2": "西校 南校"}
    assert codes_in(table) == ["shifted-row"]


def test_a_missing_count_cell_is_undone_but_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | √ | | √
        2 | 培训教师 | 1 | | √ |
    """)
    reading = read_tables([document_of(table)])
    assert reading.tasks[0].undertaken_by == ("东校", "南校")
    assert reading.tasks[0].declared is None
    assert (reading.findings[0].code, reading.findings[0].severity) == (
        "shifted-row",
        Severity.ASK,
    )


def test_a_last_column_cut_off_in_every_row_is_proposed_where_the_count_wants_it() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 3 | √ | √
        2 | 培训教师 | 1 | | √
        3 | 开发课程 | 2 | √ |
    """)
    assert marks_in(table) == {"1": "东校 西校 +南校", "2": "西校", "3": "东校 +南校"}
    assert codes_in(table) == ["clipped-column", "clipped-column"]


def test_two_columns_cut_off_and_one_mark_missing_is_asked_without_a_guess() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校 | 北校
        1 | 建设基地 | 2 | √ |
        2 | 培训教师 | 1 | | √
    """)
    reading = read_tables([document_of(table)])
    assert not reading.tasks[0].proposed_by
    (finding,) = reading.findings
    assert (finding.code, finding.proposal) == ("clipped-column", None)
    assert "南校、北校" in finding.message


def test_a_row_moved_right_and_cut_without_any_count_is_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 东校 | 西校 | 南校
        4 | 4.1 | 建设基地 | √ | √
        5 | 培训教师 | | √ |
    """)
    assert marks_in(TITLE, table) == {"4.1": "东校 西校", "5": "西校"}
    assert codes_in(TITLE, table) == ["shifted-row", "clipped-column"]


def test_all_units_declared_but_one_blank_is_a_mismatch_with_a_proposal() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 3 | √ | | √
        2 | 培训教师 | 1 | | √ |
    """)
    (finding,) = read_tables([document_of(table)]).findings
    assert finding.code == "count-mismatch"
    assert finding.proposal == {
        "task": "1",
        "undertaken": ["西校"],
        "reason": "承接数量3等于表中全部单位数，缺少标记的只有西校。",
    }


@pytest.mark.parametrize(("printed", "words"), [("1", "实际见到2个"), ("5", "可能有单位没有印出")])
def test_a_count_that_does_not_fit_is_asked_about_and_no_mark_is_changed(printed: str, words: str) -> None:
    table = piped(f"""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | {printed} | √ | | √
    """)
    reading = read_tables([document_of(table)])
    assert reading.tasks[0].undertaken_by == ("东校", "南校")
    assert reading.tasks[0].declared == int(printed)
    assert [finding.code for finding in reading.findings] == ["count-mismatch"]
    assert words in reading.findings[0].message


def test_a_mark_beyond_the_last_heading_belongs_to_nobody_and_is_an_error() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 2 | √ | | √
    """)
    reading = read_tables([document_of(table)])
    found = {finding.code: finding for finding in reading.findings}
    assert reading.tasks[0].undertaken_by == ("东校",)
    assert found["mark-outside"].severity is Severity.ERROR
    assert found["mark-outside"].place.in_words() == "表1第2行第6列"


def test_marks_under_a_heading_without_a_name_belong_to_nobody() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | | 西校
        1 | 建设基地 | 2 | √ | √ |
    """)
    reading = read_tables([document_of(table)])
    assert reading.tasks[0].undertaken_by == ("东校",)
    assert "mark-outside" in [finding.code for finding in reading.findings]


def test_a_row_of_marks_without_a_task_is_an_error() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        | | | | √
    """)
    assert marks_in(table) == {"1": "东校"}
    assert codes_in(table) == ["mark-without-task"]


def test_a_row_shorter_than_the_others_is_asked_about_where_blanks_are_kept() -> None:
    table = piped("""
        序号 | 工作任务 | 东校 | 西校 | 南校
        1 | 建设基地 | √ | |
        2 | 培训教师 | √ | √
    """)
    assert codes_in(TITLE, table) == ["short-row"]


def test_a_row_longer_than_the_heading_is_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 东校 | 西校 | 南校
        1 | 建设基地 | √ | | √
        2 | 培训教师 | | √ | | |
    """)
    assert codes_in(TITLE, table) == ["long-row"]


def test_a_number_used_twice_is_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        1 | 培训教师 | 1 | | √
    """)
    assert marks_in(table) == {"1-1": "东校", "1-2": "西校"}
    assert codes_in(table) == ["repeated-code"]


def test_a_task_printed_twice_is_counted_once_and_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        1 | 建设基地 | 1 | √ |
    """)
    assert marks_in(table) == {"1": "东校"}
    assert codes_in(table) == ["repeated-task"]


def test_a_task_printed_twice_with_other_marks_keeps_both() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        1 | 建设基地 | 1 | | √
    """)
    assert marks_in(table) == {"1-1": "东校", "1-2": "西校"}
    assert "repeated-task" in codes_in(table)


def test_a_task_nobody_takes_on_is_a_note_when_the_count_says_so() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        2 | 完善制度 | 0 | |
    """)
    (finding,) = read_tables([document_of(table)]).findings
    assert (finding.code, finding.severity) == ("nobody-undertakes", Severity.NOTE)


def test_a_task_with_neither_count_nor_marks_is_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        2 | 完善制度 | | |
    """)
    (finding,) = read_tables([document_of(table)]).findings
    assert (finding.code, finding.severity) == ("nobody-undertakes", Severity.ASK)


def test_marks_without_a_count_are_asked_about_where_other_rows_have_one() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | √ |
        2 | 培训教师 | | √ | | √
    """)
    (finding,) = read_tables([document_of(table)]).findings
    assert (finding.code, finding.place.row, finding.place.column) == ("count-missing", 3, 3)


def test_a_count_printed_once_for_several_lines_is_not_shared_out() -> None:
    rows = [
        ["序号", "工作任务", "承接数量", "东校", "西校"],
        ["1", "建设基地", "", "√", ""],
        ["2", "培训教师", "", "", "√"],
    ]
    cells = [Cell(t, r, c) for r, row in enumerate(rows, 1) for c, t in enumerate(row, 1) if c != 3 or r == 1]
    table = Table(Place("t.docx", table=1), (*cells, Cell("2", 2, 3, 2, 1)))
    reading = read_tables([document_of(table)])
    assert [task.declared for task in reading.tasks] == [None, None]
    assert [finding.code for finding in reading.findings] == ["shared-count", "shared-count"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("合计 | | 4 | 2 | 1 | 1", []),
        ("合计 | | 4 | 2 | 2 | 1", [5]),
        ("总 计 | | 5 | 2 | 1 | 1", [3]),
        ("合计 | 4 | 2 | 1 | 1", []),
        ("| 各校承接数 | | 2 | 1 | 0", [6]),
    ],
)
def test_a_total_row_is_checked_and_is_no_task(row: str, wrong: list[int]) -> None:
    table = piped(f"""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | √ |
        2 | 培训教师 | 2 | √ | | √
        {row}
    """)
    reading = read_tables([document_of(table)])
    assert [task.key for task in reading.tasks] == ["1", "2"]
    assert [(finding.code, finding.place.column) for finding in reading.findings] == [
        ("count-mismatch", column) for column in wrong
    ]


def test_subtotals_are_checked_over_their_own_rows() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        1 | 建设基地 | 1 | √ |
        | 小计 | 1 | 1 | 0
        2 | 培训教师 | 2 | √ | √
        | 小计 | 3 | 1 | 1
        | 合计 | 3 | 2 | 1
    """)
    reading = read_tables([document_of(table)])
    assert [task.key for task in reading.tasks] == ["1", "2"]
    assert [(f.code, f.place.row, f.place.column) for f in reading.findings] == [("count-mismatch", 5, 3)]


def test_subtotal_columns_are_checked_over_their_own_units() -> None:
    table = piped("""
        序号 | 工作任务 | 东校 | 西校 | 小计 | 南校 | 北校 | 小计 | 合计
        1 | 建设基地 | √ | √ | 2 | √ | | 1 | 3
        2 | 培训教师 | √ | | 1 | √ | √ | 1 | 3
    """)
    reading = read_tables([document_of(TITLE, table)])
    assert [organisation.name for organisation in reading.organisations] == ["东校", "西校", "南校", "北校"]
    assert [(f.code, f.place.row, f.place.column) for f in reading.findings] == [("count-mismatch", 3, 8)]


def test_numbers_as_marks_do_not_prove_which_cell_is_the_count() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设课程 | | 2 | 5 | | 7
        2 | 培训教师 | 2 | 3 | | 1
    """)
    (finding,) = read_tables([document_of(table)]).findings
    assert (finding.code, finding.severity, finding.place.row) == ("shifted-row", Severity.ASK, 2)


def test_a_column_cut_off_in_one_file_is_not_proposed_when_another_file_shows_it_blank() -> None:
    head = "序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校"
    cut = document_of(piped(f"{head}\n4 | 4.1 | 建设基地 | 2 | √ |", file="a"), name="a")
    whole = document_of(piped(f"{head}\n4 | 4.1 建设基地 | 2 | √ | |", file="b"), name="b")
    reading = read_tables([cut, whole])
    assert reading.tasks[0].proposed_by == ()
    assert [finding.code for finding in reading.findings] == ["shifted-row", "count-mismatch"]


def test_a_number_inside_the_text_shows_the_number_that_was_not_printed() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        9 | 建设基地 | 1 | √ |
        | 12.1 培训教师 | 1 | | √
        | 开发课程 | 1 | √ |
    """)
    assert marks_in(table) == {"9": "东校", "12.1": "西校", "12": "东校"}


def test_names_that_may_mean_the_same_unit_are_asked_about_and_kept_apart() -> None:
    first = piped("""
        序号 | 工作任务 | 承接数量 | 宜都 | 机电
        1 | 建设基地 | 1 | √ |
    """)
    second = piped(
        """
        序号 | 工作任务 | 承接数量 | 宜都市职教中心 | 机电
        2 | 培训教师 | 2 | √ | √
    """,
        2,
    )
    reading = read_tables([document_of(first, second)])
    (finding,) = reading.findings
    assert finding.code == "similar-name"
    assert finding.proposal is not None
    assert (finding.proposal["name"], finding.proposal["same_as"]) == ("宜都市职教中心", "宜都")
    assert reading.tasks[1].undertaken_by == ("宜都市职教中心", "机电")


def test_numbered_schools_are_not_taken_for_each_other() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 第一中专 | 第二中专
        1 | 建设基地 | 1 | √ |
    """)
    assert codes_in(table) == []


def test_a_name_unknown_on_the_page_before_is_asked_about() -> None:
    first = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 1 | √ | |
    """)
    second = piped(
        """
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南效
        2 | 培训教师 | 1 | | | √
    """,
        2,
    )
    assert codes_in(first, second) == ["unknown-name"]


def test_the_same_name_twice_in_the_heading_is_asked_about() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 东校 | 南校
        1 | 建设基地 | 2 | | √ | √
    """)
    assert marks_in(table) == {"1": "东校 南校"}
    assert codes_in(table) == ["repeated-name"]
