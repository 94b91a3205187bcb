"""The matrix in its different dresses, undamaged: read exactly, nothing asked."""

from __future__ import annotations

import pytest

from luoshi.core.reading.findings import Severity
from luoshi.core.reading.structure import Cell, Place, Table
from luoshi.core.reading.tables import read_tables

from .making import codes_in, document_of, marks_in, piped

TITLE = "各校任务承接情况一览表"
PLAIN = """
    序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
    1 | 建设基地 | 2 | √ | | √
    2 | 培训教师 | 1 | | √ |
"""
READ = {"1": "东校 南校", "2": "西校"}


def sheet(*rows: list[str | tuple[str, int, int]]) -> Table:
    """Rows of texts or (text, rows, columns); every grid position under a span must be left out."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for r, row in enumerate(rows, 1):
        column = 1
        for item in row:
            text, down, across = item if isinstance(item, tuple) else (item, 1, 1)
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
            cells.append(Cell(text, r, column, down, across))
            column += across
    return Table(Place("t.docx", table=1), tuple(cells))


@pytest.mark.parametrize("sign", [*"√✓✔☑●★■◆○是有1１YyV", "\uf0fc", "√（牵头）", "✓*", "牵头", "参与"])
def test_any_sign_is_a_tick(sign: str) -> None:
    table = piped(PLAIN.replace("√", sign))
    assert marks_in(table) == READ
    assert not [f for f in read_tables([document_of(table)]).findings if f.severity is not Severity.NOTE]
    assert not any(task.quantities for task in read_tables([document_of(table)]).tasks)


@pytest.mark.parametrize("blank", [*"×✗否无0０—－／/\\☐N", "——", "不承接"])
def test_any_sign_of_refusal_is_no_tick(blank: str) -> None:
    rows = [["序号", "工作任务", "承接数量", "东校", "西校", "南校"]]
    rows += [["1", "建设基地", "2", "√", blank, "√"], ["2", "培训教师", "1", blank, "√", blank]]
    table = piped("\n".join(" | ".join(row) for row in rows))
    assert marks_in(table) == READ
    assert codes_in(table) == []


@pytest.mark.parametrize(
    ("note", "opened"),
    [
        ("注：●表示承接，○表示不承接。", False),
        ("说明：●为牵头建设，○为参与建设", True),
        ("备注：“○”代表未承接", False),
    ],
)
def test_a_legend_says_what_open_signs_mean(note: str, opened: bool) -> None:
    table = piped(f"""
        序号 | 工作任务 | 东校 | 西校 | 南校
        1 | 建设基地 | ● | ○ |
        2 | 培训教师 | | ● | ○
        {note}
    """)
    expected = {"1": "东校 西校", "2": "西校 南校"} if opened else {"1": "东校", "2": "西校"}
    assert marks_in(TITLE, table) == expected
    assert codes_in(TITLE, table) == []


def test_a_legend_may_stand_in_a_paragraph_after_the_table() -> None:
    table = piped(
        PLAIN.replace("承接数量 |", "").replace("| 2 |", "| ").replace("| 1 |", "| ").replace("√", "△")
    )
    assert marks_in(TITLE, table, "注：△表示承接。") == READ


@pytest.mark.parametrize(("counts", "opened"), [((1, 1), False), ((2, 2), True)])
def test_counts_say_what_open_signs_mean_where_no_legend_does(counts: tuple[int, int], opened: bool) -> None:
    table = piped(f"""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | {counts[0]} | ● | ○ |
        2 | 培训教师 | {counts[1]} | | ● | ○
    """)
    expected = {"1": "东校 西校", "2": "西校 南校"} if opened else {"1": "东校", "2": "西校"}
    assert marks_in(table) == expected
    assert codes_in(table) == ["open-mark"]


def test_open_signs_that_nothing_explains_are_asked_about_one_by_one() -> None:
    table = piped("""
        序号 | 工作任务 | 东校 | 西校 | 南校
        1 | 建设基地 | ● | ○ |
        2 | 培训教师 | | ● | ○
    """)
    assert marks_in(TITLE, table) == {"1": "东校", "2": "西校"}
    assert codes_in(TITLE, table) == ["unreadable-mark", "unreadable-mark"]


def test_an_unreadable_mark_is_proposed_where_the_count_wants_it() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | 待定 |
        2 | 培训教师 | 1 | | √ | 待定
    """)
    reading = read_tables([document_of(table)])
    assert [task.proposed_by for task in reading.tasks] == [("西校",), ()]
    assert [(f.code, f.proposal is not None) for f in reading.findings] == [
        ("unreadable-mark", True),
        ("unreadable-mark", False),
    ]


