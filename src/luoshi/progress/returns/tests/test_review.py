"""What a person's review makes of the template: several answers, money, the school's own name."""

import io

import openpyxl

from luoshi.core.sheets import SchoolName, read_template
from luoshi.core.sheets.written import template_to_json
from luoshi.progress.returns.review import choices_in, content_of, corrected
from luoshi.progress.returns.review_form import ReviewForm

from .books import BOX, by_schools

FIELD = {
    "key": "f1",
    "label": "类别",
    "path": ["类别"],
    "unit": "",
    "kind": "choice",
    "choices": ["甲", "乙"],
}
FIELD |= {"ticks": ["甲", "乙"], "many": True, "required": False, "formula": False, "role": ""}


def said(template, **more):
    return {**ReviewForm(template=template).initials, **more}


def test_boxes_of_which_several_may_be_ticked_are_asked_as_such():
    template = {"arrangement": "form", "tables": [], "fields": [FIELD]}
    assert content_of(template, said(template))["fields"][0]["kind"] == "choices"
    [field] = corrected(template, said(template))["fields"]
    assert (field["kind"], field["many"], field["choices"]) == ("choice", True, ["甲", "乙"])


def test_money_is_a_decimal_whatever_the_cells_show():
    money = {**FIELD, "kind": "integer", "unit": "万元", "choices": [], "ticks": [], "many": False}
    template = {"arrangement": "form", "tables": [], "fields": [money]}
    assert corrected(template, said(template))["fields"][0]["kind"] == "decimal"


def test_an_option_may_hold_a_comma():
    assert choices_in("市级（含县、区）\n教育，体育\n") == ["市级（含县、区）", "教育，体育"]


def test_the_column_that_is_named_as_the_school_s_name_is_not_asked():
    read = template_to_json(read_template("表.xlsx", by_schools(["甲校", "乙校"])))
    asked = {"name-t1": "3", "take-t1_c3": True}
    assert "t1_c3" not in [each["key"] for each in content_of(read, said(read, **asked))["fields"]]


def test_a_column_of_percents_cannot_be_asked_as_a_plain_number(db):
    percent = {**FIELD, "kind": "percent", "unit": "%", "choices": [], "ticks": [], "many": False}
    template = {"arrangement": "form", "tables": [], "fields": [percent]}
    form = ReviewForm({**said(template), "take-f1": "on", "kind-f1": "decimal"}, template=template)
    assert "一百倍" in str(form.errors.get("kind-f1"))


def two_lines_of_headings():
    """专任教师 over 合计, 其中双师型 and a ratio that the sheet computes; 实训设备 over 台套数."""
    heads = [
        ["学校名称", "专任教师（人）", None, None, "实训设备"],
        [None, "合计", "其中双师型", "双师型占比", "台套数"],
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        *heads,
        *([name, None, None, f"=C{at}/B{at}", None] for at, name in enumerate(["甲校", "乙校"], 3)),
    ]
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value).border = BOX
    for merged in ("A1:A2", "B1:D1"):
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return template_to_json(
        read_template("表.xlsx", out.getvalue(), [SchoolName("甲校"), SchoolName("乙校")])
    )


def test_a_computed_column_needs_nothing_and_a_lower_heading_is_named_with_the_one_above(db):
    """The page shows no boxes for what the sheet computes, so the browser sends none."""
    read = two_lines_of_headings()
    [computed] = [each["key"] for each in read["tables"][0]["columns"] if each["formula"]]
    sent = {name: value for name, value in said(read).items() if not name.endswith(f"-{computed}")}
    form = ReviewForm(sent, template=read)
    assert form.is_valid(), form.errors
    asked = content_of(read, form.cleaned_data)["fields"]
    assert [each["label"] for each in asked] == ["专任教师：合计", "专任教师：其中双师型", "实训设备：台套数"]


def test_a_column_written_by_itself_does_not_say_that_the_school_fills_it(db):
    book = openpyxl.Workbook()
    for at, row in enumerate([["序号", "学校名称", "在校生数"], [1, "甲校", None], [2, "乙校", None]], 1):
        for column, value in enumerate(row, 1):
            book.active.cell(at, column, value).border = BOX
    out = io.BytesIO()
    book.save(out)
    read = template_to_json(
        read_template("表.xlsx", out.getvalue(), [SchoolName("甲校"), SchoolName("乙校")])
    )
    [block] = ReviewForm(template=read).blocks
    words = {line.head: box["words"] for line, box in block["lines"]}
    assert "自动编号" in words["序号"]
    assert "学校填" not in words["序号"]
    assert "自动写学校名称" in words["学校名称"]
    assert "学校填" in words["在校生数"]
