"""Days as people write them, rows that wait for rows, cells from the clipboard."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.timetable import Line, find_circle, headed, is_another, pasted, read_day, read_lines


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-06-30", (2026, 6, 30), (2026, 6, 30)),
        ("2026.6.5", (2026, 6, 5), (2026, 6, 5)),
        ("2026年2月底前", (2026, 2, 1), (2026, 2, 28)),
        ("2024.12", (2024, 12, 1), (2024, 12, 31)),
        ("2026年", (2026, 1, 1), (2026, 12, 31)),
        ("2026年6月5日前", (2026, 6, 5), (2026, 6, 5)),
        ("2027年第四季度", (2027, 10, 1), (2027, 12, 31)),
        ("2027年一季度末", (2027, 1, 1), (2027, 3, 31)),
    ],
)
def test_days_as_people_write_them(text, first, last):
    assert (read_day(text, last=False), read_day(text, last=True)) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("text", ["每学期一次", "2026-13", "2026-02-30", "1996-01-01", "26.6.1", "46022"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_day(text, last=True)


def test_every_wrong_cell_is_named():
    rows = [
        Line("", {"title": "", "due": "下月", "weight": "0"}),
        Line("", {"title": "完成", "starts": "2026-06-30", "due": "2026-06-01", "after": "2、9"}),
        Line("", {"title": "字" * 121, "after": "甲"}),
        Line("", {"title": "验收", "weight": "00000000199999999999999999999"}),
        Line("", {"title": "验收", "weight": "000000001999"}),
    ]
    _, problems = read_lines(rows)
    assert sorted((p.row, p.column) for p in problems) == [
        (1, "due"), (1, "title"), (1, "weight"), (2, "after"), (2, "after"), (2, "due"), (3, "after"), (3, "title"),
        (4, "weight"), (5, "weight"),
    ]  # fmt: skip
    assert str(problems[0]).startswith("第 1 行“里程碑”")


@pytest.mark.parametrize(
    ("text", "words"),
    [("2027-06-31", "2027年6月没有31日"), ("2027-13-01", "没有 13 月"), ("下月", "日期写成 2026-06-30")],
)
def test_a_day_that_the_calendar_does_not_have_is_said_as_that(text, words):
    [problem] = read_lines([Line("", {"title": "验收", "due": text})])[1]
    assert problem.message.startswith(words)


def test_rows_that_wait_for_each_other_are_told_as_a_circle():
    rows = [
        Line("", {"title": "一", "after": "3"}),
        Line("", {"title": "二"}),
        Line("", {"title": "三", "after": "1"}),
    ]
    assert [problem.message for problem in read_lines(rows)[1]] == ["前置绕成了一圈：1→3→1，请去掉其中一个。"]


@given(st.dictionaries(st.integers(1, 12), st.sets(st.integers(1, 12), max_size=4), max_size=12))
def test_a_circle_is_found_exactly_where_there_is_one(after):
    after = {row: others - {row} for row, others in after.items()}
    circle = find_circle(after)
    for row, other in zip(circle, [*circle[1:], *circle[:1]], strict=True):
        assert other in after[row]
    left = dict(after)
    while free := [row for row, others in left.items() if not others & set(left)]:
        for row in free:
            del left[row]
    assert bool(circle) == bool(left)


CELLS = st.lists(
    st.lists(st.text('甲乙1 \t\n"a', max_size=5).map(str.strip), min_size=2, max_size=4), max_size=5
)


@given(CELLS)
def test_what_a_spreadsheet_copies_comes_back_cell_by_cell(rows):
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set('"\t\n') else cell

    text = "\r\n".join("\t".join(quoted(cell) for cell in row) for row in rows)
    assert pasted(text) == [row for row in rows if any(row)]


def test_a_first_row_of_headings_says_the_order():
    rows = pasted("责任人\t里程碑 *\t备注\n张三\t完成建设\t无")
    assert headed(rows) == [{"owner": "张三", "title": "完成建设"}]
    assert headed([["4.2 示例", "完成"]]) == [{"part": "4.2 示例", "title": "完成"}]


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        ("制定办法", "制定管理办法", False),
        ("制定办法", "制定 办法（修订）", False),
        ("制定办法", "印发办法", False),
        ("成立工作专班，制定办法", "成立工作专班并制定实施办法", False),
        ("成立工作专班，制定办法", "开展调研，形成建设标准", True),
        ("建成3个实训基地", "建成5个实训基地", False),
        ("建成3个实训基地", "聘请企业导师20名", True),
        ("", "制定办法", False),
        ("制定办法", "", False),
    ],
)
def test_a_title_mended_is_the_same_step_and_one_swapped_is_another(before, after, other):
    assert is_another(before, after) is other
