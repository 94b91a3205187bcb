"""Matrices that name the undertakers in one cell instead of ticking columns."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.reading.structure import Cell, Place, Table
from luoshi.core.reading.tables import read_tables
from luoshi.core.reading.tables.listed import listed_in

from .making import codes_in, document_of, marks_in, piped

SCHOOLS = ["三峡中专", "机电", "宜都", "兴山", "五峰", "长阳职教中心"]


def test_names_in_one_cell_are_undertakings_at_that_cell() -> None:
    table = piped("""
        序号 | 工作任务 | 承接数量 | 承接学校
        4 | 4.2 建设创新团队 | 3 | 三峡中专、宜都、兴山
        5 | 建设实训基地 | 1 | 宜都
    """)
    reading = read_tables([document_of("任务承接一览表", table)])
    first, second = reading.tasks
    assert (first.key, first.title, first.declared) == ("4.2", "建设创新团队", 3)
    assert first.undertaken_by == ("三峡中专", "宜都", "兴山")
    assert {(place.row, place.column) for place in first.mark_places.values()} == {(2, 4)}
    assert (second.key, second.undertaken_by) == ("5", ("宜都",))
    assert [unit.name for unit in reading.organisations] == ["三峡中专", "宜都", "兴山"]
    assert reading.findings == ()


def test_a_number_in_brackets_after_a_name_is_its_quantity() -> None:
    table = piped("任务 | 承接学校\n建设基地 | 三峡中专（2）、宜都（３个）、兴山\n开发教材 | 兴山")
    first, second = read_tables([document_of(table)]).tasks
    assert first.quantities == {"三峡中专": 2, "宜都": 3}
    assert first.undertaken_by == ("三峡中专", "宜都", "兴山")
    assert second.quantities == {}


def test_all_schools_are_all_those_the_document_names_and_the_count_proves_it() -> None:
    table = piped("""
        任务 | 承接数量 | 承接学校
        建设基地 | 3 | 三峡中专、宜都、兴山
        开展培训 | 3 | 全部学校
        开发课程 | | 全市各中职学校
        开发教材 | 2 | 除宜都外，其余学校
        建资源库 | 1 | 各校（除三峡中专、宜都外）
    """)
    reading = read_tables([document_of("承接情况", table)])
    assert [task.undertaken_by for task in reading.tasks] == [
        ("三峡中专", "宜都", "兴山"),
        ("三峡中专", "宜都", "兴山"),
        ("三峡中专", "宜都", "兴山"),
        ("三峡中专", "兴山"),
        ("兴山",),
    ]
    asked = [(f.severity, f.place.row) for f in reading.findings if f.code == "all-units"]
    assert asked == [("note", 3), ("ask", 4), ("note", 5), ("note", 6)]


def test_all_schools_may_be_named_in_the_heading_of_another_table() -> None:
    ticked = piped("任务 | 承接数量 | 三峡中专 | 宜都 | 兴山\n建设基地 | 2 | √ | √ |")
    named = piped("任务 | 承接数量 | 承接学校\n开展培训 | 3 | 各校", 2)
    assert marks_in("承接任务", ticked, named) == {"0-1": "三峡中专 宜都", "0-2": "三峡中专 宜都 兴山"}


def test_all_schools_without_any_list_of_them_is_asked() -> None:
    reading = read_tables([document_of(piped("任务 | 承接学校\n开展培训 | 全部学校"))])
    assert reading.tasks[0].undertaken_by == ()
    assert "没有列出学校名单" in next(f.message for f in reading.findings if f.code == "all-units")


def test_an_exception_nobody_knows_is_asked() -> None:
    ticked = piped("任务 | 承接数量 | 三峡中专 | 宜都\n建设基地 | 2 | √ | √")
    named = piped("任务 | 承接学校\n开展培训 | 除秭归外的各校", 2)
    assert codes_in("承接任务", ticked, named) == ["all-units", "unknown-name"]


def test_a_list_that_ends_in_etc_is_asked_unless_its_number_fits() -> None:
    table = piped("任务 | 承接学校\n甲任务 | 三峡中专、宜都、兴山等3所学校\n乙任务 | 三峡中专、宜都等5所学校")
    findings = read_tables([document_of(table)]).findings
    assert [(finding.code, finding.place.row) for finding in findings] == [("names-incomplete", 3)]


def test_words_that_name_nobody_are_shown_and_not_counted() -> None:
    table = piped(
        "任务 | 承接数量 | 承接学校\n甲任务 | 2 | 三峡中专、宜都\n乙任务 | 2 | 由各校自愿申报，择优确定"
    )
    reading = read_tables([document_of(table)])
    assert reading.tasks[1].undertaken_by == ()
    assert [f.code for f in reading.findings if f.place.row == 3] == ["unreadable-names", "count-mismatch"]


def test_a_count_that_the_names_do_not_give_and_a_wrong_total_are_asked() -> None:
    table = piped("""
        任务 | 承接数量 | 承接学校
        甲任务 | 3 | 三峡中专、宜都
        乙任务 | 1 | 兴山
        合计 | 9 |
    """)
    findings = read_tables([document_of(table)]).findings
    wanted = {("count-mismatch", 2), ("count-mismatch", 4)}
    assert {(finding.code, finding.place.row) for finding in findings} == wanted


def test_names_one_below_the_other_belong_to_the_task_beside_them() -> None:
    cells = [("任务", "承接单位"), ("甲任务", "三峡中专"), ("", "宜都"), ("乙任务", "兴山")]
    blank = Table(
        Place("t", table=1),
        tuple(
            Cell(text, row, column)
            for row, line in enumerate(cells, 1)
            for column, text in enumerate(line, 1)
        ),
    )
    merged = Table(
        Place("t", table=1),
        tuple(
            Cell(cell.text, cell.row, cell.column, 2 if cell.text == "甲任务" else 1)
            for cell in blank.cells
            if cell.text
        ),
    )
    for table in (blank, merged):
        assert marks_in(table) == {"0-1": "三峡中专 宜都", "0-2": "兴山"}


def test_names_in_several_cells_under_one_joined_heading_are_read_too() -> None:
    rows = [("甲任务", "三峡中专", "宜都"), ("乙任务", "兴山", "")]
    heading = [Cell("任务", 1, 1), Cell("承接学校", 1, 2, 1, 2)]
    below = [Cell(text, r, c) for r, row in enumerate(rows, 2) for c, text in enumerate(row, 1)]
    assert marks_in(Table(Place("t", table=1), (*heading, *below))) == {"0-1": "三峡中专 宜都", "0-2": "兴山"}


def test_leading_and_taking_part_schools_in_two_columns_both_undertake() -> None:
    table = piped("任务 | 牵头学校 | 参与学校\n甲任务 | 机电 | 宜都、兴山\n乙任务 | 宜都 |")
    assert marks_in("各校承接任务一览表", table) == {"0-1": "机电 宜都 兴山", "0-2": "宜都"}


def test_a_repeated_heading_and_a_page_without_one_go_on() -> None:
    first = piped("任务 | 承接学校\n甲任务 | 机电、宜都\n任务 | 承接学校\n乙任务 | 兴山")
    second = piped("开发教材 | 兴山、宜都", 2)
    assert marks_in(first, second) == {"0-1": "机电 宜都", "0-2": "兴山", "0-3": "宜都 兴山"}
    assert codes_in(first, second) == ["headless-part"]


def test_a_task_table_with_owners_stays_a_task_table() -> None:
    table = piped("任务 | 措施 | 责任单位 | 完成时限\n建设基地 | 新建 | 甲科、乙科 | 3月")
    reading = read_tables([document_of("重点任务承接分工", table)])
    assert (reading.tasks, len(reading.task_rows)) == ((), 1)


def test_the_measure_beside_a_task_is_kept_for_its_goals() -> None:
    table = piped("任务 | 主要措施 | 责任单位 | 承接学校\n建设基地 | 新建2个实训基地 | 甲科 | 机电、宜都")
    reading = read_tables([document_of(table)])
    assert [row.measure for row in reading.side_rows] == ["新建2个实训基地"]
    assert (reading.task_rows, reading.tasks[0].undertaken_by) == ((), ("机电", "宜都"))


def test_a_group_of_units_is_no_unit() -> None:
    table = piped("任务 | 承接单位\n甲任务 | 三峡中专、宜都\n乙任务 | 各县市职教中心")
    reading = read_tables([document_of(table)])
    assert [unit.name for unit in reading.organisations] == ["三峡中专", "宜都"]
    assert "unreadable-names" in [finding.code for finding in reading.findings]


def test_names_keep_apart_whatever_stands_between_them() -> None:
    ways = ["机电、宜都", "机电,宜都", "机电；宜都", "机电/宜都", "机电 宜都", "机电\n宜都", "1.机电 2.宜都",
            "①机电②宜都", "牵头：机电；参与：宜都", "机电（牵头）、宜都（参与）", "机电和宜都", "机电宜都"]  # fmt: skip
    for text in ways:
        assert list(listed_in(text, ["机电", "宜都"]).names) == ["机电", "宜都"], text


def test_a_name_broken_over_two_lines_is_one_name() -> None:
    assert list(listed_in("长阳职教\n中心、宜都").names) == ["长阳职教中心", "宜都"]


@st.composite
def lists(draw: st.DrawFn) -> list[list[str]]:
    return draw(st.lists(st.lists(st.sampled_from(SCHOOLS), min_size=1, unique=True), min_size=1, max_size=6))


@given(lists(), st.sampled_from(["、", "，", "\n", "；", " "]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_lists_of_names_are_read_as_they_are(rows: list[list[str]], between: str, counted: bool) -> None:
    lines = [["序号", "工作任务", *(["承接数量"] if counted else []), "承接学校"]]
    for at, names in enumerate(rows, 1):
        lines.append(
            [str(at), f"第{at}件工作任务", *([str(len(names))] if counted else []), between.join(names)]
        )
    cells = tuple(Cell(text, r, c) for r, line in enumerate(lines, 1) for c, text in enumerate(line, 1))
    reading = read_tables([document_of(Table(Place("t", table=1), cells))])
    assert [sorted(task.undertaken_by) for task in reading.tasks] == [sorted(names) for names in rows]
    assert [finding.code for finding in reading.findings] == []


@given(st.text(alphabet="三峡中专机电、，；（）()除外等所学校全部各1２\n 和", max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_cell_is_read_without_failing(text: str) -> None:
    found = listed_in(text, ["三峡中专", "机电"])
    assert all(1 < len(name) <= 24 for name in found.names)
