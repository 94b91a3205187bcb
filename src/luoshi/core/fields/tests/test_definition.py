"""Definitions: what is wrong is said in Chinese, whatever somebody hands in; what is right survives the round trip."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.fields import read, to_data
from luoshi.core.fields.model import KINDS

from .test_checking import DATA

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["fields", "key", "kind", "label", "columns", "all", "not", "op"]), inner),
    max_leaves=20,
)  # fmt: skip


def field_of(**more):
    return {"key": "a", "kind": "text", "label": "甲", **more}


def said(data):
    return " ".join(problem.message for problem in read(data)[1])


def test_a_definition_survives_the_round_trip():
    form, wrong = read(DATA)
    assert wrong == []
    assert read(to_data(form)) == (form, [])


@given(JSON)
def test_anything_at_all_is_read_without_a_fault(data):
    form, wrong = read(data)
    assert form.fields or wrong
    assert all(problem.message.endswith(("。", "？")) for problem in wrong)


PARTS = (
    "label",
    "low",
    "high",
    "unit",
    "choices",
    "columns",
    "rows",
    "shown_if",
    "required_if",
    "places",
    "most",
)


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(PARTS), JSON))
def test_one_spoilt_field_is_read_without_a_fault(kind, spoilt):
    form, wrong = read({"fields": [{**field_of(kind=kind), **spoilt}]})
    assert isinstance(wrong, list)
    if not wrong:
        assert read(to_data(form)) == (form, [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"fields": []}, "还没有任何项目"),
        ({"fields": [field_of(), field_of(label="乙")]}, "用了不止一次"),
        ({"fields": [field_of(), field_of(key="b")]}, "分不清"),
        ({"fields": [field_of(kind="choice")]}, "至少写一个"),
        ({"fields": [field_of(key="A b")]}, "代号只能"),
        ({"fields": [field_of(kind="formula")]}, "类型不认识"),
        ({"fields": [field_of(script="x")]}, "不认识的内容"),
        ({"fields": [field_of(label="")]}, "请写名称"),
        ({"fields": [field_of(label="长" * 61)]}, "太长"),
        ({"fields": [field_of(kind="integer", low=5, high=3)]}, "下限比上限大"),
        ({"fields": [field_of(kind="integer", low=1.5)]}, "范围的写法"),
        ({"fields": [field_of(kind="integer", low=True)]}, "范围的写法"),
        ({"fields": [field_of(kind="money", unit="美元")]}, "元、万元、亿元"),
        ({"fields": [field_of(kind="table")]}, "1 至 30 列"),
        ({"fields": [field_of(kind="table", columns=[field_of(kind="table", columns=[])])]}, "不能再套"),
        ({"fields": [field_of(kind="table", least=9, most=3, columns=[field_of(key="b")])]}, "最少行数"),
        ({"fields": [field_of(kind="table", most=100_000, columns=[field_of(key="b")])]}, "0 到 500"),
        ({"fields": [field_of(shown_if={"field": "a", "op": "filled"})]}, "不能看它自己"),
        ({"fields": [field_of(shown_if={"field": "z", "op": "filled"})]}, "不在这张表里"),
        ({"fields": [field_of(shown_if={"field": "a", "op": "exec", "value": 1})]}, "比较方式"),
        ({"fields": [field_of(kind="choices", choices=[{"key": "a", "label": "甲、乙"}])]}, "顿号"),
        ({"fields": [field_of(key=f"f{n}", label=f"第{n}项") for n in range(201)]}, "最多 200 项"),
        ({"fields": [field_of()], "checks": [{"must": {"field": "a", "op": "filled"}}]}, "提示"),
        ({"fields": [field_of()],
          "checks": [{"must": {"field": "a", "op": "filled"}, "message": "不。", "table": "a"}]}, "所指的表格"),
        ("fields", "写法不对"),
    ],
)  # fmt: skip
def test_each_fault_is_said_in_words(data, words):
    assert words in said(data)


def test_conditions_that_run_in_a_circle_are_found():
    fields = [
        field_of(key=key, label=key, shown_if={"field": other, "op": "filled"})
        for key, other in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    assert "绕成了圈" in said({"fields": fields})


def test_a_condition_nested_without_end_is_refused():
    deep = {"field": "b", "op": "filled"}
    for _ in range(50):
        deep = {"not": deep}
    assert "太深" in said({"fields": [field_of(shown_if=deep), field_of(key="b", label="乙")]})


def test_a_form_of_two_hundred_fields_with_tables_is_allowed():
    data = copy.deepcopy(DATA)
    data["fields"] += [field_of(key=f"f{n}", label=f"第{n}项" + "长" * 40) for n in range(120)]
    assert read(data)[1] == []
