"""No table breaks the reading, whatever stands in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.reading.structure import Cell, Paragraph, Place, SourceDocument, Table
from luoshi.core.reading.tables import read_tables

WORDS = [
    "", "序号", "工作任务", "任务", "承接数量", "承接学校", "学校", "合计", "小计", "东校", "西校", "南校", "城区",
    "√", "●", "○", "×", "1", "2", "11", "4.1", "（一）", "培训教师", "建设2个基地", "36.1 实施计划", "注：○表示否",
    "指标", "目标值", "2022年", "2020年基数", "责任单位", "完成时限", "措施", "\n", "　", "\uf0fc", "١٢",
]  # fmt: skip
texts = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=6))
small = st.integers(1, 8)
cells = st.builds(Cell, texts, small, small, st.integers(0, 4), st.integers(0, 40_000))
tables = st.builds(
    lambda number, found: Table(Place("t", table=number), tuple(found)), small, st.lists(cells, max_size=60)
)
paragraphs = st.builds(lambda text: Paragraph(text, Place("t")), texts)
documents = st.builds(
    lambda blocks: SourceDocument("t", "txt", tuple(blocks)),
    st.lists(st.one_of(tables, paragraphs), max_size=5),
)


@given(st.lists(documents, max_size=3))
def test_no_table_makes_the_reading_fail(found: list[SourceDocument]) -> None:
    reading = read_tables(found)
    assert len({task.key for task in reading.tasks}) == len(reading.tasks)
    names = {organisation.name for organisation in reading.organisations}
    for task in reading.tasks:
        assert set(task.undertaken_by) | set(task.proposed_by) <= names
        assert not set(task.undertaken_by) & set(task.proposed_by)
        assert set(task.mark_places) == set(task.undertaken_by)
        task.to_json()
    for finding in reading.findings:
        assert finding.message.endswith("。")
        assert finding.proposal is None or finding.proposal["reason"]


@given(st.lists(documents, max_size=2))
def test_the_same_input_gives_the_same_reading(found: list[SourceDocument]) -> None:
    assert read_tables(found) == read_tables(found)
