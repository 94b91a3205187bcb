"""What the reading was not sure of is asked on the page where the template is checked, and holds when it is merged."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import jobs
from luoshi.progress.returns import actions

from .books import BOX, by_schools, cells
from .helping import act, answer_of, fresh, sheet_of
from .test_from_a_template import accepted, handed_in, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def merged_of(there, officer, row, values):
    """One school sends these; the merged file's cells."""
    sheet = sheet_of(row, there.school)
    sheet = act(actions.save_sheet, sheet, there.actor("office"), values=values, answer_version=0)
    act(actions.send_sheet, sheet, there.actor("office"))
    row = act(actions.close_return, row, there.actor("officer"))
    row = act(actions.start_merge, row, there.actor("officer"))
    assert jobs.run_next()
    row = fresh(row)
    assert (row.state, row.merge_message) == ("merged", "")
    return cells(officer.post(url("return-merged", row)).content)


def a_list(heads, title="专业设置情况表"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = title
    for at in range(3, 9):
        for column, head in enumerate(heads, 1):
            sheet.cell(at, column, head if at == 3 else None).border = BOX
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_printed_row_that_nobody_knew_is_given_to_its_school_and_merged_there(there, send, signed_in):
    names = [s.short for s in there.schools]
    at = [each.pk for each in there.schools].index(there.school.pk)
    names[at] = "第四职业学校"
    officer, row = handed_in(there, send, signed_in, by_schools(names))
    page = officer.get(url("return-template", row)).content.decode()
    assert "1 行印好的没有认出是哪个单位" in page
    assert "请指定是哪个学校" in page
    box = f"row-t1-r{4 + at}"
    for wrong, words in (
        ("没有的学校", "没有叫“没有的学校”的下属单位"),
        (there.second.name, "一个单位只能有一行"),
    ):
        refused = accepted(send, officer, row, **{box: wrong})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert accepted(send, officer, row, **{box: there.school.name}).status_code == 302
    again = officer.get(url("return-template", fresh(row))).content.decode()
    assert "请指定是哪个学校" not in again
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    found = merged_of(there, officer, row, {"t1_c3": 1200})
    assert (found[f"B{4 + at}"], found[f"C{4 + at}"]) == ("第四职业学校", 1200)


def test_what_the_rows_of_a_table_are_is_said_on_the_page(there, send, signed_in):
    """Read as many rows for each school; the officer says that each has one."""
    officer, row = handed_in(there, send, signed_in, a_list(["学校名称", "专业名称", "在校生数（人）"]))
    template = row.template_read["template"]
    shape = template["tables"][0]["shape"]
    other = {"list": "schools", "schools": "list"}[shape]
    page = officer.get(url("return-template", row)).content.decode()
    assert "这张表的行" in page
    assert accepted(send, officer, row, **{"shape-t1": other}).status_code == 302
    taken = fresh(row).template_read["template"]
    assert (taken["tables"][0]["shape"], taken["arrangement"]) == (
        other,
        {"list": "lists", "schools": "rows"}[other],
    )
    kinds = {each.kind for each in fresh(row).definition.versions.get().form.fields}
    assert kinds == ({"table"} if other == "list" else {"text", "integer"})
    back = accepted(send, officer, fresh(row), **{"shape-t1": shape})
    assert back.status_code == 302, "and back again"
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    said = {"t1": [{"_row": "new-1", "t1_c2": "数控", "t1_c3": 40}]} if shape == "list" else {"t1_c3": 40}
    assert 40 in merged_of(there, officer, row, said).values()


def test_rows_one_after_another_or_a_file_for_each_school(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, a_list(["专业名称", "在校生数（人）"]))
    assert row.template_read["template"]["arrangement"] == "lists"
    assert "各校的表怎样合到一起" in officer.get(url("return-template", row)).content.decode()
    assert accepted(send, officer, row, arrangement="sheets").status_code == 422
    assert accepted(send, officer, row, arrangement="form").status_code == 302
    assert fresh(row).template_read["template"]["arrangement"] == "form"
    assert accepted(send, officer, fresh(row), arrangement="lists").status_code == 302
    assert fresh(row).template_read["template"]["arrangement"] == "lists"


def test_a_cell_cleared_in_the_own_sheet_is_a_difference_and_is_taken(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, by_schools([s.short for s in there.schools]))
    accepted(send, officer, row)
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    sheet, office = sheet_of(row, there.school), signed_in(there.office)
    given = {"values": {"t1_c3": 1200, "t1_c5": 60}, "answer_version": 0}
    sheet = act(actions.save_sheet, sheet, there.actor("office"), **given)
    book = openpyxl.load_workbook(io.BytesIO(office.get(url("return-sheet-original", sheet)).content))
    line = 4 + [each.pk for each in there.schools].index(there.school.pk)
    page = book.worksheets[0]
    assert (page[f"C{line}"].value, page[f"E{line}"].value) == (1200, 60)
    page[f"E{line}"] = None
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("统计表.xlsx", out.getvalue())
    shown = send(office, url("upload-return-sheet", sheet), None, sheet=file).content.decode()
    assert "专任教师" in shown
    assert "在校生数" not in shown.split("<table", 1)[-1].split("</table>", 1)[0]
    send(office, url("upload-return-sheet", sheet), None, _take="values")
    assert answer_of(fresh(sheet)).values == {"t1_c3": 1200}


def test_rows_of_a_list_cleared_in_the_own_sheet_go(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, a_list(["专业名称", "在校生数（人）"]))
    accepted(send, officer, row)
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    sheet, office = sheet_of(row, there.school), signed_in(there.office)
    given = {"t1": [{"_row": "new-1", "t1_c1": "数控", "t1_c2": 40}]}
    sheet = act(actions.save_sheet, sheet, there.actor("office"), values=given, answer_version=0)
    book = openpyxl.load_workbook(io.BytesIO(office.get(url("return-sheet-original", sheet)).content))
    page = book.worksheets[0]
    assert page["A4"].value == "数控"
    page["A4"], page["B4"] = None, None
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("表.xlsx", out.getvalue())
    send(office, url("upload-return-sheet", sheet), None, sheet=file)
    send(office, url("upload-return-sheet", sheet), None, _take="values")
    assert answer_of(fresh(sheet)).values == {}


def a_sheet_each(names):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name[:31])
        sheet["A1"] = "基本情况表"
        for at, (label, value) in enumerate(
            (("项目", "数量"), ("在校生数（人）", None), ("专任教师（人）", None)), 3
        ):
            for column, said in enumerate((label, value), 1):
                sheet.cell(at, column, said).border = BOX
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_of_a_workbook_with_a_sheet_for_each_school_each_is_written_into_its_own(there, send, signed_in):
    names = [each.short for each in there.schools]
    officer, row = handed_in(there, send, signed_in, a_sheet_each(names))
    assert row.template_read["template"]["arrangement"] == "sheets"
    assert "每个学校一张工作表，都在这个文件里" in officer.get(url("return-template", row)).content.decode()
    assert accepted(send, officer, row).status_code == 302
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    for organisation, by, number in ((there.school, "office", 1200), (there.second, "other", 800)):
        sheet = sheet_of(row, organisation)
        [field] = row.form_version.form.fields
        said = {field.key: [{"_row": each.key, field.columns[0].key: number} for each in field.rows]}
        sheet = act(actions.save_sheet, sheet, there.actor(by), values=said, answer_version=0)
        act(actions.send_sheet, sheet, there.actor(by))
    row = act(actions.close_return, row, there.actor("officer"))
    act(actions.start_merge, row, there.actor("officer"))
    assert jobs.run_next()
    merged = officer.post(url("return-merged", fresh(row))).content
    for organisation, number in ((there.school, 1200), (there.second, 800)):
        found = cells(merged, names.index(organisation.short))
        assert (found["B4"], found["B5"]) == (number, number)
    others = [at for at, name in enumerate(names) if name not in (there.school.short, there.second.short)]
    assert not any("B4" in cells(merged, at) for at in others)
