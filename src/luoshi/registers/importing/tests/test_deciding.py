"""What is decided about rows that are the same one, and what colleagues of who uploaded the file see of it."""

import io

import openpyxl
import pytest

from luoshi.common import jobs
from luoshi.core.lists.tests.making import book
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.tests.conftest import _django_db_helper, _taken_back, prepared, there  # noqa: F401

from .lists import messy, number_of
from .test_importing import columns_said, office, read_in, said_of, text, upload, url  # noqa: F401

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = ["团队名称", "负责人", "成员"]


def teams(row) -> list[tuple[str, str]]:
    row.refresh_from_db()
    return [(said["name"], said.get("leader", "")) for _, said in Sheet(row).values()]


def answered(office, send, row, **by_code):
    groups = {group.doubt["code"]: group.id for group in Sheet(row).groups}
    said = {f"how-{groups[code]}": how for code, how in by_code.items()}
    sent = send(office, url(row, "doubts"), row, **said)
    assert sent.status_code == 302, text(sent)
    row.refresh_from_db()


def test_of_two_that_are_one_in_two_sheets_the_right_one_is_left_out_and_comes_back(
    there, office, upload, send
):
    data = book(
        ("一", [HEAD, ["乙队", "王", 1], ["甲队", "李", 2], ["丁队", "吴", 2]]),
        ("二", [HEAD, ["甲队", "赵", 3], ["丙队", "孙", 4]]),
    )
    row = read_in(office, upload(office, data, "团队.xlsx", there.projects), send)
    page = text(office.get(url(row, "doubts")))
    assert "不读入工作表“一”第3行" in page
    assert "与工作表“一”第3行是同一条" in page
    answered(office, send, row, double="other")
    assert teams(row) == [("乙队", "王"), ("丁队", "吴"), ("甲队", "赵"), ("丙队", "孙")]
    assert "工作表“一”第3行：留后面的一行" in text(office.get(url(row)))
    answered(office, send, row, double="drop")
    assert teams(row) == [("乙队", "王"), ("甲队", "李"), ("丁队", "吴"), ("丙队", "孙")]


def test_two_doubts_about_a_row_are_answered_each_by_itself_and_leaving_out_wins(there, office, upload, send):
    made = openpyxl.load_workbook(io.BytesIO(book(("一", [HEAD, ["甲队", "李", 2], ["甲队", "赵", 3]]))))
    made["一"].row_dimensions[3].hidden = True
    made.save(data := io.BytesIO())
    row = read_in(office, upload(office, data.getvalue(), "团队.xlsx", there.projects), send)
    answered(office, send, row, hidden="keep")
    assert [group.doubt["code"] for group in Sheet(row).open] == ["double"]
    answered(office, send, row, hidden="keep", double="drop")
    assert teams(row) == [("甲队", "李")]


def test_a_colleague_sees_nothing_personal_of_decisions_rows_and_columns(
    there, office, upload, send, signed_in
):
    row = upload(office, messy(5))
    said = columns_said(row)
    at = next(key for key, field in said.items() if field == "id_number")
    head = signed_in(there.posts["department"])
    row = read_in(office, row, send)
    typed = said_of(row, digits=("type", number_of(0)))
    send(office, url(row, "doubts"), row, **typed)
    row.refresh_from_db()
    page = text(head.get(f"{url(row, 'doubts')}?show=decided"))
    assert ("只给上传人看" in page, number_of(0) in page) == (True, False)
    (group,) = Sheet(row).settled
    again = {f"how-{group.id}": "type", f"value-{group.id}": ""}
    assert send(head, f"{url(row, 'doubts')}?show=decided", row, **again).status_code == 302
    row.refresh_from_db()
    assert Sheet(row).decision(group) == ["type", number_of(0)]
    send(office, url(row, "columns"), row, **{**said, at: ""})
    row = read_in(office, row, send)
    while jobs.run_next():
        pass
    row.refresh_from_db()
    assert number_of(2) in text(office.get(url(row, "columns")))
    assert number_of(2) not in text(head.get(url(row, "columns")))


def test_a_colleague_sees_a_row_that_stands_twice_without_what_is_personal(
    there, office, upload, send, signed_in
):
    rows = [
        ["王示例", number_of(0), "10000000001", "讲师"],
        ["王示例", number_of(0), "10000000001", "高级讲师"],
    ]
    data = book(("一", [["姓名", "证件号码", "手机", "职称"], *rows]))
    row = read_in(office, upload(office, data), send)
    assert "10000000001" in text(office.get(url(row, "doubts")))
    page = text(signed_in(there.posts["department"]).get(url(row, "doubts")))
    assert ("王示例　高级讲师" in page, "10000000001" in page) == (True, False)
