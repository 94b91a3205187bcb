"""An upper office's workbook: read by the worker, checked by a person, filled by schools, merged into its own cells."""

import hashlib
import io
import re
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.common import files, jobs
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.common.tests.taken import line as taken_as
from luoshi.common.tests.taken import taken
from luoshi.progress.returns import actions
from luoshi.progress.returns.jobs import apply_merging, prepare_merging
from luoshi.progress.returns.models import ReturnSheet
from luoshi.progress.returns.review import is_personal
from luoshi.progress.returns.review_form import ReviewForm

from .books import HEADS, by_schools, cells, parts
from .helping import act, answer_of, drafted, fresh, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url(name, row):
    return reverse(name, args=[row.public_id])


def handed_in(there, send, signed_in, data, name="统计表.xlsx"):
    row = drafted(there, content=None)
    officer = signed_in(there.officer)
    file = SimpleUploadedFile(name, data)
    assert send(officer, url("add-return-template", row), fresh(row), template=file).status_code == 302
    assert jobs.run_next()
    return officer, fresh(row)


def accepted(send, officer, row, **more):
    """The page as it is shown, sent as it is."""
    initials = ReviewForm(template=row.template_read["template"]).initials
    said = {
        name: "on" if value is True else value
        for name, value in initials.items()
        if value not in (False, None)
    }
    return send(officer, url("return-template", row), row, **{**said, **more})


def test_the_whole_way_back_into_the_original_workbook(there, send, signed_in):
    template = by_schools([school.short for school in there.schools])
    officer, row = handed_in(there, send, signed_in, template)
    assert row.reading == "ready"
    page = officer.get(url("return-template", row)).content.decode()
    assert "每个学校一行" in page
    assert "填表说明" in page
    assert "还没有核对" in officer.get(url("return", row)).content.decode()
    assert accepted(send, officer, row).status_code == 302
    row = fresh(row)
    fields = row.definition.versions.get().form.fields
    assert [(each.label, each.kind, each.unit) for each in fields] == [
        ("在校生数", "integer", "人"),
        ("其中：女生", "integer", "人"),
        ("专任教师", "integer", "人"),
        ("经费投入", "money", "万元"),
        ("备注", "text", ""),
    ]
    row = act(actions.open_return, row, there.actor("officer"))
    line = _filled_and_merged(there, send, signed_in, officer, row, [each.key for each in fields])
    row = fresh(row)
    merged = officer.post(url("return-merged", row)).content
    found = cells(merged)
    assert [found[f"{letter}{line}"] for letter in "CDEF"] == [1200, 500, 60, 12.5]
    assert found["C15"] == "=SUM(C4:C14)"
    assert not files.read(row.merged).startswith(b"PK"), "sealed in the store"
    before, after = parts(template), parts(merged)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/calcChain.xml"}
    page = officer.get(url("return", row)).content.decode()
    told = re.search(r"<li>([^<]*)没有送出（未填），没有合并进来", page)
    assert told[1].split("、") == [each.short for each in there.schools if each != there.school]  # all ten
    county = (
        signed_in(there.post("county_officer", "zhijiang-bureau")).get(url("return", row)).content.decode()
    )
    assert there.school.short in county
    assert there.second.short not in county  # what the checks say of schools of other counties
    assert url("return-merged", row) not in county
    row = act(actions.reopen_return, row, there.actor("officer"), reason="补报")
    assert row.merged is None


NUMBER = "42050219900101123X"


def logged(action):
    return [event.changes for event in AuditEvent.objects.filter(action=action, result="done").order_by("id")]


