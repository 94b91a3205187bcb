"""Each slip in a pack is told once, with its line and what to do; nothing else is complained of."""

import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.packs import check_pack, dump_pack, parse_pack

from .conftest import PLAN, SITE, TARGET


def problems_of(data, site=None):
    return check_pack(parse_pack("pack.yaml", dump_pack(data)), site=site)


def codes_of(data, site=None):
    return [problem.code for problem in problems_of(data, site)]


def printed_line(data: dict[str, Any], number: int) -> str:
    return dump_pack(data).splitlines()[number - 1].strip()


def test_a_well_written_plan_and_site_have_nothing_to_correct(plan_data, site_data, site):
    assert problems_of(plan_data, site) == []
    assert problems_of(site_data) == []


def test_what_is_not_settled_yet_may_be_left_open(plan_data, site):
    plan_data["tasks"][0]["area"] = None
    plan_data["targets"][0] |= {"task": None, "scope": None, "scope_basis": None, "subject": None}
    plan_data["own"]["c3"] = None
    plan_data["cultivated"]["c2"] = {"led_by": None, "number": None}
    plan_data["clauses"][0] |= {"heading": None, "words": None}
    assert problems_of(plan_data, site) == []


@pytest.mark.parametrize(
    ("bend", "code", "says", "remedy"),
    [
        (lambda p: p["tasks"][0].update(titel="x"), "unknown-name", "titel", "是不是“title”"),
        (lambda p: p["tasks"][0].pop("title"), "missing-name", "“title”（任务名称）", "请补上 title"),
        (lambda p: p["tasks"][0].update(basis="requird"), "wrong-value", "requird", "是不是“required”"),
        (lambda p: p["tasks"][0].update(code=7), "wrong-value", "应是文字", "引号"),
        (lambda p: p["tasks"][0].update(title=" "), "wrong-value", "是空的", "请填写"),
        (lambda p: p["tasks"][0].update(title="长" * 301), "wrong-value", "太长", "300"),
        (lambda p: p["tasks"][0].update(declared=-1), "wrong-value", "不能小于 0", "请改正"),
        (lambda p: p["tasks"][0].update(declared=10**6), "wrong-value", "不能大于", "请改正"),
        (lambda p: p["tasks"][0].update(clauses=["1", "1"]), "wrong-value", "重复", "删去"),
        (lambda p: p["targets"][0].update(due="2023-13"), "wrong-value", "2023-13", "2023-12-31"),
        (lambda p: p["targets"][0].update(period="2023"), "wrong-value", "2023", "起年-止年"),
        (lambda p: p["required"].update({"甲": "all_schools"}), "bad-key", "甲", "字母"),
        (lambda p: p["tasks"][1].update(key="8\n"), "wrong-value", "格式不对", "字母"),
        (lambda p: p["required"].update(c1="all"), "wrong-value", "c1", "all_schools"),
        (lambda p: p.update(format=2), "wrong-value", "应是“1”", "请改正"),
        (lambda p: p["areas"].append(p["areas"][0]), "duplicate", "a1", "不同的"),
        (lambda p: p["tasks"][0].update(area="aa1"), "missing-key", "aa1", "是不是“a1”"),
        (lambda p: p["tasks"][0].update(clauses=["9"]), "missing-key", "没有这个条款", "先加上"),
        (lambda p: p["clauses"][0].update(parent="1"), "circular", "绕回", "上级条款"),
        (lambda p: p["undertakings"].update({"9": []}), "missing-key", "没有这个任务", "请改成"),
        (lambda p: p["undertakings"].update({"7": ["east", "wst"]}), "missing-key", "wst", "是不是“west”"),
        (lambda p: p["plan"].update(issuer="twn"), "missing-key", "twn", "是不是“town”"),
        (lambda p: p["own"].update(c3="nobody"), "missing-key", "nobody", "先加上"),
        (lambda p: p["cultivated"]["c2"].update(led_by="nobody"), "missing-key", "nobody", "先加上"),
        (lambda p: p["required"].pop("c1"), "not-bound", "required 里没有写它", "加上“c1”"),
        (lambda p: p["own"].update({"7": "town"}), "wrong-basis", "承接", "undertakings"),
        (
            lambda p: p["undertakings"].update({"7": ["east"]}),
            "count-mismatch",
            "承接数量写 2",
            "declared_differs",
        ),
        (lambda p: p["tasks"][2].update(declared=1), "count-mismatch", "不是承接任务", "null"),
        (lambda p: p["plan"].update(end="2025"), "reversed-dates", "晚于结束", "起止"),
        (lambda p: p["calendar"][0].update(date="2026-02-30"), "impossible-date", "没有这一天", "日历"),
        (lambda p: p["calendar"][0].update(date=None), "no-date", "没有写日期", "rule"),
        (lambda p: p["same_work_as"][0].update({"with": "7"}), "duplicate", "它自己", "删去"),
        (lambda p: p.update(site="city"), "other-site", "city", "站点包"),
    ],
)
def test_one_slip_is_one_problem(plan_data, site, bend, code, says, remedy):
    bend(plan_data)
    (problem,) = problems_of(plan_data, site)
    assert problem.code == code
    assert says in problem.message
    assert remedy in problem.remedy
    assert problem.line > 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"comparator": "range"},
        {"comparator": "range", "quantity": None, "upper": 3},
        {"comparator": "range", "quantity": 3, "upper": 1},
        {"comparator": "range", "quantity": 3, "upper": 3},
        {"upper": 5},
        {"comparator": "some"},
        {"comparator": "all"},
        {"quantity": None},
        {"quantity": 120, "unit": "%"},
        {"comparator": "by_date", "quantity": None, "due": None},
        {"period": "2025-2023"},
        {"quantity": 0.12345},
    ],
)
def test_an_impossible_target_is_told_at_its_line(plan_data, site, wrong):
    plan_data["targets"] = [TARGET | wrong]
    (problem,) = problems_of(plan_data, site)
    assert (problem.code, "第1项（t1）" in problem.message) == ("impossible-target", True)
    assert printed_line(plan_data, problem.line).split(":")[0] in ("upper", "quantity", "due", "period")