def test_the_heading_printed_again_over_the_page_is_no_task() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | | √
        序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校
        2 | 培训教师 | 1 | | √ |
    """)
    assert marks_in(table) == READ
    assert len(read_tables([document_of(table)]).organisations) == 3


def test_a_page_whose_heading_has_another_order_is_read_by_its_own_heading() -> None:
    second = piped("序号 | 工作任务 | 承接数量 | 南校 | 西校 | 东校\n2 | 培训教师 | 1 | √ | |", 2)
    assert marks_in(piped(PLAIN.rsplit("2 |", 1)[0]), second) == {"1": "东校 南校", "2": "南校"}


def test_a_page_without_a_heading_is_read_by_the_one_before_and_asked_about() -> None:
    assert marks_in(piped(PLAIN), piped("3 | 开发课程 | 2 | √ | √ |", 2)) == {**READ, "3": "东校 西校"}
    assert codes_in(piped(PLAIN), piped("3 | 开发课程 | 2 | √ | √ |", 2)) == ["headless-part"]


def test_a_number_goes_on_standing_over_the_page() -> None:
    second = piped("序号 | 工作任务 | 承接数量 | 东校 | 西校 | 南校\n | 开发课程 | 1 | √ | |", 2)
    assert marks_in(piped(PLAIN), second) == {"1": "东校 南校", "2-1": "西校", "2-2": "东校"}


def test_a_page_on_which_nobody_is_marked_belongs_to_the_matrix() -> None:
    first = piped("序号 | 工作任务 | 东校 | 西校\n1 | 建设基地 | √ |")
    second = piped("序号 | 工作任务 | 东校 | 西校\n2 | 培训教师 | |", 2)
    assert marks_in(TITLE, first, second) == {"1": "东校", "2": ""}
    assert codes_in(TITLE, first, second) == ["nobody-undertakes"]


def test_units_shared_out_over_two_pages_are_one_matrix() -> None:
    left = piped("序号 | 工作任务 | 东校 | 西校\n1 | 建设基地 | √ |\n2 | 培训教师 | | √")
    right = piped("序号 | 工作任务 | 南校 | 北校\n1 | 建设基地 | | √\n2 | 培训教师 | √ |", 2)
    assert marks_in(TITLE, left, right) == {"1": "东校 北校", "2": "西校 南校"}
    assert codes_in(TITLE, left, right) == []


def test_counties_stand_over_the_schools() -> None:
    table = sheet(
        [("序号", 2, 1), ("工作任务", 2, 1), ("承接数量", 2, 1), ("城区", 1, 2), ("山县", 1, 1)],
        ["东校", "西校", "南校"],
        ["1", "建设基地", "2", "√", "", "√"],
        ["2", "培训教师", "1", "", "√", ""],
    )
    reading = read_tables([document_of(table)])
    assert [(o.name, o.group) for o in reading.organisations] == [
        ("东校", "城区"),
        ("西校", "城区"),
        ("南校", "山县"),
    ]
    assert marks_in(table) == READ
    assert reading.findings == ()


def test_counties_may_stand_over_the_schools_without_merged_cells() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 城区 | | 山县
        | | | 东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | | √
        2 | 培训教师 | 1 | | √ |
    """)
    groups = [organisation.group for organisation in read_tables([document_of(table)]).organisations]
    assert groups == ["城区", "城区", "山县"]
    assert marks_in(table) == READ


def test_a_heading_over_all_schools_is_no_county() -> None:
    table = sheet(
        [("序号", 2, 1), ("工作任务", 2, 1), ("承接学校", 1, 3)],
        ["东校", "西校", "南校"],
        ["1", "建设基地", "√", "", "√"],
        ["2", "培训教师", "", "√", ""],
    )
    assert [o.group for o in read_tables([document_of(table)]).organisations] == [None, None, None]
    assert marks_in(table) == READ


