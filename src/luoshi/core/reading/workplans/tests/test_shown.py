"""What the child process answers: everything the page needs, fit for JSON."""

from __future__ import annotations

import json

from luoshi.core.reading.formats.tests.word import docx, p
from luoshi.core.reading.workplans.shown import read_plan

from .making import table


def test_a_plan_comes_back_as_json_with_places_in_words() -> None:
    rows = [
        ["任务编号", "主要举措", "完成时限", "责任人"],
        ["25", "签约", "2022年6月前", "王丽鹃、实训处"],
    ]
    body = p("二、建设目标") + p("到2023年底，“双师型”教师占比超过50%。")
    body += p("四、保障措施") + p("成立领导小组。") + table(rows) + p("")
    answer = read_plan(
        [("0.docx", docx(body))],
        {
            "shown_as": ["方案.docx"],
            "tasks": [{"key": "k", "code": "25", "title": "产教融合实训基地"}],
            "people": ["王丽娟"],
            "period": [2021, 2023],
        },
    )
    assert json.loads(json.dumps(answer)) == answer
    (step,) = answer["steps"]
    assert (step["task"], step["due"], step["certain"], step["due_text"]) == (
        "k",
        "2022-06-30",
        False,
        "2022年6月前",
    )
    assert (step["owners"], step["departments"]) == (["王丽鹃"], ["实训处"])
    assert step["place"] == "方案.docx：表1第2行第2列"
    assert answer["texts"]["mechanism"] == "成立领导小组。"
    (goal,) = answer["goals"]
    assert [goal[name] for name in ("name", "comparator", "quantity", "unit", "year", "place")] == [
        "“双师型”教师占比", "more_than", "50", "%", 2023, "方案.docx：第2段",
    ]  # fmt: skip
    assert [(doubt["code"], doubt["where"]) for doubt in answer["doubts"]] == [
        ("unclear-due", "方案.docx：表1第2行第3列"),
        ("unknown-person", "方案.docx：表1第2行第4列"),
    ]
    assert answer["doubts"][1]["proposal"]["person"] == "王丽娟"
