"""A workbook goes out, is filled in, and comes back."""

import io

import openpyxl
import pytest

from luoshi.common.workbooks import Field, NotOurs, Workbook, given_row, open_workbook, written
from luoshi.core.reading.structure import Unreadable

FIELDS = [
    Field("name", "姓名", needed=True, note="与身份证一致"),
    Field("role", "岗位", choices=tuple(f"岗位{n:03d}" for n in range(80))),
    Field("kind", "类别", choices=("甲", "乙")),
]
SCHOOL = "school-public-id"


def book(**more):
    rows = [
        given_row("row-1", 3, name="示例甲", role="岗位001", kind="甲"),
        given_row("row-2", 1, name="=1+1"),
    ]
    return written(
        Workbook("people", "1", SCHOOL, "人员名单", FIELDS, rows, notes=["第一条", "第二条"], **more)
    )


def edited(data, change):
    file = openpyxl.load_workbook(io.BytesIO(data))
    change(file)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def test_what_goes_out_comes_back_with_ids_versions_and_values():
    returned = open_workbook("名单.xlsx", book(), form="people", organisation=SCHOOL)
    table = returned.table(FIELDS)
    assert [(row.cells["_id"], row.cells["name"]) for row in table.rows] == [
        ("row-1", "示例甲"),
        ("row-2", "=1+1"),
    ]
    assert returned.given["row-1"] == (3, {"name": "示例甲", "role": "岗位001", "kind": "甲"})
    assert returned.facts["organisation"] == SCHOOL


def test_texts_stay_texts_and_the_hidden_sheets_are_hidden():
    file = openpyxl.load_workbook(io.BytesIO(book()))
    sheet = file["填报"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"
    assert {name: file[name].sheet_state for name in file.sheetnames} == {
        "填报": "visible",
        "_lists": "veryHidden",
        "_luoshi": "veryHidden",
    }
    assert sheet.column_dimensions["A"].hidden


def test_rows_sorted_and_added_by_hand_keep_their_identity():
    def sort_and_add(file):
        sheet = file["填报"]
        below = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=5)]
        for at, values in enumerate([below[1], below[0], [None, "示例新", "岗位002", "乙"]], 4):
            for column, value in enumerate(values, 1):
                sheet.cell(at, column).value = value

    returned = open_workbook("a.xlsx", edited(book(), sort_and_add), form="people")
    assert [(row.number, row.cells["_id"], row.cells["name"]) for row in returned.table(FIELDS).rows] == [
        (4, "row-2", ""),  # openpyxl made a formula of it, which nobody has calculated
        (5, "row-1", "示例甲"),
        (6, "", "示例新"),
    ]


def test_a_long_list_of_rows_fits_the_hidden_sheet():
    rows = [given_row(f"row-{n}", 1, name=f"示例人员{n}{n * 7919 % 1000003}") for n in range(6000)]
    data = written(Workbook("people", "1", SCHOOL, "人员名单", FIELDS, rows))
    assert len(open_workbook("a.xlsx", data, form="people").given) == 6000


def test_a_changed_hidden_sheet_is_refused():
    def forge(file):
        cell = file["_luoshi"]["A2"]
        cell.value = cell.value[:-3] + "abc"

    with pytest.raises(NotOurs, match="被改动过"):
        open_workbook("a.xlsx", edited(book(), forge), form="people")


@pytest.mark.parametrize(
    ("form", "organisation", "said"), [("other", "", "另一种表"), ("people", "another", "另一个单位")]
)
def test_another_form_or_organisation_is_refused(form, organisation, said):
    with pytest.raises(NotOurs, match=said):
        open_workbook("a.xlsx", book(), form=form, organisation=organisation)


def test_a_table_of_their_own_is_read_without_facts():
    file = openpyxl.Workbook()
    file.active.append(["姓 名", "岗 位"])
    file.active.append(["示例乙", "岗位003"])
    stream = io.BytesIO()
    file.save(stream)
    returned = open_workbook("own.xlsx", stream.getvalue(), form="people", organisation=SCHOOL)
    assert (returned.facts, returned.given) == (None, {})
    assert [row.cells["role"] for row in returned.table(FIELDS).rows] == ["岗位003"]
    assert returned.table([Field("other", "另一列", needed=True)]) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"hello", b"\xd0\xcf\x11\xe0 broken"])
def test_what_is_no_workbook_is_refused_in_words(data):
    with pytest.raises(Unreadable, match=r"请|空文件"):
        open_workbook("a.xlsx", data, form="people")


def test_a_cell_in_the_far_corner_costs_nothing_but_a_refusal():
    file = openpyxl.Workbook()
    file.active["A1"] = "姓名"
    file.active["XFD1048576"] = "x"
    stream = io.BytesIO()
    file.save(stream)
    with pytest.raises(Unreadable, match="请"):
        open_workbook("corner.xlsx", stream.getvalue(), form="people")
