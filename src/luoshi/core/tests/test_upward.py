"""What goes up is compared line by line with what went up before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.upward import DEFAULT, SOURCES, Column, Row, difference, problems

COLUMNS = (Column("甲", "stage"), Column("乙", "percent"))
cells = st.dictionaries(st.sampled_from(["stage", "percent", "late"]), st.sampled_from(["", "1", "2"]))
tables = st.dictionaries(st.sampled_from("abcde"), cells).map(
    lambda found: [Row(key, f"第{key}行", values) for key, values in found.items()]
)


@given(tables, tables)
def test_the_difference_is_exactly_what_one_must_do_to_the_old_table_to_get_the_new(before, after):
    found = difference(before, after, COLUMNS)
    old = {row.name: dict(row.cells) for row in before}
    for name in found.removed:
        del old[name]
    for each in found.changed:
        source = next(column.source for column in COLUMNS if column.title == each.column)
        assert old[each.name].get(source, "") == each.before
        old[each.name][source] = each.after
    old |= {row.name: dict(row.cells) for row in after if row.name in found.added}
    wanted = {row.name: row.cells for row in after}
    assert set(old) == set(wanted)
    for name, values in wanted.items():
        for column in COLUMNS:
            assert old[name].get(column.source, "") == values.get(column.source, "")


@given(tables)
def test_the_same_table_does_not_differ(rows):
    assert difference(rows, rows, COLUMNS).is_empty


def test_another_name_of_a_column_is_no_difference():
    row = Row("a", "甲", {"stage": "实施中"})
    assert difference([row], [row], (Column("换了名称", "stage"),)).is_empty


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ((), "至少要有一列"),
        ((Column("", "stage"),), "1 到 40"),
        ((Column("一", "stage"), Column("一", "percent")), "不能相同"),
        ((Column("一", "nonsense"),), "选择内容"),
        (tuple(Column(f"第{n}列", "stage") for n in range(21)), "最多 20"),
    ],
)
def test_a_shape_that_cannot_be_sent_is_refused_in_words(columns, words):
    assert any(words in problem for problem in problems(columns))


def test_the_shape_we_begin_with_holds_together():
    assert problems(DEFAULT) == []
    assert {column.source for column in DEFAULT} <= set(SOURCES)
