"""A value that cannot be placed with certainty is not written, and named in the checks."""

import io

import openpyxl
import pytest

from luoshi.core.sheets import Kind, Merged, SchoolAnswer, SchoolName, fill, merge, read_filled, read_template
from luoshi.core.sheets.values import Wrong, canonical

from .books import cells, plain_book, put, saved

WEST, EAST = SchoolName("甲县职业教育中心", ("职教中心",)), SchoolName("乙县职业教育中心", ("职教中心",))


def codes(merged: Merged) -> list[str]:
    return [check.code for check in merged.checks]


def test_a_printed_short_name_that_two_schools_bear_is_nobodys_row() -> None:
    data = plain_book(["学校名称", "学生数"], [["职教中心"], ["丙县职业教育中心"]])
    third = SchoolName("丙县职业教育中心")
    template = read_template("表.xlsx", data, [WEST, EAST, third])
    answers = [SchoolAnswer(each, {"t1_c2": number}) for number, each in enumerate((WEST, EAST, third), 1)]
    for sent in (answers, answers[:1]):  # also where only one of the two has sent
        merged = merge(template, data, sent)
        assert cells(merged.data).get("B3") is None
        assert codes(merged).count("school-without-row") == len(sent[:2])
    assert cells(fill(template, data, answers[0])).get("B3") is None
    filled = openpyxl.load_workbook(io.BytesIO(data))
    filled.active["B3"] = 7
    assert read_filled(template, saved(filled), [WEST]).answers == ()


def test_two_schools_of_one_full_name_are_both_left_out_and_named() -> None:
    data = plain_book(["学校名称", "学生数"], [["实验学校"], [None]])
    twin = SchoolName("实验学校")
    template = read_template("表.xlsx", data, [twin])
    merged = merge(template, data, [SchoolAnswer(twin, {"t1_c2": 1}), SchoolAnswer(twin, {"t1_c2": 2})])
    assert codes(merged) == ["not-written"]
    assert [value for at, value in cells(merged.data).items() if at.startswith("B")] == ["学生数"]


def test_a_school_renamed_since_the_reading_keeps_its_row() -> None:
    data = plain_book(["学校名称", "学生数"], [["甲县职业教育中心"], [None]])
    template = read_template("表.xlsx", data, [WEST])
    renamed = SchoolName("甲县职业技术学校", ("甲县职校", WEST.name))
    merged = merge(template, data, [SchoolAnswer(renamed, {"t1_c2": 5})])
    assert (cells(merged.data)["B3"], "A4" in cells(merged.data)) == (5, False)


def test_a_fraction_is_never_cut_to_a_whole_number() -> None:
    data = plain_book(["学校名称", "学生数"], [[WEST.name]])
    template = read_template("表.xlsx", data, [WEST])
    merged = merge(template, data, [SchoolAnswer(WEST, {"t1_c2": "12.5"})])
    assert (cells(merged.data).get("B3"), codes(merged)) == (None, ["not-written"])
    with pytest.raises(Wrong, match="有小数"):
        canonical(Kind.INTEGER, "12.5")


@pytest.mark.parametrize(
    ("total", "found"),
    [("=AVERAGE(B2:B4)", []), ("=B2/3", []), ("1.2.3", []), ("=SUM(B2:B4)", []), (46, []), (47, ["sum"])],
)
def test_a_quotient_in_the_row_of_totals_does_not_stop_the_merge(total: object, found: list[str]) -> None:
    book = openpyxl.Workbook()
    schools = [WEST, EAST, SchoolName("丙县职业教育中心")]
    put(book.active, [["学校名称", "生师比", "备注"], *[[each.name] for each in schools], ["合计", total]])
    for row in (2, 3, 4):
        book.active.cell(row, 2).number_format = "0.00"
    data = saved(book)
    template = read_template("表.xlsx", data, schools)
    answers = [SchoolAnswer(each, {"t1_c2": n}) for each, n in zip(schools, ("15", "15", "16"), strict=True)]
    assert codes(merge(template, data, answers)) == found


def test_what_a_schools_own_form_could_not_take_is_named() -> None:
    book = openpyxl.Workbook()
    put(book.active, [["学校名称", None], ["是否合格", "□合格 □不合格 □免检"], ["建校日期", None]], at=2)
    data = saved(book)
    template = read_template("表.xlsx", data, [WEST])
    tick = next(field for field in template.fields if field.ticks)
    merged = merge(template, data, [SchoolAnswer(WEST, {tick.key: "优秀"})])
    assert ("choice", WEST.name, tick.key) in [(c.code, c.school, c.key) for c in merged.checks]
