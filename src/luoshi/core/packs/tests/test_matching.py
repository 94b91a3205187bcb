"""A document read again against the plan it revises."""

import pytest

from luoshi.core.packs.matching import likeness, match_clauses, match_targets, match_tasks, matches_with


def task(key, title, code=None):
    return {"key": key, "code": code or key, "title": title}


KNOWN = {
    "1": task("1", "提高双师型教师占比"),
    "2-1": task("2-1", "建设示范性实训基地", "2"),
    "2-2": task("2-2", "遴选社区教育示范基地", "2"),
}


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (task("1", "提高双师型教师占比"), "1"),
        (task("1", "提高“双师型” 教师占比。"), "1"),
        (task("8", "提高双师型教师占比"), "1"),
        (task("2-2", "遴选社区教育示范基地", "2"), "2-2"),
        (task("1", "提高双师型专业教师的比例"), "1"),
        (task("1", "举办职业技能大赛"), None),
        (task("9", "举办职业技能大赛"), None),
    ],
)
def test_number_and_wording_tell_which_task_it_is(read, found):
    assert match_tasks([read], KNOWN).get(read["key"]) == found


def test_each_task_of_the_plan_is_met_once():
    twice = [task("1", "提高双师型教师占比"), task("5", "提高双师型教师占比")]
    assert match_tasks(twice, KNOWN) == {"1": "1"}


def test_clauses_meet_by_their_printed_number():
    known = {"3.1": {"number": "三（一）"}, "3.2": {"number": "三（二）"}}
    read = [{"id": "c3.1", "number": "三(一)"}, {"id": "c9", "number": "九"}, {"id": "c0", "number": None}]
    assert match_clauses(read, known) == {"c3.1": "3.1"}


def target(subject, comparator, quantity, upper=None):
    figures = {"comparator": comparator, "quantity": quantity, "upper": upper}
    return {"subject": subject, "text": subject, "words": subject, **figures}


def test_targets_of_one_clause_meet_by_their_figures_first():
    known = {
        "school": target("校级教学创新团队", "exact", 1),
        "city": target("市级教学创新团队", "range", 1, 3),
    }
    read = [(4, target("教学创新团队", "range", 1, 3)), (5, target("教学创新团队", "exact", 1))]
    assert match_targets(read, known) == {4: "city", 5: "school"}


def test_a_target_with_a_new_figure_is_still_the_same_target():
    assert match_targets(
        [(0, target("双师型教师占比", "at_least", 60))], {"t": target("双师型教师占比", "at_least", 50)}
    ) == {0: "t"}


def test_another_subject_is_another_target():
    assert (
        match_targets([(0, target("在线精品课程", "some", None))], {"t": target("实训基地", "some", None)})
        == {}
    )


def test_likeness_is_one_for_the_same_wording_and_nought_for_nothing_shared():
    assert likeness("（一）示范 基地", "一示范基地") == 1
    assert likeness("实训基地", "技能大赛") == 0
    assert likeness("", "技能") == 0


def test_what_a_person_said_goes_before_what_the_words_tell():
    read = [{"key": "7", "code": "7", "title": "打造团队"}, {"key": "1", "code": "1", "title": "建设基地"}]
    known = {"1": {"code": "1", "title": "建设基地"}, "2": {"code": "2", "title": "建设团队"}}
    assert matches_with(read, known, {}) == {"1": "1"}
    assert matches_with(read, known, {"7": "1"}) == {"7": "1"}
    assert matches_with(read, known, {"1": None}) == {}
    assert matches_with(read, known, {"7": "1", "1": "1"}) == {"7": "1"}
