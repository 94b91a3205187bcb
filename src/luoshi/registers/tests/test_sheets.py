"""The list and the empty workbook: no personal values, nothing that runs, what to fill in said in words."""

import io

import openpyxl
import pytest

from luoshi.common.tests.taken import line, taken
from luoshi.registers import actions

from .samples import WANG
from .test_pages import url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def opened(answer):
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_the_list_goes_out_as_narrowed_without_what_is_personal_and_never_runs(there, signed_in):
    for name in ("=HYPERLINK(1)", "王示例"):
        values = {**WANG, "name": name}
        actions.add_entry(register=there.people, values=values, by=there.office)
    office = signed_in(there.posts["office"])
    answer = office.get(url(there.people) + "list.xlsx")
    assert taken("registers.fetch_list") == [line(there.posts["office"].user, 2, answer.content)]
    rows = list(opened(answer)["清单"].values)
    assert rows[0][:4] == ("姓名", "职称", "双师型", "企业实践")
    assert [row[0] for row in rows[1:]] == ["=HYPERLINK(1)", "王示例"]
    book = opened(office.get(url(there.people) + "list.xlsx"))
    assert {cell.data_type for row in book["清单"].rows for cell in row} <= {"s", "n"}
    assert WANG["id_number"] not in str(rows)
    narrowed = opened(office.get(url(there.people) + "list.xlsx?q=王"))["清单"]
    assert narrowed.max_row == 2
    city = opened(signed_in(there.posts["city"]).get(url(there.people) + "list.xlsx"))["清单"]
    assert (city.max_row, city["A1"].value) == (1, "学校")


def test_the_own_workbook_holds_what_stands_but_nothing_personal_and_says_what_to_fill_in(there, signed_in):
    actions.add_entry(register=there.people, values=WANG, by=there.office)
    office, city = signed_in(there.posts["office"]), signed_in(there.posts["city"])
    answer = office.get(url(there.people) + "template.xlsx")
    assert taken("registers.fetch_template") == [line(there.posts["office"].user, 1, answer.content)]
    book = opened(answer)
    rows = [[cell.value or "" for cell in row] for row in book["登记"].iter_rows(max_row=4)]
    assert rows[2][1:] == ["姓名 *", "证件号码", "手机", "职称", "双师型"]
    assert rows[3][1:] == ["王示例", "", "", "讲师", "是"]
    assert WANG["id_number"] not in str([list(sheet.values) for sheet in book])
    lists = [str(each.formula1) for each in book["登记"].data_validations.dataValidation]
    assert lists == ['"助理讲师,讲师,高级讲师"', '"是,否"']
    notes = list(book["填写说明"].values)
    assert notes[1][:2] == ("姓名", "必填")
    assert "加密" in notes[2][2]
    assert city.get(url(there.people) + "template.xlsx").status_code == 403