def test_numbers_of_persons_leave_the_house_only_with_a_reason_and_a_line_in_the_log(there, send, signed_in):
    heads = ["身份证号码" if each == "备注" else each for each in HEADS]
    data = by_schools([school.name for school in there.schools], heads=heads)
    officer, row = handed_in(there, send, signed_in, data)
    accepted(send, officer, row)
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    values = dict(
        zip([each.key for each in row.form_version.form.fields], (1200, 500, 60, 1, NUMBER), strict=True)
    )
    sheet = sheet_of(row, there.school)
    sheet = act(actions.save_sheet, sheet, there.actor("office"), values=values, answer_version=0)
    office = signed_in(there.office)
    _read_by_whoever_fills_it_in(there, signed_in, office, sheet)
    for name in ("return-sheet-original", "return-sheet-workbook"):
        shown = office.get(url(name, sheet), follow=True)
        assert shown.redirect_chain == [(url("upload-return-sheet", sheet), 302)]
        assert f'action="{url(name, sheet)}"' in shown.content.decode()
        assert NUMBER in map(str, cells(office.post(url(name, sheet)).content).values())
    assert [each["rows"] for [each] in logged("returns.fetch_sheet")] == [1, 1]
    act(actions.send_sheet, sheet, there.actor("office"))
    act(actions.start_merge, act(actions.close_return, row, there.actor("officer")), there.actor("officer"))
    assert jobs.run_next()
    other = signed_in(there.post("section_head"))
    assert other.get(url("return-merged", row)).status_code == 405
    refused = other.post(url("return-merged", row), {"reason": "看"})
    assert (refused.status_code, NUMBER in refused.content.decode()) == (422, False)
    assert "请写明下载后用在哪里" in refused.content.decode()
    assert logged("returns.fetch_merged") == []
    for said in ("上报省厅汇总", "上报省厅汇总"):
        answer = other.post(url("return-merged", row), {"reason": said, "_once": "同一个键"})
        assert NUMBER in map(str, cells(answer.content).values())
    [first, second] = logged("returns.fetch_merged")
    digest = hashlib.sha256(answer.content).hexdigest()
    assert first[0] == second[0] == {"bulk": "file", "rows": 1, "digest": digest}
    assert set(first[1]["reason"]) == {"commitment"}


def _read_by_whoever_fills_it_in(there, signed_in, office, sheet):
    assert NUMBER in office.get(url("return-sheet", sheet)).content.decode()
    for role in ("party_secretary", "department_head"):
        page = signed_in(there.post(role, there.school.key)).get(url("return-sheet", sheet)).content.decode()
        assert "1,200" in page
        assert NUMBER not in page
        assert "个人信息只有填表的人看得到" in page


def _filled_and_merged(there, send, signed_in, officer, row, keys):
    """One school sends; its line in the merged file."""
    sheet = sheet_of(row, there.school)
    office = signed_in(there.office)
    refused = send(office, url("fill-sheet", sheet), sheet, **{keys[0]: "5", keys[1]: "6"})
    assert "“其中：女生”不能大于“在校生数”" in refused.content.decode()
    values = dict(zip(keys, (1200, 500, 60, 12_500_000, "=1+1"), strict=True))
    sheet = act(actions.save_sheet, sheet, there.actor("office"), values=values, answer_version=0)
    act(actions.send_sheet, sheet, there.actor("office"))
    row = act(actions.close_return, row, there.actor("officer"))
    with pytest.raises(RuleBroken, match="还没有合并到原表"):
        act(actions.send_up, row, there.actor("officer"))
    send(officer, url("merge-return", row), row)
    assert "正在合并" in officer.get(url("return", row)).content.decode()
    with pytest.raises(RuleBroken, match="正在合并"):
        act(actions.doubt_sheet, sheet, there.actor("officer"), doubts=[], words="请核对")
    _changes_meanwhile(row, sheet)
    assert jobs.run_next()
    assert (fresh(row).state, fresh(row).merge_message) == ("merged", "")
    return 4 + [each.pk for each in there.schools].index(there.school.pk)


def _changes_meanwhile(row, sheet):
    """What comes anew between the writing and the taking of the file: the file is not taken."""
    job = fresh(row).job
    made = prepare_merging(job, lambda *said: None)
    ReturnSheet.objects.filter(pk=sheet.pk).update(number=2)
    apply_merging(job, made)
    assert fresh(row).state == "closed"
    assert "刚刚有变化" in fresh(row).merge_message
    ReturnSheet.objects.filter(pk=sheet.pk).update(number=1)


