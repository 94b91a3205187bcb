"""The plan and the task book of the practice folder, against what a careful reader takes from them."""

from __future__ import annotations

import json
import os
import pathlib
from collections import Counter
from decimal import Decimal

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.workplans import WorkplanReading, read_workplan

from .making import TASKS

pytestmark = pytest.mark.shared

_REPOSITORY = pathlib.Path(__file__).resolve().parents[6]
_PRACTICE = (
    pathlib.Path(os.environ.get("LUOSHI_SHARED", _REPOSITORY.parent / "shared")) / "input" / "practice"
)


def _read(name: str) -> WorkplanReading:
    document = open_document(name, (_PRACTICE / name).read_bytes())
    return read_workplan([document], tasks=TASKS, period=(2021, 2023))


def test_the_schools_plan_is_read_as_the_truth_says() -> None:
    reading = _read("school-workplan.docx")
    truth = json.loads((_PRACTICE / "truth-office.json").read_text("utf-8"))["workplan"]
    found = [
        {"code": step.task_key, "step": step.title, "due": step.due.text, "owner": step.owner}
        for step in reading.steps
    ]
    assert found == truth
    assert all(step.due.due and step.due.certain for step in reading.steps)
    assert [step.departments for step in reading.steps if step.departments] == [("教务处",), ("教务处",)]
    assert [doubt.code for doubt in reading.doubts] == []


def test_the_schools_budget_and_aims_are_read() -> None:
    reading = _read("school-workplan.docx")
    sums = Counter[str]()
    for row in reading.money:
        sums[row.task_key or ""] += row.amount  # type: ignore[assignment]
    assert sums == {"4.3": Decimal("38.5"), "4.4": 70, "25": 90, "36.2": Decimal("58.5")}
    assert {row.source for row in reading.money} == {"中央", "地方", "行业企业", "学校自筹"}
    assert [goal.target.quantity for goal in reading.goals] == [50, 2, 6]
    assert [line.text[:8] for line in reading.texts["mechanism"]] == ["成立以校长为组长"]
    assert [line.text[:8] for line in reading.texts["baseline"]] == ["学校现有在校生2"]


def test_the_task_book_is_read_sheet_by_sheet() -> None:
    reading = _read("task-book.xlsx")
    years = Counter(step.due.due.year for step in reading.steps if step.due.due)
    assert years == {2021: 15, 2022: 12, 2023: 14}
    assert reading.steps[0].title == "开展制度5项"
    assert reading.steps[0].place.in_words() == "工作表“建设任务”第2行第3列"
    aims = [(line.name, line.unit, line.comparator, line.quantity, line.upper) for line in reading.indicators]
    assert aims == [
        ("双师型教师占比", "%", "more_than", 50, None),
        ("市级以上团队数", "个", "range", 1, 3),
        ("教师企业实践", "人月", "at_least", 240, None),
        ("课程建设数量", "门", "at_least", 6, None),
        ("制度完善情况", "", "", None, None),
        ("学生满意度", "%", "at_least", 95, None),
        ("失访率", "%", "at_most", 5, None),
    ]
    assert reading.indicators[4].words == "健全"
    assert sum(row.amount for row in reading.money) == Decimal("172.5") + Decimal("187.5")
    assert {row.year for row in reading.money} == {2021, 2022, 2023}


def test_what_the_task_book_leaves_open_is_asked_once() -> None:
    reading = _read("task-book.xlsx")
    asked = Counter(doubt.code for doubt in reading.doubts)
    assert asked["missing-owner"] == 5  # one for each second-level task
    assert asked["sum-mismatch"] == 0
    proposed = {
        str(doubt.proposal["task_text"]): doubt.proposal["task"]
        for doubt in reading.doubts
        if doubt.proposal and doubt.code in ("doubtful-task", "unknown-task")
    }
    assert proposed["实训基地"] == "25"
    assert all(step.task_key or step.task_text in proposed for step in reading.steps)