def test_school_names_pushed_to_the_left_edge_are_put_under_their_heading() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 承接学校
        东校 | 西校 | 南校
        1 | 建设基地 | 2 | √ | | √
        2 | 培训教师 | 1 | | √ |
    """)
    assert marks_in(table) == READ


def test_names_written_downwards_are_joined() -> None:
    table = piped(PLAIN.replace("东校", "东"))
    cells = [Cell("东\n山\n中\n专", c.row, c.column) if c.text == "东" else c for c in table.cells]
    reading = read_tables([document_of(Table(table.place, tuple(cells)))])
    assert [organisation.name for organisation in reading.organisations] == ["东山中专", "西校", "南校"]


def test_a_mark_merged_over_two_schools_counts_for_both() -> None:
    table = sheet(
        ["序号", "工作任务", "承接数量", "东校", "西校", "南校"],
        ["1", "建设基地", "2", ("√", 1, 2), ""],
        ["2", "培训教师", "1", "", "", "√"],
    )
    assert marks_in(table) == {"1": "东校 西校", "2": "南校"}
    assert codes_in(table) == ["merged-mark"]


def test_a_mark_merged_over_two_tasks_counts_for_both() -> None:
    table = sheet(
        ["序号", "工作任务", "东校", "西校", "南校"],
        ["1", "建设基地", ("√", 2, 1), "", "√"],
        ["2", "培训教师", "√", ""],
    )
    reading = read_tables([document_of(TITLE, table)])
    assert [task.undertaken_by for task in reading.tasks] == [("东校", "南校"), ("东校", "西校")]
    assert [(f.code, f.severity) for f in reading.findings] == [("merged-mark", Severity.ASK)] * 2


TURNED = [
    """
    序号 | 学校 | 1.建设基地 | 2.培训教师
    1 | 东校 | √ |
    2 | 西校 | | √
    3 | 南校 | √ |
    | 承接数量 | 2 | 1
    """,
    """
    学校 | 1.建设基地 | 2.培训教师 | 合计
    东校 | √ | | 1
    西校 | | √ | 1
    南校 | √ | | 1
    合计 | 2 | 1 | 3
    """,
    """
    序号 | 1 | 2
    学校 | 建设基地 | 培训教师
    东校 | √ |
    西校 | | √
    南校 | √ |
    """,
    """
    任务/学校 | 1.建设基地 | 2.培训教师
    东校 | √ |
    西校 | | √
    南校 | √ |
    """,
]


@pytest.mark.parametrize("text", TURNED, ids=["numbered", "totals", "number row", "both in the corner"])
def test_schools_may_stand_down_and_tasks_across(text: str) -> None:
    reading = read_tables([document_of(TITLE, piped(text))])
    assert marks_in(TITLE, piped(text)) == READ
    assert [organisation.name for organisation in reading.organisations] == ["东校", "西校", "南校"]
    assert reading.findings == ()


def test_places_in_a_turned_table_name_the_printed_cell() -> None:
    tasks = read_tables([document_of(TITLE, piped(TURNED[0]))]).tasks
    assert (tasks[1].place.row, tasks[1].place.column) == (1, 4)
    assert {name: (p.row, p.column) for name, p in tasks[0].mark_places.items()} == {
        "东校": (2, 3),
        "南校": (4, 3),
    }


@pytest.mark.parametrize(
    "aside",
    [
        "一、立德树人 | | | | |",
        "（二）产教融合",
        "注：本表由各校申报，√为承接。",
        "1 | 2 | 3 | 4 | 5 | 6",
        "甲 | 乙 | 丙 | 丁 | 戊 | 己",
        "填表人：张三 | | 联系电话：",
        "| | | | |",
    ],
)
def test_headings_notes_and_ordinals_between_the_rows_are_no_tasks(aside: str) -> None:
    head, first, second = PLAIN.strip().split("\n")
    table = piped("\n".join([head, aside, first, aside, second, aside]))
    assert marks_in(table) == READ
    assert codes_in(table) == []


def test_a_line_that_only_names_the_parts_below_is_no_task() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 东校 | 西校
        4 | 思政教育 | | |
        4.1 | 建设基地 | 1 | √ |
        4.2 | 培训教师 | 1 | | √
    """)
    assert marks_in(table) == {"4.1": "东校", "4.2": "西校"}
    assert codes_in(table) == []


