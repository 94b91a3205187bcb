"""What is missing, out of range, doubled or against a check; what is not asked does not count."""

import pytest

from luoshi.core.fields import Problem, problems_of, read, settle

COLUMNS = [
    {"key": "name", "kind": "text", "label": "名称", "required": True, "unique": True},
    {"key": "year", "kind": "year", "label": "年度", "low": "2024", "high": "2028"},
    {"key": "sum", "kind": "money", "label": "金额", "unit": "万元", "low": 0, "sums": True},
    {
        "key": "why",
        "kind": "text",
        "label": "说明",
        "required_if": {"field": "sum", "op": "gt", "value": 1_000_000},
    },
]
DATA = {
    "fields": [
        {"key": "owner", "kind": "choice", "label": "举办", "required": True, "choices": [
            {"key": "public", "label": "公办"}, {"key": "private", "label": "民办"}]},
        {"key": "council", "kind": "text", "label": "理事会", "required": True,
         "shown_if": {"field": "owner", "op": "eq", "value": "private"}},
        {"key": "share", "kind": "percent", "label": "占比", "low": "0", "high": "100"},
        {"key": "total", "kind": "money", "label": "总额", "unit": "万元"},
        {"key": "items", "kind": "table", "label": "明细", "columns": COLUMNS, "least": 1, "most": 3},
    ],
    "checks": [
        {"must": {"field": "total", "op": "eq", "than": "items.sum"}, "message": "总额要等于明细合计。"},
        {"table": "items", "message": "名称不能写“无”。",
         "must": {"not": {"field": "name", "op": "eq", "value": "无"}}},
    ],
}  # fmt: skip
FORM, NOTHING_WRONG = read(DATA)
ROW = {"_row": "r1", "name": "实训楼", "year": "2026", "sum": 500_000}


def values(**more):
    return {"owner": "public", "items": [dict(ROW)], "total": 500_000, **more}


def found(**more):
    return problems_of(FORM, settle(FORM, values(**more)))


def test_a_good_form_with_good_values_has_no_problem():
    assert NOTHING_WRONG == []
    assert found() == []


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({"owner": None}, ("owner",), "请选择“举办”"),
        ({"owner": "private"}, ("council",), "请填写“理事会”"),
        ({"share": "100.01"}, ("share",), "不能大于 100%"),
        ({"share": "-1"}, ("share",), "不能小于 0%"),
        ({"items": [], "total": None}, ("items",), "至少填写 1 行"),
        ({"items": [{**ROW, "_row": str(n), "name": str(n)} for n in range(4)], "total": 2_000_000},
         ("items",), "最多填 3 行"),
        ({"items": [{**ROW, "year": "2023"}]}, ("items", "r1", "year"), "不能早于 2024年"),
        ({"items": [{"_row": "r1", "sum": 500_000}]}, ("items", "r1", "name"), "请填写“名称”"),
        ({"items": [{**ROW, "sum": 2_000_000}], "total": 2_000_000}, ("items", "r1", "why"), "请填写“说明”"),
        ({"items": [{**ROW, "name": "无"}]}, ("items", "r1"), "不能写"),
        ({"items": [{**ROW, "name": "张三420582198505141113"}]}, ("items", "r1", "name"), "像是有身份证号"),
        ({"total": 1}, (), "总额要等于明细合计"),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_place(change, path, said):
    problems = found(**change)
    assert [problem.path for problem in problems] == [path]
    assert said in problems[0].message


def test_rows_alike_where_they_must_differ_are_both_named():
    rows = [{**ROW, "_row": "r1"}, {**ROW, "_row": "r2"}]
    assert [p.path for p in found(items=rows, total=1_000_000)] == [
        ("items", "r1", "name"),
        ("items", "r2", "name"),
    ]


def test_a_check_that_cannot_be_answered_complains_about_nothing():
    assert found(total=None) == []


def test_what_is_not_asked_is_left_out_and_blank_rows_do_not_count():
    kept = settle(FORM, values(council="某", items=[ROW, {"_row": "x", "name": ""}], nonsense=1))
    assert "council" not in kept
    assert "nonsense" not in kept
    assert kept["items"] == [ROW]


def test_a_draft_may_miss_what_is_required():
    assert problems_of(FORM, {}, complete=False) == []
    assert Problem(("owner",), "请选择“举办”。") in problems_of(FORM, {})


def test_a_chain_of_conditions_settles():
    data = {"fields": [{"key": "a", "kind": "yes_no", "label": "甲"}]}
    for key, before in (("b", "a"), ("c", "b")):
        data["fields"].append({"key": key, "kind": "yes_no", "label": key,
                               "shown_if": {"field": before, "op": "eq", "value": True}})  # fmt: skip
    form, wrong = read(data)
    assert wrong == []
    assert settle(form, {"a": False, "b": True, "c": True}) == {"a": False}
