"""A list longer than the template's empty rows: rows are added, and whatever lies or points below moves with them."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from luoshi.core.sheets import SchoolAnswer, SchoolName, merge, read_filled, read_template

from .books import put, saved

SCHOOLS = (SchoolName("甲市第一职业学校"), SchoolName("甲市第二职业学校"))


def crowded() -> bytes:
    """Two stacked tables with everything that can point to a row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清 单"
    sheet["A1"] = "项目清单及汇总"
    put(
        sheet,
        [["序号", "学校名称", "项目名称", "投资额（万元）", "其中：自筹", "占比"], [1], [2], ["合计"]],
        at=2,
    )
    for row in (3, 4):
        sheet[f"F{row}"] = f"=E{row}/D{row}"
        sheet[f"F{row}"].number_format = "0%"
        sheet[f"D{row}"].fill = PatternFill("solid", fgColor="FFEEDD")
        sheet[f"C{row}"].font = Font(bold=True)
    sheet["D5"], sheet["E5"], sheet["F5"] = "=SUM(D3:D4)", "=SUM(E3:E4)", "=E5/$D$5"
    put(sheet, [["指标名称", "数值"], ["项目总数", None], ["平均投资", "=D5/2"]], at=8)
    sheet.merge_cells("A12:F12")
    sheet["A12"] = "注：以上数据请核实。"
    yes = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    yes.add("D3:D4")
    yes.add("B10")
    sheet.add_data_validation(yes)
    sheet.conditional_formatting.add(
        "D3:D4", CellIsRule(operator="greaterThan", formula=["$D$5"], font=Font(color="FF0000"))
    )
    sheet.print_area = "A1:F12"
    sheet.print_title_rows = "1:2"
    sheet["A12"].hyperlink = Hyperlink(ref="A12", location="'清 单'!A8")
    sheet["B10"].comment = Comment("核对", "某人")
    sheet.auto_filter.ref = "A2:F4"
    sheet.freeze_panes = "A3"
    other = book.create_sheet("汇总")
    other["A1"], other["A2"], other["A3"] = "='清 单'!D5", "=SUM('清 单'!D3:D4)", "=B1+1"
    other["C1"] = "名"
    other.add_table(Table(displayName="表一", ref="C1:C2"))
    book.defined_names["合计数"] = DefinedName("合计数", attr_text="'清 单'!$D$5")
    return saved(book)


def merged() -> tuple[bytes, Any]:
    template = read_template("清单.xlsx", CROWDED, SCHOOLS)
    answers = [
        SchoolAnswer(
            school,
            {},
            {"t1": [{"t1_c3": f"项目{n}", "t1_c4": f"{10 * n}", "t1_c5": f"{n}"} for n in range(1, 4)]},
        )
        for school in SCHOOLS
    ]
    made = merge(template, CROWDED, answers)
    assert made.checks == ()
    assert read_filled(template, made.data, SCHOOLS).answers == tuple(answers)
    return made.data, made.changed


CROWDED = crowded()
DATA, CHANGED = merged()
SHEET = openpyxl.load_workbook(io.BytesIO(DATA))["清 单"]
VALUES = openpyxl.load_workbook(io.BytesIO(DATA), data_only=True)


def test_the_rows_follow_one_another_and_the_total_stands_below_them() -> None:
    assert [SHEET.cell(row, 1).value for row in range(3, 10)] == [1, 2, 3, 4, 5, 6, "合计"]
    assert [SHEET.cell(row, 2).value for row in (3, 5, 6, 8)] == [s.name for s in SCHOOLS for _ in (0, 1)]


def test_sums_take_in_the_added_rows_and_formulas_are_filled_down() -> None:
    assert (SHEET["D9"].value, SHEET["E9"].value, SHEET["F9"].value) == (
        "=SUM(D3:D8)",
        "=SUM(E3:E8)",
        "=E9/$D$9",
    )
    assert [SHEET[f"F{row}"].value for row in (3, 4, 5, 8)] == ["=E3/D3", "=E4/D4", "=E5/D5", "=E8/D8"]
    assert SHEET["B14"].value == "=D9/2"


def test_every_kept_value_is_the_computed_one() -> None:
    assert (VALUES["清 单"]["D9"].value, VALUES["清 单"]["B14"].value) == (120, 60)
    assert VALUES["清 单"]["F8"].value == pytest.approx(0.1)
    assert (VALUES["汇总"]["A1"].value, VALUES["汇总"]["A2"].value) == (120, 120)


def test_styles_go_with_the_rows() -> None:
    for row in range(4, 9):
        assert SHEET[f"D{row}"].fill.fgColor.rgb == "00FFEEDD"
        assert SHEET[f"C{row}"].font.bold
        assert SHEET[f"F{row}"].number_format == "0%"
        assert SHEET[f"B{row}"].border.left.style == "thin"


def test_what_lies_below_moves_and_rules_take_in_the_new_rows() -> None:
    assert [str(area) for area in SHEET.merged_cells.ranges] == ["A16:F16"]
    assert {*str(SHEET.data_validations.dataValidation[0].sqref).split()} == {"D3:D8", "B14"}
    [rule] = SHEET.conditional_formatting
    assert (str(rule.sqref), rule.rules[0].formula) == ("D3:D8", ["$D$9"])
    assert SHEET.print_area == "'清 单'!$A$1:$F$16"
    assert SHEET.print_title_rows == "$1:$2"
    assert SHEET["A16"].hyperlink is not None
    assert SHEET["A16"].hyperlink.location == "'清 单'!A12"
    assert SHEET["B14"].comment is not None
    assert SHEET.auto_filter.ref == "A2:F8"
    assert SHEET.freeze_panes == "A3"


def test_other_sheets_and_names_look_at_the_new_places() -> None:
    book = openpyxl.load_workbook(io.BytesIO(DATA))
    assert [book["汇总"][f"A{row}"].value for row in (1, 2, 3)] == [
        "='清 单'!D9",
        "=SUM('清 单'!D3:D8)",
        "=B1+1",
    ]
    assert book.defined_names["合计数"].attr_text == "'清 单'!$D$9"
    assert book["汇总"].tables["表一"].ref == "C1:C2"


def test_nothing_but_what_names_a_row_has_changed() -> None:
    with zipfile.ZipFile(io.BytesIO(CROWDED)) as before, zipfile.ZipFile(io.BytesIO(DATA)) as after:
        assert before.namelist() == after.namelist()
        same = {name for name in before.namelist() if before.read(name) == after.read(name)}
    assert {"xl/styles.xml", "[Content_Types].xml", "xl/theme/theme1.xml"} <= same
    assert set(CHANGED) & same == set()