@pytest.mark.parametrize(
    ("number", "title", "code", "rest"),
    [
        ("36", "36.1 实施计划", "36.1", "实施计划"),
        ("36", "36.1实施计划", "36.1", "实施计划"),
        ("（一）", "实施计划", "一", "实施计划"),
        ("4.", "2000 门课程", "4", "2000 门课程"),
        ("4", "1.5 倍经费", "4", "1.5 倍经费"),
        ("4", "1+X证书试点", "4", "1+X证书试点"),
        ("RW-3", "实施计划", "RW-3", "实施计划"),
        ("４．２", "实施计划", "4.2", "实施计划"),
    ],
)
def test_numbers_are_told_from_the_text(number: str, title: str, code: str, rest: str) -> None:
    table = piped(f"序号 | 工作任务 | 承接数量 | 东校 | 西校\n{number} | {title} | 1 | √ |")
    (task,) = read_tables([document_of(table)]).tasks
    assert (task.code, task.title) == (code, rest)


def test_without_a_number_column_the_text_gives_the_numbers() -> None:
    table = piped("工作任务 | 东校 | 西校\n1.建设基地 | √ |\n2、2000 门课程 | | √\n没有序号的任务 | √ |")
    tasks = read_tables([document_of(TITLE, table)]).tasks
    assert [(task.code, task.title) for task in tasks] == [
        ("1", "建设基地"),
        ("2", "2000 门课程"),
        (None, "没有序号的任务"),
    ]
    assert tasks[2].key == "0-1"


def test_columns_of_words_beside_the_marks_are_no_units() -> None:
    table = piped("""
        序号 | 任务类别 | 工作任务 | 责任科室 | 承接数量 | 东校 | 西校 | 推进方式 | 备注
        1 | 基地 | 建设基地 | 职成科 | 1 | √ | | 分批推进 | 无
        2 | 队伍 | 培训教师 | 人事科 | 1 | | √ | 集中培训 | √
        3 | 队伍 | 引进教师 | 人事科 | 2 | √ | √ | 公开招聘 |
    """)
    reading = read_tables([document_of(table)])
    assert [organisation.name for organisation in reading.organisations] == ["东校", "西校"]
    assert [task.title for task in reading.tasks] == ["建设基地", "培训教师", "引进教师"]
    assert reading.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "项目 | 2021年 | 2022年 | 2023年\n培训教师 | √ | | √\n建设基地 | | √ | √",
        "学校 | 学生数 | 教师数 | 占地面积\n东校 | 1200 | 80 | 90\n西校 | 900 | 60 | 70",
        "序号 | 材料名称 | 必备 | 选备\n1 | 申报书 | √ |\n2 | 照片 | | √",
        "任务 | 来源 | 2021 | 2022 | 合计\n培训 | 中央 | 12 | 5 | 17",
        "序号 | 姓名 | 性别 | 是否双师\n1 | 李华 | 女 | 是",
        "任务 | 国家级 | 省级 | 市级\n建设基地 | 1 | 2 | 3",
    ],
)
def test_other_tables_are_no_matrix(text: str) -> None:
    reading = read_tables([document_of("有关情况表", piped(text))])
    assert reading.tasks == ()
    assert reading.organisations == ()


def test_a_table_of_words_under_a_title_about_undertaking_is_no_matrix() -> None:
    table = piped(
        "序号 | 工作任务 | 主要做法 | 推进步骤\n1 | 建设基地 | 新建两处 | 是\n2 | 培训教师 | 集中办班 | 分两批"
    )
    assert read_tables([document_of(TITLE, table)]).tasks == ()


def test_a_matrix_is_found_among_other_tables() -> None:
    other = piped("项目 | 2021年 | 2022年\n培训教师 | 10 | 20", 1)
    assert marks_in("附件", other, "附件2", piped(PLAIN, 2), piped("姓名 | 电话\n李华 | 1", 3)) == READ


def test_two_files_that_contradict_each_other_are_shown() -> None:
    one = document_of(piped(PLAIN, file="a"), name="a")
    two = document_of(piped(PLAIN.replace("| 1 | | √ |", "| 1 | √ | |"), file="b"), name="b")
    reading = read_tables([one, two])
    assert [task.key for task in reading.tasks] == ["1", "2"]
    assert {finding.code for finding in reading.findings} == {"sources-differ", "count-mismatch"}
