"""What a person's review makes of the template: several answers, money, the school's own name."""

from luoshi.core.sheets import read_template
from luoshi.core.sheets.written import template_to_json
from luoshi.progress.returns.review import choices_in, content_of, corrected
from luoshi.progress.returns.review_form import ReviewForm

from .books import by_schools

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
