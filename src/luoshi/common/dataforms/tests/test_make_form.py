"""A version as a form: typed text in, canonical values out, every error at its place, nothing lost or executed."""

import pytest
from django.http import QueryDict

from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.dataforms.sources import Prefilled, picks_for, prefill_for
from luoshi.common.dataforms.web import make_form
from luoshi.common.stages import Pick, Prefill, Stage, install, installed
from luoshi.core.fields import Picked, read

from .conftest import SCHOOL, actor
from .samples import CHOICES, CONTENT, VALUES

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
SCHOOLS = tuple(Picked(f"id{number}", f"示例第{number}中专", (f"{number}校",)) for number in range(70))


def version_of(content):
    return FormVersion(definition=FormDefinition(title="示例"), number=1, content=content)


VERSION = version_of(CONTENT)


def sent(**more):
    """What a browser sends for the sample values."""
    data = QueryDict(mutable=True)
    data.update(
        {
            "kind": "public",
            "students": "１,２００ 人",
            "share": "62.5%",
            "since": "1985年9月1日",
            "phone": "07170000000",
            "money-total": "4",
            "money-0-_row": "r1",
            "money-0-year": "2025",
            "money-0-sum": "50",
            "money-0-who": "示例张",
            "money-1-_row": "r2",
            "money-1-year": "2026年",
            "money-1-sum": "1250000元",
        }
    )
    for key, value in more.items():
        data[key.replace("__", "-")] = value
    return data


def bound(**more):
    return make_form(VERSION, actor=actor(SCHOOL), data=sent(**more))


@pytest.fixture
def lists():
    """A stage that brings a long list and a source."""
    before = installed()
    fits = frozenset({"text"})
    install([
        *before,
        Stage(
            name="sample",
            pick={"school": Pick("学校", "organisation", lambda by: SCHOOLS)},
            prefill={"name": Prefill("单位名录", fits, lambda by, asked: f"单位{asked.organisation_id}")},
        ),
    ])  # fmt: skip
    yield
    install(before)


def test_what_people_type_becomes_canonical_values():
    form = bound()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == VALUES


def test_rows_keep_their_ids_and_new_ones_get_one():
    form = bound(money__2__year="2027", money__2__sum="1")
    assert form.is_valid(), form.errors
    ids = [row["_row"] for row in form.cleaned_data["money"]]
    assert ids[:2] == ["r1", "r2"]
    assert len(set(ids)) == 3
    assert len(ids[2]) == 10


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"kind": ""}, "kind", "请选择“性质”"),
        ({"students": "很多"}, "students", "不是数字"),
        ({"share": "120"}, "share", "不能大于 100%"),
        ({"money__1__year": "2025年"}, "money", "第 2 行“年度”：“2025年”填了不止一行"),
        ({"money__2__sum": "abc"}, "money", "第 3 行“金额”：“abc”不是数字"),
        ({"money__2__sum": "1"}, "money", "第 3 行“年度”：请填写“年度”"),
    ],
)
def test_each_error_stands_at_its_field_and_its_cell(change, key, said):
    form = bound(**change)
    assert not form.is_valid()
    assert said in " ".join(form.errors[key])
    assert "[" not in " ".join(form.errors[key])
    page = str(form)
    assert "没有保存：请先改正下面的内容" in page
    assert 'aria-invalid="true"' in page
    typed = next(iter(change.values()))
    assert typed in page


def test_what_is_typed_comes_back_as_it_was_typed():
    page = str(bound(students="很多 人", money__1__sum="约 3 万"))
    assert 'value="很多 人"' in page
    assert 'value="约 3 万"' in page


def test_a_field_under_a_condition_says_when_it_is_asked_and_is_put_aside_otherwise():
    form = bound(council="某理事会")
    assert form.is_valid()
    assert "council" not in form.cleaned_data
    assert form.not_asked() == ["council"]
    private = bound(kind="private", council="某理事会")
    assert private.is_valid()
    assert private.cleaned_data["council"] == "某理事会"
    assert private.not_asked() == []
    assert "当“性质”等于“民办”时填写。" in str(private)


def test_stored_values_are_shown_as_they_are_typed():
    page = str(make_form(VERSION, actor=actor(SCHOOL), initial=VALUES))
    for shown in ('value="1200"', 'value="62.5"', 'value="1985-09-01"', 'value="125"', "175 万元"):
        assert shown in page
    form = make_form(VERSION, actor=actor(SCHOOL), initial=VALUES)
    assert form.not_asked() == ["council"]