def test_a_person_corrects_what_was_read(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, by_schools([s.name for s in there.schools]))
    refused = accepted(send, officer, row, **{"kind-t1_c7": "choice", "choices-t1_c7": "是"})
    assert refused.status_code == 422
    assert "至少要有两个选项" in refused.content.decode()
    more = {
        "kind-t1_c7": "choice",
        "choices-t1_c7": "公办\n民办（含、混合）",
        "label-t1_c3": "学生总数",
        "required-t1_c3": "on",
    }
    initials = ReviewForm(template=row.template_read["template"]).initials
    said = {
        name: "on" if value is True else value
        for name, value in initials.items()
        if value not in (False, None)
    }
    said = {**said, **more}
    said.pop("take-t1_c4")
    assert send(officer, url("return-template", row), row, **said).status_code == 302
    fields = fresh(row).definition.versions.get().form.fields
    assert [each.label for each in fields] == ["学生总数", "专任教师", "经费投入", "备注"]
    assert fields[0].required
    assert [each.label for each in fields[3].choices] == ["公办", "民办（含、混合）"]
    again = officer.get(url("return-template", fresh(row))).content.decode()
    assert "take-t1_c4" in again  # what was left out can be taken in again
    assert 'value="学生总数"' in again, "what he called it stands as he left it"
    assert re.search('<input[^>]*name="required-t1_c3"[^>]*checked', again)


def test_what_belongs_to_one_person_is_sealed_unless_somebody_says_it_is_not(there, send, signed_in):
    for label in ("公民身份号码", "护照号", "联系 方式", "户籍所在地", "社保卡号", "银行帐号", "工资卡号"):
        assert is_personal(label), label
    assert not any(is_personal(label) for label in ("在校生数", "联系企业数", "帐篷", "户外基地", "卡片"))
    names = {"备注": "联系人手机", "专任教师（人）": "身份证号码"}
    data = by_schools([s.name for s in there.schools], heads=[names.get(each, each) for each in HEADS])
    officer, row = handed_in(there, send, signed_in, data)
    assert accepted(send, officer, row, **{"personal-t1_c5": ""}).status_code == 302
    fields = fresh(row).definition.versions.get().form.fields
    assert [each.label for each in fields if each.personal] == ["联系人手机"]
    page = officer.get(url("return-template", row)).content.decode()
    boxes = re.findall(r'<input[^>]*name="personal-(t1_c[57])"[^>]*>', page)
    assert boxes == ["t1_c5", "t1_c7"]
    assert [
        " checked" in each for each in re.findall(r'<input[^>]*name="personal-t1_c[57]"[^>]*>', page)
    ] == [
        False,
        True,
    ]
    row = act(actions.open_return, row, there.actor("officer"))
    sheet = sheet_of(row, there.school)
    said = {"values": {"t1_c7": "13800000000"}, "answer_version": 0}
    sheet = act(actions.save_sheet, sheet, there.actor("office"), **said)
    assert answer_of(sheet).values == {}


def test_what_cannot_be_read_says_so_and_the_form_can_be_made_on_screen(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, b"PK\x03\x04 no workbook at all")
    assert row.reading == "failed"
    page = officer.get(url("return-template", row)).content.decode()
    assert "没有识别出来" in page
    assert "请换一个文件，或选“不用原表”" in officer.get(url("return", row)).content.decode()
    send(officer, url("drop-return-template", row), row)
    assert fresh(row).template is None
    assert "在页面上做表" in officer.get(url("return", row)).content.decode()


def test_a_school_fills_in_the_upper_office_s_own_sheet(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, by_schools([s.short for s in there.schools]))
    accepted(send, officer, row)
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    sheet, office = sheet_of(row, there.school), signed_in(there.office)
    answer = office.get(url("return-sheet-original", sheet))
    assert taken("returns.fetch_own") == [taken_as(there.office.user, 1, answer.content)]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    line = 4 + [each.pk for each in there.schools].index(there.school.pk)
    page = book.worksheets[0]
    page[f"C{line}"], page[f"F{line}"] = "很多", 12.5
    page[f"C{line + 1}"] = 99  # the row of another school: left alone
    refused = _come_back(send, office, sheet, book)
    assert refused.status_code == 422
    assert f"C{line}" in refused.content.decode()
    assert answer_of(fresh(sheet)) is None  # nothing of it
    page[f"C{line}"] = 1200
    shown = _come_back(send, office, sheet, book).content.decode()
    assert "1,200 人" in shown
    send(office, url("upload-return-sheet", sheet), None, _take="values")
    assert answer_of(fresh(sheet)).values == {"t1_c3": 1200, "t1_c6": 12_500_000}
    assert _come_back(send, office, sheet, openpyxl.Workbook()).status_code == 422  # any other file


