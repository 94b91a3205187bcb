"""Sheets that ask in forms of their own, and texts that say only by the way when they were written."""

from __future__ import annotations

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.reading import read
from luoshi.core.reading.tables.tests.making import document_of, piped
from luoshi.core.reading.targets import Comparator


def goals_of(text: str) -> list[tuple[float | None, str | None, str | None]]:
    document = open_document("表.txt", text.strip().encode())
    found = [target.found for target in read([document]).targets]
    return [(target.quantity, target.unit, target.due) for target in found]


def test_a_dated_heading_over_goals_in_words_dates_what_no_deadline_dates() -> None:
    with_deadline = """
石桥县职业教育重点任务分工表
|序号|重点任务|2027年工作目标|牵头单位|完成时限|
|1|实训楼|新增工位260个|县教育局|2027年6月|
|2|教师|招聘教师18名左右；骨干教师占四分之一|县人社局|2027年12月|
"""
    without = """
石桥县职业教育年度任务清单
|序号|任务|2027年目标|责任单位|备注|
|1|图书补充|生均图书达到28册|各学校|2026年生均19册|
"""
    assert goals_of(with_deadline) == [(260, "个", "2027-06"), (18, "名", "2027-12"), (25, "%", "2027-12")]
    assert goals_of(without) == [(28, "册", "2027")]


def test_goals_by_year_beside_who_answers_for_them_are_read_once() -> None:
    text = """
石桥县职业教育年度目标任务分解表
|序号|任务|2027年工作目标|2028年工作目标|责任单位|
|1|招生|招生900人|招生960人|县教育局|
|2|基地|新建基地2个|新建基地3个|县工信局|
"""
    assert sorted(goals_of(text), key=str) == sorted(
        [(900, "人", "2027"), (960, "人", "2028"), (2, "个", "2027"), (3, "个", "2028")], key=str
    )


def test_one_unit_over_the_whole_table_holds_for_all_its_columns_but_the_sums() -> None:
    text = """
附表：技能培训任务分解表（单位：人次）
|县（市）|企业职工|农民工|合计|其中：高级工|
|东原市|3000|1200|4200|500|
|石桥县|1800|900|2700|260|
|合计|4800|2100|6900|760|
"""
    assert goals_of(text) == [(n, "人次", None) for n in (3000, 1200, 500, 1800, 900, 260)]


BY_SCHOOL = """
东原市学校达标逐校推进表
{above}
|学校|生均面积（平方米）||||
||2026年底|2027年|2028年|
|市一职校|17.5|18.5|20|
|市卫校|15|17|20|
{below}
"""


def test_the_year_before_a_sheet_was_filled_in_is_a_base() -> None:
    text = BY_SCHOOL.format(above="填报日期：2027年3月5日", below="")
    assert [due for _, _, due in goals_of(text)] == ["2027", "2028", "2027", "2028"]


def test_a_note_says_which_column_is_the_base_and_may_set_goals_itself() -> None:
    note = "|注：1.“2026年底”为基数；2.2027年底前整体达标学校不少于6所。|"
    document = open_document("表.txt", BY_SCHOOL.format(above="", below=note).strip().encode())
    found = [target.found for target in read([document]).targets]
    assert [(t.quantity, t.due) for t in found[1:]] == [
        (18.5, "2027"),
        (20, "2028"),
        (17, "2027"),
        (20, "2028"),
    ]
    assert (found[0].quantity, found[0].comparator) == (6, Comparator.AT_LEAST)


def test_the_note_in_the_last_row_of_a_sheet_is_read_too() -> None:
    table = piped("""
        学校 | 生均面积（平方米） | 生均面积（平方米）
        | 2026年底 | 2027年
        市一职校 | 17.5 | 18.5
        市卫校 | 15 | 17
        注：“2026年底”为基数；2027年底前整体达标学校不少于6所。
    """)
    found = read([document_of("逐校推进表", table)]).targets
    assert [(t.found.quantity, t.place.row) for t in found] == [(18.5, 3), (17, 4), (6, 5)]


def test_an_undated_circular_tells_how_things_stood_when_it_was_written() -> None:
    text = """
关于职业学校实训补助落实情况的通报

各县（市、区）教育局：

2024年，省里印发《职业学校实训基地建设规划（2024—2029年）》，建立了补助制度。现将有关情况通报如下：

一、实施情况

截至2026年11月，已落实补助的县有31个，覆盖率为62.5%。31个县中受益学校140所，受益学生2.3万人。

2026年，各县共投入资金1.2亿元。
"""
    assert goals_of(text) == []