def test_a_source_fills_in_what_nobody_typed_yet_and_is_named(lists):
    content = {"fields": [{"key": "name", "kind": "text", "label": "名称", "prefill": "name"},
                          {"key": "number", "kind": "integer", "label": "数", "prefill": "name"}]}  # fmt: skip
    version = version_of(content)
    known = prefill_for(version.form, actor(SCHOOL), organisation_id=SCHOOL)
    assert known == {"name": Prefilled("单位7", "单位名录")}
    page = str(make_form(version, actor=actor(SCHOOL), prefill=known))
    assert "已从“单位名录”带入，可以修改" in page
    assert 'value="单位7"' in page
    typed = str(make_form(version, actor=actor(SCHOOL), initial={"name": ""}, prefill=known))
    assert "带入" not in typed


def test_a_long_list_is_typed_into_with_proposals_and_only_known_names_pass(lists):
    content = {"fields": [{"key": "school", "kind": "organisation", "label": "学校", "pick": "school"}]}
    version = version_of(content)
    assert 'list="pick-school"' in str(make_form(version, actor=actor(SCHOOL)))
    good = make_form(version, actor=actor(SCHOOL), data={"school": "12校"})
    assert good.is_valid()
    assert good.cleaned_data == {"school": {"id": "id12", "text": "示例第12中专"}}
    bad = make_form(version, actor=actor(SCHOOL), data={"school": "外校"})
    assert "没有找到" in str(bad.errors)
    assert picks_for([version.form.fields[0]], actor(SCHOOL))["school"][0].id == "id0"


def test_labels_helps_units_and_choices_are_text_whatever_they_say():
    fields = [
        {"key": "a", "kind": "choice", "label": SCRIPT[:50], "help": SCRIPT, "unit": "<b>", "section": SCRIPT[:50],
         "choices": [{"key": "x", "label": SCRIPT[:50]}]},
        {"key": "t", "kind": "table", "label": "<i>表", "columns": [
            {"key": "c", "kind": "text", "label": SCRIPT[:50], "unit": "<b>", "help": SCRIPT}]},
    ]  # fmt: skip
    form, _ = read({"fields": fields})
    assert len(form.fields) == 2
    page = str(make_form(version_of({"fields": fields}), actor=actor(SCHOOL), initial={"t": [{"c": SCRIPT}]}))
    assert "<script" not in page
    assert "<img" not in page
    assert "<i>" not in page


def test_a_form_of_120_fields_and_300_rows_is_shown_and_read():
    fields = [
        {"key": f"f{n}", "kind": "text", "label": f"第{n}项" + "很长的名称" * 8} for n in range(119)
    ] + [CONTENT["fields"][-1]]
    rows = [{"_row": f"r{n}", "sum": n * 100, "year": str(1900 + n % 299), "who": "示例"} for n in range(299)]
    version = version_of({"fields": fields})
    assert version.problems == []
    page = str(make_form(version, actor=actor(SCHOOL), initial={"money": rows}))
    assert page.count("<tr") >= 299
    data = {"money-total": "299"}
    for n in range(299):
        data |= {f"money-{n}-_row": f"r{n}", f"money-{n}-year": str(1900 + n), f"money-{n}-sum": str(n)}
    form = make_form(version, actor=actor(SCHOOL), data=data)
    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["money"]) == 299


@pytest.mark.parametrize("total", ["", "-1", "99999", "1e9", "二", "9" * 40])
def test_a_wrong_number_of_rows_breaks_nothing(total):
    form = bound(money__total=total)
    form.is_valid()
    assert len(form["money"].value()) <= 600


def test_a_fixed_table_has_its_rows_and_no_others():
    content = {"fields": [{"key": "t", "kind": "table", "label": "表", "required": True,
                           "rows": [{"key": "a", "label": "中央"}, {"key": "b", "label": "地方"}],
                           "columns": [{"key": "n", "kind": "integer", "label": "数"}]}]}  # fmt: skip
    version = version_of(content)
    page = str(make_form(version, actor=actor(SCHOOL)))
    assert "中央" in page
    assert "再加几行" not in page
    data = {"t-total": "3", "t-0-_row": "a", "t-0-n": "1", "t-1-_row": "b", "t-2-_row": "evil", "t-2-n": "5"}
    form = make_form(version, actor=actor(SCHOOL), data=data)
    assert "还没有填：地方" in str(form.errors)
    data["t-1-n"] = "2"
    form = make_form(version, actor=actor(SCHOOL), data=data)
    assert form.is_valid()
    assert form.cleaned_data == {"t": [{"_row": "a", "n": 1}, {"_row": "b", "n": 2}]}


def test_a_part_may_be_kept_without_what_is_required():
    form = make_form(VERSION, actor=actor(SCHOOL), data={"students": "3"}, complete=False)
    assert form.is_valid()
    assert form.cleaned_data == {"students": 3}
    assert CHOICES[0]["label"] == "公办"
