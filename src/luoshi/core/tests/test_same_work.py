"""Proposals that two tasks are one piece of work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.same_work import TaskFacts, reason_to_join

RATIO = ("双师型教师占比", "50", "%")


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (TaskFacts("双师型教师占比超过50%"), TaskFacts("“双师型”教师占比，超过50%"), "名称相同"),
        (
            TaskFacts("提高双师型教师占比", targets=frozenset({RATIO})),
            TaskFacts("各校师资建设", targets=frozenset({RATIO})),
            "双师型教师占比 50%",
        ),
        (
            TaskFacts("建设名师工作室", frozenset({"3.3"}), frozenset({("", "3", "个")})),
            TaskFacts("培育骨干教师", frozenset({"3.3"}), frozenset({("", "3", "个")})),
            "同一条款",
        ),
        (TaskFacts("遴选职业教育在线精品课程"), TaskFacts("遴选一批职业教育在线精品课程"), "大部分相同"),
    ],
)
def test_what_speaks_for_one_work(one, other, words):
    assert words in reason_to_join(one, other)
    assert reason_to_join(other, one) == reason_to_join(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TaskFacts("建设实训基地"), TaskFacts("培训班主任")),
        (TaskFacts("课程"), TaskFacts("课程建设与教材建设规划")),
        (
            TaskFacts("甲", targets=frozenset({("", "3", "个")})),
            TaskFacts("乙", targets=frozenset({("", "3", "个")})),
        ),
        (TaskFacts(""), TaskFacts("")),
    ],
)
def test_what_does_not(one, other):
    assert reason_to_join(one, other) == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_order_of_the_two_is_no_matter(first, second):
    assert reason_to_join(TaskFacts(first), TaskFacts(second)) == reason_to_join(
        TaskFacts(second), TaskFacts(first)
    )
