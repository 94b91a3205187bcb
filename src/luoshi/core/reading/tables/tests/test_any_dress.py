"""Whatever the dress and the damage: the reading gives the truth, or says honestly where it does not know."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.findings import Severity
from luoshi.core.reading.tables import TableReading, TableTask, read_tables

from .dressing import Dress, TrueTask, Truth, dress

SCHOOLS = [
    "三峡中专",
    "机电",
    "宜都",
    "枝江",
    "第一中专",
    "第二中专",
    "长阳土家族自治县职教中心",
    "现代",
    "清江职校",
]
TITLES = [
    "培训 10000 名左右骨干教师",
    "遴选 100 个左右研修基地",
    "2000 门左右优质网络课程",
    "建设高水平专业化产教融合实训基地",
    "专业教师中“双师型”教师占比超过 50%",
    "1+X证书制度试点",
    "3年内完成教学诊断与改进",
    "办学条件达标",
    "推进“中文+职业技能”项目",
]


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    schools = draw(st.lists(st.sampled_from(SCHOOLS), min_size=3, max_size=9, unique=True))
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=2, max_size=9, unique=True))
    tasks: list[TrueTask] = []
    number = 3
    while len(tasks) < len(titles):
        number += draw(st.integers(1, 9))
        size = draw(st.integers(1, 3))
        own = draw(st.booleans()) and size > 1
        for line in range(min(size, len(titles) - len(tasks))):
            inner = f"{number}.{line + 1}" if own else ""
            tasks.append(TrueTask("" if line else str(number), inner, titles[len(tasks)]))
    mark = st.integers(0, 1)
    row = st.lists(mark, min_size=len(schools), max_size=len(schools))
    marks = draw(st.lists(row, min_size=len(tasks), max_size=len(tasks)))
    if not any(map(any, marks)):
        marks[0][0] = 1
    return Truth(schools, tasks, marks)


@st.composite
def dresses(draw: st.DrawFn) -> Dress:
    rows = st.frozensets(st.integers(0, 8), max_size=2)
    return Dress(
        kind=draw(st.sampled_from(["sheet", "text"])),
        inner=draw(st.sampled_from(["column", "title"])),
        count=draw(st.booleans()),
        sign=draw(st.sampled_from(["√", "✓", "✔", "●", "★", "是", "1", "１", "○", "Y", "√（牵头）"])),
        blank=draw(st.sampled_from(["", "", "", "×", "—", "／", "否", "0"])),
        group=draw(st.booleans()),
        total_row=draw(st.booleans()),
        total_column=draw(st.booleans()),
        pages=draw(st.integers(1, 3)),
        one_table=draw(st.booleans()),
        clip=draw(st.booleans()),
        trim=draw(st.booleans()),
        transposed=draw(st.sampled_from([False, False, True])),
        note=draw(st.booleans()),
        drop_number_cell=draw(rows),
        extra_blank=draw(rows),
        drop_count=draw(st.frozensets(st.integers(0, 8), max_size=1)),
    )


def is_honest(reading: TableReading, task: TableTask, true: tuple[str, ...]) -> bool:
    """Whether a person is asked about this row, or about the total of a column that is wrong in it."""
    wrong = set(true) ^ set(task.undertaken_by)
    for finding in reading.findings:
        here = (finding.place.table, finding.place.row) == (task.place.table, task.place.row)
        if finding.severity is Severity.NOTE:
            continue
        if (
            here
            or task.title in finding.message
            or any(f"“{name}”的合计" in finding.message for name in wrong)
        ):
            return True
    return False


def check(truth: Truth, how: Dress) -> TableReading:
    reading = read_tables([dress(truth, how)])
    by_title = {task.title: task for task in reading.tasks}
    for index, true in enumerate(truth.tasks):
        task = by_title.get(true.title)
        if task is None:
            assert any(true.title in finding.message for finding in reading.findings), f"lost: {true}"
            continue
        right = task.undertaken_by == truth.undertaken(index)
        assert right or is_honest(reading, task, truth.undertaken(index)), (
            true,
            task,
            truth.undertaken(index),
        )
    assert set(by_title) <= {true.title for true in truth.tasks}, list(by_title)
    assert len(by_title) == len(reading.tasks)
    return reading


def in_quantities(truth: Truth, numbers: list[int]) -> Truth:
    """The same matrix with numbers instead of ticks."""
    marks = [
        [mark and numbers[(i + j) % len(numbers)] for j, mark in enumerate(r)]
        for i, r in enumerate(truth.marks)
    ]
    return Truth(truth.schools, truth.tasks, marks)


@given(truths(), dresses(), st.lists(st.sampled_from([1, 1, 2, 3, 12, 20]), min_size=1, max_size=7))
def test_no_dress_makes_a_silently_wrong_quantity(truth: Truth, how: Dress, numbers: list[int]) -> None:
    truth = in_quantities(truth, numbers)
    reading = check(truth, replace(how, quantities=True, sign="√"))
    if not any(task.quantities for task in reading.tasks):
        return  # nothing but ones can be seen: they are ticks
    for task in reading.tasks:
        index = next(i for i, true in enumerate(truth.tasks) if true.title == task.title)
        true = {
            name: number for name, number in zip(truth.schools, truth.marks[index], strict=True) if number
        }
        assert dict(task.quantities) == true or is_honest(reading, task, truth.undertaken(index))


@given(truths(), dresses())
def test_an_undamaged_dress_is_read_exactly_and_nothing_is_asked(truth: Truth, how: Dress) -> None:
    nothing: frozenset[int] = frozenset()
    how = replace(
        how, count=True, clip=False, drop_number_cell=nothing, extra_blank=nothing, drop_count=nothing
    )
    reading = check(truth, how)
    assert [task.undertaken_by for task in reading.tasks] == [
        truth.undertaken(i) for i in range(len(truth.tasks))
    ]
    assert [o.name for o in reading.organisations] == truth.schools
    assert [finding for finding in reading.findings if finding.severity is not Severity.NOTE] == []


@given(truths(), dresses())
def test_rows_moved_by_a_lost_heading_column_are_proved_by_their_counts(truth: Truth, how: Dress) -> None:
    nothing: frozenset[int] = frozenset()
    how = replace(how, kind="text", inner="column", count=True, clip=True, transposed=False, group=False)
    how = replace(how, drop_number_cell=nothing, extra_blank=nothing, drop_count=nothing, sign="√")
    reading = check(truth, replace(how, total_column=False))
    for task, index in zip(reading.tasks, range(len(truth.tasks)), strict=True):
        assert set(task.undertaken_by) | set(task.proposed_by) == set(truth.undertaken(index))


@given(truths(), dresses())
def test_no_dress_makes_a_silently_wrong_mark(truth: Truth, how: Dress) -> None:
    check(truth, how)
