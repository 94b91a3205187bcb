"""A person's decisions about a reading that was not sure."""

import pytest

from luoshi.core.sheets import Arrangement, SchoolAnswer, Shape, merge, read_filled, read_template
from luoshi.core.sheets.correcting import corrected

from .books import plain_book
from .corpus import SCHOOLS

EMPTY = plain_book(["序号", "学校名称", "项目名称", "投资额（万元）"], [[1], [2], [3]])
PRINTED = plain_book(["学校名称", "学生数"], [["云岭市职业教育中心"], ["青石县中职校"]])


def test_a_list_that_is_one_row_per_school_is_asked_and_merged_as_such() -> None:
    template = corrected(read_template("表.xlsx", EMPTY, SCHOOLS), shapes={"t1": Shape.SCHOOLS})
    assert template.arrangement is Arrangement.ROWS
    answer = SchoolAnswer(SCHOOLS[0], {"t1_c3": "实训楼", "t1_c4": "100"})
    assert read_filled(template, merge(template, EMPTY, [answer]).data, SCHOOLS).answers == (answer,)


def test_a_printed_row_is_given_to_the_school_that_a_person_names() -> None:
    template = corrected(read_template("表.xlsx", PRINTED, SCHOOLS), schools={("t1", "r4"): SCHOOLS[2].name})
    answer = SchoolAnswer(SCHOOLS[2], {"t1_c2": 300})
    made = merge(template, PRINTED, [answer])
    assert made.checks == ()
    assert read_filled(template, made.data, SCHOOLS).answers == (answer,)


def test_a_column_that_schools_are_not_asked_is_not_written() -> None:
    template = corrected(read_template("表.xlsx", PRINTED, SCHOOLS), not_asked=frozenset({"t1_c2"}))
    assert template.tables[0].asked == ()


def test_printed_rows_cannot_become_free_ones() -> None:
    with pytest.raises(ValueError, match="t1 cannot be list"):
        corrected(read_template("表.xlsx", PRINTED, SCHOOLS), shapes={"t1": Shape.LIST})