def _come_back(send, client, sheet, book):
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("统计表.xlsx", stream.getvalue())
    return send(client, url("upload-return-sheet", sheet), None, sheet=file)


def test_a_form_in_word_comes_back_as_one_file_for_each_school(there, send, signed_in):
    officer, row = handed_in(there, send, signed_in, _form_in_word(), "情况表.docx")
    assert "每个学校一份同样的表" in officer.get(url("return-template", row)).content.decode()
    accepted(send, officer, row)
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    fields = {each.label: each for each in row.form_version.form.fields}
    assert (fields["在校生数"].kind, fields["办学性质"].kind) == ("integer", "choice")
    assert fields["学校名称"].prefill == "organisation.name"
    values = {
        fields["在校生数"].key: 5,
        fields["办学性质"].key: "c2",
        fields["学校名称"].key: there.school.name,
    }
    sheet = sheet_of(row, there.school)
    sheet = act(actions.save_sheet, sheet, there.actor("office"), values=values, answer_version=0)
    act(actions.send_sheet, sheet, there.actor("office"))
    row = act(actions.close_return, row, there.actor("officer"))
    act(actions.start_merge, row, there.actor("officer"))
    assert jobs.run_next()
    merged = officer.post(url("return-merged", row)).content
    with zipfile.ZipFile(io.BytesIO(merged)) as archive:
        [name] = archive.namelist()
        table = docx.Document(io.BytesIO(archive.read(name))).tables[0]
    assert there.school.name in name
    assert [cell.text for cell in table.rows[0].cells] == [
        "学校名称",
        there.school.name,
        "在校生数（人）",
        "5",
    ]
    assert table.rows[1].cells[1].text == "□公办 ☑民办"


def _form_in_word():
    paper = docx.Document()
    paper.add_heading("学校基本情况表")
    table = paper.add_table(rows=2, cols=4)
    table.style = "Table Grid"
    for (row, column), text in {(0, 0): "学校名称", (0, 2): "在校生数（人）", (1, 0): "办学性质"}.items():
        table.cell(row, column).text = text
    table.cell(1, 1).text = "□公办 □民办"
    paper.add_paragraph("")
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _as_old(folder, data, new, ending, how):
    """The same file as an office of long ago would send it."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    (folder / f"统计表.{new}").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = ["soffice", home, "--headless", "--convert-to", f"{ending}:{how}", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / f"统计表.{new}")], check=True, capture_output=True, timeout=120)
    return (folder / f"统计表.{ending}").read_bytes()


@pytest.mark.prove
def test_an_old_workbook_is_converted_first_and_the_officer_is_told(there, send, signed_in, tmp_path):
    data = _as_old(tmp_path, by_schools([s.short for s in there.schools]), "xlsx", "xls", "MS Excel 97")
    officer, row = handed_in(there, send, signed_in, data, "统计表.xls")
    page = officer.get(url("return-template", row)).content.decode()
    assert "原表是旧格式，已转换成新格式" in page
    assert accepted(send, officer, row).status_code == 302
    row = act(actions.open_return, fresh(row), there.actor("officer"))
    keys = [each.key for each in row.form_version.form.fields]
    line = _filled_and_merged(there, send, signed_in, officer, row, keys)
    merged = officer.post(url("return-merged", fresh(row)))
    assert ".xlsx" in merged["Content-Disposition"]
    assert cells(merged.content)[f"C{line}"] == 1200


@pytest.mark.prove
def test_an_old_document_is_too(there, send, signed_in, tmp_path):
    data = _as_old(tmp_path, _form_in_word(), "docx", "doc", "MS Word 97")
    officer, row = handed_in(there, send, signed_in, data, "情况表.doc")
    page = officer.get(url("return-template", row)).content.decode()
    assert "原表是旧格式，已转换成新格式" in page
    assert "每个学校一份同样的表" in page
    assert accepted(send, officer, row).status_code == 302
    labels = {each.label for each in fresh(row).definition.versions.get().form.fields}
    assert {"学校名称", "在校生数", "办学性质"} <= labels
