"""An earlier decision is offered again where the question and all it names are the same, and nowhere else."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.packs.earlier import carried_over, same_question
from luoshi.core.packs.settling import settled

CLAUSES = [
    {"id": "c1", "number": "一", "heading": "总体要求", "text": "总体要求"},
    {"id": "c1.1", "number": "一（一）", "heading": "", "text": "各校建设一批基地，开发课程5门。"},
]
TARGETS = [
    {"clause": "c1.1", "text": "建设一批基地", "quantity": None, "upper": None, "span": [2, 8], "place": {}},
    {"clause": "c1.1", "text": "开发课程5门", "quantity": 5, "upper": None, "span": [9, 15], "place": {}},
]
TASKS = [
    {"key": "1", "title": "建设基地", "undertaken_by": ["机电"], "proposed_by": ["宜都"], "place": {}},
    {"key": "2", "title": "开发课程", "undertaken_by": [], "proposed_by": [], "place": {}},
]
READ = {
    "documents": [{}],
    "clauses": CLAUSES,
    "targets": TARGETS,
    "tasks": TASKS,
    "organisations": [{"name": "机电"}, {"name": "宜都"}],
}
QUESTION = {
    "code": "target-number-unspoken",
    "severity": "ask",
    "message": "条款“一（一）”中“建设一批基地”没有写明数量，请确认。",
    "place": {"paragraph": 2},
    "proposal": {"clause": "c1.1", "span": [2, 8], "quantity": None},
}


def renumbered(read, shift=1):
    """The same document with a new first clause and a new first target: ids and ordinals move, words do not."""
    now = copy.deepcopy(read)
    moved = {row["id"]: f"x{at + shift}" for at, row in enumerate(now["clauses"])}
    for row in now["clauses"]:
        row["id"] = moved[row["id"]]
    for target in now["targets"]:
        target["clause"] = moved[target["clause"]]
    new = [{"id": f"n{at}", "number": f"附{at}", "heading": "新增", "text": "新增"} for at in range(shift)]
    more = [{**TARGETS[0], "clause": f"n{at}", "text": f"新目标{at}"} for at in range(shift)]
    return {**now, "clauses": new + now["clauses"], "targets": more + now["targets"]}


CHANGES = [
    {"do": "mark", "task": "1", "names": ["宜都"], "on": True},
    {"do": "marks", "task": "2", "names": ["机电", "宜都"]},
    {"do": "declared", "task": "1", "count": 2},
    {"do": "clause", "task": "1", "clause": "c1.1"},
    {"do": "clause", "task": "1", "clause": None},
    {"do": "target", "target": 1, "fields": {"quantity": 6}},
    {"do": "drop_target", "target": 0},
    {"do": "organisation", "name": "宜都", "key": "yidu"},
    {"do": "same_unit", "name": "宜都", "as": "机电"},
    {"do": "require", "task": "1", "clause": "c1.1", "title": "各校建设"},
    {"do": "new_task", "clause": "c1.1", "title": "另设"},
    {"do": "drop_task", "task": "2"},
    {"do": "note", "text": "核对无误"},
]


@given(st.lists(st.sampled_from(CHANGES), max_size=5), st.integers(0, 3))
def test_carried_over_it_does_to_the_new_reading_what_it_did_to_the_old(changes, shift):
    now = renumbered(READ, shift)
    moved = carried_over(changes, READ, now)
    assert moved is not None
    before, after = settled(READ, changes), settled(now, moved)
    numbers = {row["id"]: row["number"] for row in now["clauses"] + READ["clauses"]}

    def in_words(result):
        said = [{**task, "clause": numbers.get(task["clause"])} for task in result["tasks"]]
        figures = [
            (target["text"], target["quantity"], target.get("dropped")) for target in result["targets"]
        ]
        new = [
            {**each, "clause": numbers[each["clause"]]} for each in result["required"] + result["new_tasks"]
        ]
        return said, figures[-len(TARGETS) :], new, result["organisation_keys"], result["same_as"]

    assert in_words(before) == in_words(after)


@pytest.mark.parametrize(
    ("change", "part", "row", "field", "value"),
    [
        ({"do": "declared", "task": "1", "count": 2}, "tasks", 0, "title", "建设好基地"),
        ({"do": "clause", "task": "1", "clause": "c1"}, "clauses", 0, "heading", "指导思想"),
        ({"do": "new_task", "clause": "c1.1", "title": "x"}, "clauses", 1, "text", "各校建设两个基地。"),
        ({"do": "drop_target", "target": 1}, "targets", 1, "quantity", 6),
        ({"do": "marks", "task": "2", "names": ["机电"]}, "organisations", 0, "name", "机电学校"),
        ({"do": "same_unit", "name": "宜都", "as": "机电"}, "organisations", 0, "name", "机电学校"),
    ],
)
def test_where_what_it_names_has_changed_it_is_not_carried_over(change, part, row, field, value):
    now = copy.deepcopy(READ)
    assert carried_over([change], READ, now) == [change]
    now[part][row][field] = value
    assert carried_over([change], READ, now) is None


def test_what_is_there_twice_is_not_guessed():
    now = copy.deepcopy(READ)
    now["targets"].append(copy.deepcopy(TARGETS[1]))
    assert carried_over([{"do": "drop_target", "target": 1}], READ, now) is None


def test_a_question_is_the_same_wherever_it_stands():
    now = renumbered(READ)
    asked = {**QUESTION, "place": {"paragraph": 9}, "proposal": {**QUESTION["proposal"], "clause": "x2"}}
    assert same_question(QUESTION, asked, READ, now)


def test_in_a_clause_of_which_another_sentence_changed_the_words_asked_about_are_found():
    before = copy.deepcopy(READ)
    before["clauses"][1]["heading"] = "建设基地"
    now = copy.deepcopy(before)
    now["clauses"][1]["text"] = "到2025年，" + now["clauses"][1]["text"]
    start = now["clauses"][1]["text"].index("建设一批基地")
    asked = {**QUESTION, "proposal": {**QUESTION["proposal"], "span": [start, start + 6]}}
    assert same_question(QUESTION, asked, before, now)


@pytest.mark.parametrize(
    "other",
    [
        {"code": "target-subject-unspoken"},
        {"severity": "error"},
        {"message": "条款“一（一）”中“建设三批基地”没有写明数量，请确认。"},
        {"proposal": {"clause": "c1", "span": [2, 8], "quantity": None}},
        {"proposal": {"clause": "c1.1", "span": [2, 8], "quantity": 3}},
        {"proposal": None},
    ],
)
def test_any_other_question_is_another_one(other):
    assert same_question(QUESTION, QUESTION, READ, READ)
    assert not same_question(QUESTION, {**QUESTION, **other}, READ, READ)
