"""Decisions carried out on a reading, in their order, without touching it."""

import copy

import pytest

from luoshi.core.packs.settling import accepted, fingerprint, settled


def place(row):
    return {"file": "通知.txt", "table": 1, "row": row, "column": 2}


READING = {
    "documents": [],
    "clauses": [{"id": "c1", "number": "一", "heading": "队伍建设", "text": "队伍建设。各校要抓好。"}],
    "organisations": [{"name": "东山"}, {"name": "西河"}, {"name": "南湖"}],
    "tasks": [
        {
            "key": "1",
            "title": "示例任务",
            "declared": 2,
            "undertaken_by": ["东山"],
            "proposed_by": ["西河"],
            "place": place(2),
        }
    ],
    "targets": [
        {
            "clause": "c1",
            "place": {"file": "通知.txt", "paragraph": 2},
            "quantity": None,
            "comparator": "some",
        },
        {"clause": None, "place": place(2), "quantity": 3, "comparator": "exact"},
    ],
    "clause_of": {"1": "c1"},
    "blocks": {},
}


def task_after(*changes):
    return settled(READING, changes)["tasks"][0]


def test_nothing_decided_leaves_proposals_open_and_links_tasks_and_targets():
    result = settled(READING, [])
    assert result["tasks"][0]["undertaken_by"] == ["东山"]
    assert result["tasks"][0]["clause"] == "c1"
    assert [target["task"] for target in result["targets"]] == [None, "1"]


def test_the_reading_itself_stays_as_it_was():
    before = copy.deepcopy(READING)
    settled(READING, [{"do": "marks", "task": "1", "names": []}, {"do": "drop_target", "target": 0}])
    assert before == READING


@pytest.mark.parametrize(
    ("change", "marks"),
    [
        ({"do": "mark", "task": "1", "names": ["西河"], "on": True}, ["东山", "西河"]),
        ({"do": "mark", "task": "1", "names": ["东山"], "on": False}, []),
        ({"do": "marks", "task": "1", "names": ["南湖", "东山"]}, ["东山", "南湖"]),
        ({"do": "mark", "task": "unknown", "names": ["西河"], "on": True}, ["东山"]),
        ({"do": "mark", "task": "1", "names": ["没有这个单位"], "on": True}, ["东山"]),
    ],
)
def test_marks_are_set_in_the_order_of_the_heading(change, marks):
    assert task_after(change)["undertaken_by"] == marks


def test_a_mark_decided_is_no_longer_proposed():
    assert task_after({"do": "mark", "task": "1", "names": ["西河"], "on": True})["proposed_by"] == []


def test_the_later_decision_stands():
    first = {"do": "declared", "task": "1", "count": 3}
    assert task_after(first, {**first, "count": None})["declared"] is None


def test_a_target_changed_by_a_person_is_marked_so():
    result = settled(READING, [{"do": "target", "target": 0, "fields": {"quantity": 5}}])
    assert (result["targets"][0]["quantity"], result["targets"][0]["decided"]) == (5, True)
    assert "decided" not in result["targets"][1]


@pytest.mark.parametrize(
    ("change", "part", "value"),
    [
        ({"do": "organisation", "name": "东山", "key": None}, "organisation_keys", {"东山": None}),
        ({"do": "same_unit", "name": "西河", "as": "东山"}, "same_as", {"西河": "东山"}),
        (
            {"do": "require", "task": "1", "clause": "c1", "title": "抓好队伍"},
            "required",
            [{"task": "1", "clause": "c1", "title": "抓好队伍"}],
        ),
        (
            {"do": "require", "task": "1", "clause": "c1"},
            "required",
            [{"task": "1", "clause": "c1", "title": "队伍建设"}],
        ),
        ({"do": "new_task", "clause": "c1", "title": "新"}, "new_tasks", [{"clause": "c1", "title": "新"}]),
        ({"do": "keep_task", "task": "9"}, "kept_tasks", ["9"]),
    ],
)
def test_what_stands_beside_the_reading(change, part, value):
    assert settled(READING, [change])[part] == value


def finding(code, proposal, severity="ask"):
    return {"code": code, "severity": severity, "proposal": proposal}


@pytest.mark.parametrize(
    ("found", "changes"),
    [
        (
            finding("clipped-column", {"task": "1", "undertaken": ["西河"]}),
            [{"do": "mark", "task": "1", "names": ["西河"], "on": True}],
        ),
        (
            finding("binds-all-table-fewer", {"task": "1", "clause": "c1", "words": "各校要抓好"}),
            [{"do": "require", "task": "1", "clause": "c1", "title": "各校要抓好"}],
        ),
        (
            finding("clause-without-task", {"clause": "c1"}),
            [{"do": "new_task", "clause": "c1", "title": "队伍建设"}],
        ),
        (
            finding("task-without-clause", {"task": "1", "clause": None}),
            [{"do": "clause", "task": "1", "clause": None}],
        ),
        (finding("mark-outside", None, "error"), None),
    ],
)
def test_accepting_does_what_the_proposal_says(found, changes):
    assert accepted(found, READING) == changes


def test_a_question_without_proposal_is_confirmed_without_changing_anything():
    (change,) = accepted(finding("repeated-name", None), READING)
    assert settled(READING, [change]) == settled(READING, [])


def test_a_fingerprint_tells_of_any_change_of_its_own_subject_only():
    def seen(subject, *changes):
        return fingerprint(settled(READING, changes), subject)

    change = {"do": "declared", "task": "1", "count": 7}
    assert seen({"task": "1"}) != seen({"task": "1"}, change)
    assert seen({"target": 0}) == seen({"target": 0}, change)
    keep = {"do": "keep_task", "task": "9"}
    assert seen({"kept": "9"}) != seen({"kept": "9"}, keep)
