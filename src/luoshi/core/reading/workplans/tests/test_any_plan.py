"""Whatever stands in a plan: it is read or asked, nothing is lost from its place, and no reader fails."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.reading.formats.tests.word import p
from luoshi.core.reading.structure import Cell, Paragraph, Place, SourceDocument, Table, Unreadable

from .making import read, table, word

_TIMED = ["任务", "步骤", "完成时限"]
_HEADS = [
    "任务",
    "任务编号",
    "建设内容",
    "主要举措",
    "完成时限",
    "责任人",
    "责任部门",
    "2021年度",
    "2022年",
    "备注",
    "三级指标",
    "目标值",
    "来源",
    "中央",
    "小计",
    "合计（万元）",
    "",
]
_WORDS = [
    "4.3",
    "产教融合实训基地",
    "①签约；②验收",
    "1.招标\n2.采购",
    "2022年6月底前",
    "每年暑期",
    "2021.9-12",
    "张文华、教务处",
    "陈校长",
    "（）",
    "责任人：",
    "小计",
    "12.5",
    "≥９５",
    "1~3",
    "—",
    "",
    "合计",
    "（一）启动阶段（2021年9月—12月）",
    "任务一：示范课堂",
    "完成时限：2022年3月",
    "1.组建团队（2021年12月底前，责任人：张文华）",
    "三、实施步骤",
    "四、保障措施",
]
_CELL = st.sampled_from(_HEADS + _WORDS) | st.text(max_size=12)


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Cell, ...]:
    width = draw(st.integers(1, 5))
    cells = []
    for row in range(1, draw(st.integers(1, 5)) + 1):
        for column in range(1, width + 1):
            text = draw(st.sampled_from(_HEADS) if row == 1 else _CELL)
            down, right = draw(st.sampled_from([(1, 1)] * 6 + [(2, 1), (1, 2), (3, 1)]))
            cells.append(Cell(text, row, column, down, right))
    return tuple(cells)


_BLOCKS = st.lists(st.one_of(_CELL, _tables()), max_size=6)


@settings(max_examples=150)
@given(_BLOCKS)
def test_any_plan_is_read_without_fail(blocks: list[str | tuple[Cell, ...]]) -> None:
    made = [
        Paragraph(block, Place("方案.docx", paragraph=at))
        if isinstance(block, str)
        else Table(Place("方案.docx", table=at), block)
        for at, block in enumerate(blocks, 1)
    ]
    reading = read(SourceDocument("方案.docx", "docx", tuple(made)))
    assert [step.number for step in reading.steps] == list(range(1, len(reading.steps) + 1))
    asked = {doubt.code for doubt in reading.doubts}
    for step in reading.steps:
        assert step.place.table or step.place.paragraph
        assert step.title
        if step.due.start and step.due.due:
            assert step.due.start <= step.due.due
        if not step.owner:
            assert "missing-owner" in asked
        if not step.due.certain:
            assert asked & {"unclear-due", "missing-due"}
        if step.task_key is None:
            assert asked & {"unknown-task", "doubtful-task"}
    for row in reading.money:
        assert row.amount >= 0
    if not (reading.steps or reading.money or reading.indicators):
        assert "nothing-read" in asked


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            table(
                [["任务", "步骤", "完成时限"], *[["任务1", f"第{n}步", "2022年6月底前"] for n in range(301)]]
            ),
            "超过 300 步",
        ),
        (p("到2022年6月底前完成1—3个、" * 1_500), "20000 字"),
    ],
)
def test_more_than_a_timetable_holds_is_refused_before_any_page_is_made(part: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(word(part))


def _texts(*lines: str) -> list[tuple[str | None, str, str]]:
    reading = read(word("".join(p(line) for line in lines)))
    whole = [(None, kind, each.printed) for kind, found in reading.texts.items() for each in found]
    return [(each.task_key, each.kind, each.paragraph.printed) for each in reading.of_tasks] + whole


def test_texts_below_a_task_are_of_that_task_and_those_of_a_part_of_the_whole_plan() -> None:
    assert _texts(
        "一、信息化标杆校", "（一）建设基础", "已有平台。", "（二）主要举措", "1.升级网络", "2.培训教师",
        "（三）预期成果：通过市级验收。",
        "二、社区教育示范基地", "【工作举措】开放场馆。", "预期成效", "受益5000人次。",
        "三、保障措施", "成立领导小组。",
    ) == [
        ("46", "baseline", "已有平台。"), ("46", "measures", "1.升级网络"), ("46", "measures", "2.培训教师"),
        ("46", "deliverables", "通过市级验收。"),
        ("18-1", "measures", "开放场馆。"), ("18-1", "deliverables", "受益5000人次。"),
        (None, "mechanism", "成立领导小组。"),
    ]  # fmt: skip


def test_the_result_of_a_step_stays_with_the_step_and_a_heading_ends_what_the_task_before_said() -> None:
    reading = read(
        word(
            p("二、主要举措")
            + p("（一）信息化标杆校")
            + p("1.升级网络（2021年12月底前，责任人：张文华）")
            + p("预期成果：验收单")
            + p("（二）社区教育示范基地")
            + p("开放场馆。")
        )
    )
    assert [(step.title, step.result) for step in reading.steps] == [("升级网络", "验收单")]
    assert [(each.task_key, each.kind) for each in reading.of_tasks] == [("18-1", "measures")]
