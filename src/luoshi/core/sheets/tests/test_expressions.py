"""Formulas as returns have them, against what Excel gives."""

import io

import openpyxl
import pytest

from luoshi.core.sheets import SchoolAnswer, SchoolName, merge, read_template
from luoshi.core.sheets.expressions import ErrorValue, NotComputed, Scalar, value_of
from luoshi.core.sheets.references import Added, copied_aside, copied_down, moved

from .books import put, saved

CELLS: dict[str, list[Scalar]] = {
    "A1": [2.0],
    "A2": [3.0],
    "A1:A4": [2.0, 3.0, None, "文字"],
    "B1": [None],
    "C1": ["x"],
}


def read(sheet: str, reference: str) -> list[Scalar]:
    return CELLS[reference.replace("$", "")]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(A1:A4)", 5.0),
        ("A1+A2*2-1", 7.0),
        ("(A1+A2)/2", 2.5),
        ("-A1^2", 4.0),
        ("SUM(A1:A4,10)/A1", 7.5),
        ("ROUND(A1/3,2)", 0.67),
        ("ROUND(-2.5,0)", -3.0),
        ("IF(A1>A2,A1,A2)", 3.0),
        ('IF(B1="","缺","有")', "缺"),
        ("IFERROR(A1/B1,0)", 0.0),
        ("IFERROR(A1/A2,0)", 2 / 3),
        ("AVERAGE($A$1:$A$4)", 2.5),
        ("COUNTA(A1:A4)", 3.0),
        ("COUNT(A1:A4)", 2.0),
        ("MAX(A1:A4)-MIN(A1:A4)", 1.0),
        ("SUBTOTAL(9,A1:A4)", 5.0),
        ("50%*A1", 1.0),
        ('A1&"人"', "2人"),
        ("SUM( A1 , A2 )", 5.0),
    ],
)
def test_a_formula_gives_what_excel_gives(formula: str, value: Scalar) -> None:
    found = value_of(formula, read)
    assert found == pytest.approx(value) if isinstance(value, float) else found == value


@pytest.mark.parametrize(
    ("formula", "error"), [("A1/B1", "#DIV/0!"), ("C1+1", "#VALUE!"), ("AVERAGE(B1)", "#DIV/0!")]
)
def test_an_error_is_kept_as_one(formula: str, error: str) -> None:
    with pytest.raises(ErrorValue, match=error):
        value_of(formula, read)


def test_a_text_ends_where_a_cell_does() -> None:
    assert len(str(value_of("A1&A1", lambda *_: ["字" * 16_000]))) == 32_000
    with pytest.raises(ErrorValue, match="#VALUE!"):
        value_of("A1&A1", lambda *_: ["字" * 17_000])


@pytest.mark.parametrize(
    "formula", ["VLOOKUP(A1,A1:A4,2,0)", "TODAY()", "A1:A4", "A1+", "(((", "表一[数]", "=A1", "A1 A2"]
)
def test_what_is_not_known_is_left_to_the_office_program(formula: str) -> None:
    with pytest.raises(NotComputed):
        value_of(formula, read)


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("SUM(D4:D6)", "SUM(D4:D8)"),
        ("SUM(D4:D5)", "SUM(D4:D5)"),
        ("D7/$D$7", "D9/$D$9"),
        ("D6+D3", "D6+D3"),
        ('"D7"&D7', '"D7"&D9'),
        ("LOG10(D7)", "LOG10(D9)"),
        ("其他!D7", "其他!D7"),
        ("'表'!D7+表!$A$7:$A$9", "'表'!D9+表!$A$9:$A$11"),
        ("表!$1:$3", "表!$1:$3"),
        ("OFFSET(A1,D7,0)", "OFFSET(A1,D9,0)"),
    ],
)
def test_references_move_with_two_rows_added_below_row_six(formula: str, after: str) -> None:
    assert moved(formula, Added("表", 6, 2), "表", 20) == after


def test_a_sum_across_the_copied_row_stays_in_its_row() -> None:
    assert moved("SUM(C6:E6)", Added("表", 6, 2), "表", 6) == "SUM(C6:E6)"
    assert copied_down("SUM(C6:E6)+$F$1+F$1", 2) == "SUM(C8:E8)+$F$1+F$1"
    assert copied_aside("A1*$B1+C$1", 1, 1) == "B2*$B2+D$1"


def test_a_long_chain_of_formulas_is_computed_downwards_and_left_to_excel_upwards() -> None:
    for step, computed in ((-1, True), (1, False)):
        book = openpyxl.Workbook()
        put(book.active, [["学校名称", "学生数", "累计"], *[[f"第{n}职业学校"] for n in range(400)]])
        for row in range(2, 402):
            book.active[f"C{row}"] = f"=B{row}+C{row + step}"
        book.active["C1"] = "累计"
        if step < 0:
            book.active["C2"] = "=B2"
        data = saved(book)
        template = read_template("表.xlsx", data)
        merged = merge(
            template, data, [SchoolAnswer(SchoolName(f"第{n}职业学校"), {"t1_c2": 1}) for n in range(400)]
        )
        assert ("xl/workbook.xml" in merged.changed) is not computed
        shown = openpyxl.load_workbook(io.BytesIO(merged.data), data_only=True).active["C401"].value
        assert shown == (400 if computed else None)
