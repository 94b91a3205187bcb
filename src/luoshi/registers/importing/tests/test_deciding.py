"""What is decided about rows that are the same one, and what colleagues of who uploaded the file see of it."""

import io

import openpyxl
import pytest

from luoshi.common import jobs
from luoshi.core.lists.tests.making import book
from luoshi.progress.returns import actions as return_acts
from luoshi.progress.returns.tests import helping as returns
from luoshi.registers.importing.deciding import Sheet
from luoshi.registers.importing.models import ListImport
from luoshi.registers.models import Entry
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


TEAMS = {
    "fields": [
        {"key": "students", "kind": "integer", "label": "在校生数", "unit": "人"},
        {
            "key": "teams",
            "kind": "table",
            "label": "团队一览",
            "columns": [
                {"key": "name", "kind": "text", "label": "团队名称"},
                {"key": "leader", "kind": "text", "label": "负责人"},
                {"key": "members", "kind": "integer", "label": "成员", "unit": "人"},
                {"key": "room", "kind": "text", "label": "工作室"},
            ],
        },
    ]
}


def test_what_was_sent_in_a_return_goes_into_a_register_and_the_next_return_takes_it_from_there(
    there, office, send, signed_in
):
    asking = returns.cast(there.site)
    sheet = returns.sheet_of(returns.opened(asking, TEAMS), asking.school)
    page = f"/return-sheets/{sheet.public_id}/"
    rows = [
        {"_row": "a", "name": "甲队", "leader": "李示例", "members": 3, "room": "201"},
        {"_row": "b", "name": "乙队", "members": 4},
    ]
    assert "导入台账" not in text(office.get(page)), "nothing was sent yet"
    assert office.get(f"{page}take-over/").url == page
    by, said = asking.actor("office"), {"students": 900, "teams": rows}
    sheet = returns.act(return_acts.save_sheet, sheet, by, values=said, answer_version=0)
    sheet = returns.act(return_acts.send_sheet, sheet, by)
    assert "导入台账" in text(office.get(page))
    for other, status in ((asking.officer, 403), (asking.other, 404), (asking.teacher, 404)):
        assert signed_in(other).get(f"{page}take-over/").status_code == status
    assert "团队一览（2 行：团队名称、负责人、成员、工作室）" in text(office.get(f"{page}take-over/"))
    wrong = send(office, f"{page}take-over/", part="students", register=there.projects.public_id)
    assert (wrong.status_code, "请从列出的里面选一个" in text(wrong)) == (422, True)
    sent = send(office, f"{page}take-over/", part="teams", register=there.projects.public_id)
    row = ListImport.objects.get()
    assert sent.url == url(row)
    while jobs.run_next():
        pass
    row.refresh_from_db()
    row = read_in(office, row, send)
    assert teams(row) == [("甲队", "李示例"), ("乙队", "")]
    assert send(office, url(row, "apply"), row).status_code == 302
    assert sorted(Entry.objects.values_list("label", flat=True)) == ["乙队", "甲队"]
    again = send(office, f"{page}take-over/", part="_single", register=there.people.public_id)
    assert again.status_code == 302