@pytest.mark.parametrize(
    "right",
    [
        {"comparator": "range", "quantity": 1, "upper": 3},
        {"comparator": "some", "quantity": None},
        {"comparator": "by_date", "quantity": None},
        {"quantity": 0},
        {"quantity": 150, "unit": "%", "measure": "increase"},
        {"period": "2023-2023"},
    ],
)
def test_a_possible_target_is_not_complained_of(plan_data, site, right):
    plan_data["targets"] = [TARGET | right]
    assert problems_of(plan_data, site) == []


def test_a_document_that_contradicts_itself_may_be_kept_with_the_reason(plan_data, site):
    plan_data["tasks"][0] |= {"declared": 3, "declared_differs": "文件表内印三个，只勾了两个，已问明"}
    assert problems_of(plan_data, site) == []


def test_without_its_site_pack_a_plans_organisations_are_not_judged(plan_data):
    plan_data["undertakings"]["7"] = ["east", "nobody"]
    assert codes_of(plan_data) == []


def test_parts_are_compared_only_when_the_schema_is_met(plan_data, site):
    plan_data["tasks"][0] |= {"declared": 5, "order": "first"}
    assert codes_of(plan_data, site) == ["wrong-value"]


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda s: s["organisations"][1].update(parent="nobody"), "missing-key"),
        (lambda s: s["organisations"][0].update(parent="town"), "circular"),
        (lambda s: s["organisations"][2].update(short="东城"), "same-name"),
        (lambda s: s["organisations"][2].update(names=[{"name": "东城", "kind": "alias"}]), "same-name"),
        (lambda s: s["organisations"][2].update(key="all_schools"), "wrong-value"),
        (lambda s: s["holidays"].append(s["holidays"][0]), "duplicate"),
        (lambda s: s["holidays"][0].update(date="2027-02-29"), "impossible-date"),
        (lambda s: s["organisations"].clear(), "wrong-value"),
    ],
)
def test_a_slip_in_a_site_pack_is_one_problem(site_data, bend, code):
    bend(site_data)
    assert codes_of(site_data) == [code]


def test_a_longer_circle_of_parents_is_told_for_each_of_its_members(site_data):
    site_data["organisations"][0]["parent"] = "east"
    assert codes_of(site_data) == ["circular", "circular"]


def test_problems_come_in_the_order_of_the_file(plan_data, site):
    plan_data["tasks"][3]["area"] = "a9"
    plan_data["clauses"][0]["source"] = "nothing"
    lines = [problem.line for problem in problems_of(plan_data, site)]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_neither_plan_nor_site_is_refused_in_words():
    (problem,) = check_pack(parse_pack("x.yaml", "pack: other\n"))
    assert (problem.code, problem.line) == ("not-a-pack", 1)
    assert "pack: plan" in problem.remedy


def paths_in(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from paths_in(each, (*path, name))


PATHS = [path for path in paths_in(PLAN) if path]
ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    " ",
    "7",
    "甲",
    "2023-02-30",
    [],
    [[]],
    ["7", None],
    {},
    {"7": {}},
    {"": 1},
]


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_a_pack_bent_anywhere_gives_sentences_never_an_exception(bends):
    data = copy.deepcopy(PLAN)
    for path, value in bends:
        place = data
        for step in path[:-1]:
            known = (
                place.keys()
                if isinstance(place, dict)
                else range(len(place))
                if isinstance(place, list)
                else ()
            )
            place = place[step] if step in known else {}
        if isinstance(place, dict) or (isinstance(place, list) and path[-1] in range(len(place))):
            place[path[-1]] = copy.deepcopy(value)  # a later bend may lead into it
    site = parse_pack("site.yaml", dump_pack(SITE))
    for problem in problems_of(data, site):
        assert problem.message.endswith("。")
        assert problem.remedy[-1] in "。？"


def test_no_message_speaks_english_or_shows_a_python_value(plan_data, site):
    plan_data["tasks"][0] |= {"title": None, "order": [1], "declared": {"a": True}, "clauses": "1"}
    said = " ".join(problem.in_words() for problem in problems_of(plan_data, site))
    assert said.count("pack.yaml 第") == 4
    assert not re.search(r"None|True|\bis not\b|\[|\{", said)
