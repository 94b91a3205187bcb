"""Figures of one sheet that do not add up: told before it is sent and before it is received."""

import io

import openpyxl
import pytest

from luoshi.progress.returns import actions

from .helping import act, answer_of, fresh, sheet_of
from .test_from_a_template import accepted, handed_in, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def of_sums(names):
    """省级 and 市级 under 经费, and what they come to, to be typed by each school."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "经费统计表"
    for column, words in (("A", "序号"), ("B", "学校名称")):
        sheet[f"{column}3"] = words
        sheet.merge_cells(f"{column}3:{column}4")
    sheet["C3"] = "经费"
    sheet.merge_cells("C3:E3")
    sheet["C4"], sheet["D4"], sheet["E4"] = "省级（人）", "市级（人）", "合计（人）"
    for number, name in enumerate(names, 1):
        sheet.append([number, name])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_sum_that_is_not_its_parts_is_told_before_it_is_sent_and_before_it_is_received(
    there, send, signed_in
):
    officer, row = handed_in(there, send, signed_in, of_sums([school.short for school in there.schools]))
    assert accepted(send, officer, row).status_code == 302
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    keys = [each.key for each in row.form_version.form.fields]
    sheet, office, who = sheet_of(row, there.school), signed_in(there.office), there.actor("office")
    told = "“经费：合计”是 250，各项相加是 200，请核对"

    def save(version, *numbers):
        values = dict(zip(keys, numbers, strict=True))
        return act(actions.save_sheet, fresh(sheet), who, values=values, answer_version=version)

    save(0, 120, 80, 200)
    assert "送出前请看一下" not in office.get(url("return-sheet", sheet)).content.decode()
    save(answer_of(sheet).version, 120, 80, 250)
    page = office.get(url("return-sheet", sheet)).content.decode()
    assert told in page.partition("送出前请看一下（1 处）")[2]
    act(actions.send_sheet, sheet, who)
    page = officer.get(url("return-sheet", sheet)).content.decode()
    assert told in page.partition("收下前请看一下（1 处）")[2]
    act(actions.receive_sheet, sheet, there.actor("officer"))
    assert "收下前请看一下" not in officer.get(url("return-sheet", sheet)).content.decode()
