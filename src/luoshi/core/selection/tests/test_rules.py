"""Rules are read, written back without loss, refused in Chinese, and told what does not fit together."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.conditions import All
from luoshi.core.conflicts import Tie
from luoshi.core.selection import (
    About,
    Applicant,
    BadRules,
    Blindness,
    QuotaBy,
    Rules,
    problems,
    read_rules,
    to_json,
)

from .made import WHOLE, any_rules, rubrics

SUM = {"total": 100, "items": [{"key": "a", "title": "甲", "most": 100}]}


def changed(**other: Any) -> dict[str, Any]:
    return {**copy.deepcopy(WHOLE), **other}


def refusal(data: Any) -> str | None:
    try:
        read_rules(data)
    except BadRules as refused:
        return str(refused)
    return None


def test_nothing_is_all_defaults() -> None:
    assert read_rules({}) == Rules()
    assert Rules().panel.counted == frozenset(Tie)


def test_a_whole_kind_is_read() -> None:
    rules = read_rules(WHOLE)
    assert (rules.applicant, rules.quota.by, rules.blindness) == (
        Applicant.TEAM,
        QuotaBy.SCHOOL,
        Blindness.DOUBLE,
    )
    assert rules.conditions[0].about == About.PERSON
    assert isinstance(rules.conditions[0].test, All)
    assert rules.material("video").seconds == 2400  # type: ignore[union-attr]
    assert rules.material("nothing") is None
    assert rules.rubric is not None
    assert rules.rubric.items[1].most == Fraction(79, 2)
    assert rules.panel.mix[0].at_most is None
    assert rules.panel.counted == {Tie.EMPLOYER}
    assert problems(rules) == []


def test_a_condition_binds_in_its_groups_only() -> None:
    rules = read_rules(WHOLE)
    assert [each.key for each in rules.requirements("思政")] == ["years"]
    assert [each.key for each in rules.requirements("公共基础")] == ["years", "young"]


@settings(max_examples=40, deadline=None)
@given(any_rules)
def test_written_back_it_is_the_same(data: dict[str, Any]) -> None:
    rules = read_rules(data)
    kept = json.loads(json.dumps(to_json(rules)))
    assert read_rules(kept) == rules
    assert to_json(read_rules(kept)) == kept
    assert all(isinstance(each, str) and each.endswith("。") for each in problems(rules))


def test_the_whole_example_is_written_back() -> None:
    assert read_rules(json.loads(json.dumps(to_json(read_rules(WHOLE))))) == read_rules(WHOLE)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(Rules.__dataclass_fields__)),
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 10**9) | st.text(max_size=5) | st.floats(allow_nan=True),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "title", "all"]), inner)
        ),
        max_leaves=6,
    ),
)
def test_whatever_stands_in_a_field_it_is_read_or_refused_in_chinese(name: str, value: Any) -> None:
    said = refusal(changed(**{name: value}))
    assert said is None or any("\u4e00" <= letter <= "\u9fff" for letter in said)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "应是一个对象"),
        ({"colour": 1}, "不认识的内容“colour”"),
        ({"applicant": "firm"}, "只能是"),
        ({"team": {"least": 5, "most": 3}}, "最少人数多于最多人数"),
        ({"panel": {"counted": ["friend"]}}, "“friend”不认识"),
        ({"panel": {"mix": [{"group": "企业", "at_least": 3, "at_most": 1}]}}, "最少人数多于最多人数"),
        ({"materials": [{"key": "a", "title": "甲", "kinds": ["exe"]}]}, "“exe”不能使用"),
        ({"materials": [{"key": "a", "title": "甲"}, {"key": "a", "title": "乙"}]}, "出现了两次"),
        ({"levels": [{"key": "1", "title": "一等奖", "number": 1, "percent": 10}]}, "不能两样都写"),
        (
            {"conditions": [{"key": "a", "words": "甲", "test": {"field": "x", "op": "like"}}]},
            "比较方式不认识",
        ),
        ({"rubric": {"items": [{"key": "a", "title": "甲", "kind": "stars"}]}}, "计分方式不认识"),
        ({"notice_days": True}, "公示天数应是"),
        ({"opens": "never"}, "只能是 round、all_in"),
        ({"next_level": "moon"}, "推荐到哪一级"),
    ],
)
def test_what_is_malformed_is_refused(data: Any, words: str) -> None:
    with pytest.raises(BadRules, match=words):
        read_rules(data)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"team": {}}, "请写明团队最少人数"),
        ({"applicant": "school"}, "以学校申报不填团队人数"),
        ({"group_titles": ["思政"]}, "没有这个组别"),
        ({"quota": {"by": "county"}}, "名额是 0"),
        ({"quota": {"by": "county", "number": 5, "most": 4}}, "名额上限少于"),
        ({"checks": []}, "没有形式审查项"),
        ({"rubric": {}}, "还没有评分标准"),
        ({"rubric": {**SUM, "total": 130}}, "与满分 130 分不符"),
        ({"method": {"pass_mark": 101}}, "高于满分"),
        ({"method": {"apart": 101}}, "满分只有 100 分"),
        ({"method": {"combine": "trimmed", "drop": 3}}, "至少要 7 人评审"),
        ({"method": {"ties": [{"by": "item", "key": "none"}]}}, "不在评分标准里"),
        ({"panel": {"need": 1, "mix": [{"group": "企业", "at_least": 2}]}}, "要求“企业”至少 2 人"),
        ({"blindness": "single"}, "没有选择双盲评审"),
        ({"experts_named": True}, "不能公开评审专家名单"),
        (
            {
                "levels": [
                    {"key": "1", "title": "一等奖", "percent": 60},
                    {"key": "2", "title": "二等奖", "percent": 50},
                ]
            },
            "110%",
        ),
        (
            {"levels": [{"key": "1", "title": "一等奖"}, {"key": "2", "title": "二等奖"}]},
            "排在它后面的等次就没有人了",
        ),
        ({"notice_days": 0}, "公示天数是 0"),
    ],
)
def test_what_does_not_fit_together_is_told(other: dict[str, Any], words: str) -> None:
    found = problems(read_rules(changed(**other)))
    assert [each for each in found if words in each], found


@settings(max_examples=40, deadline=None)
@given(rubrics())
def test_a_rubric_is_sound_exactly_when_its_points_make_its_total(data: dict[str, Any]) -> None:
    rules = read_rules({"rubric": data})
    assert rules.rubric is not None
    made = sum((i.most for i in rules.rubric.items if i.kind not in ("veto", "bonus")), Fraction(0))
    told = [each for each in problems(rules) if "合计" in each]
    assert (not told) is (made == rules.rubric.total)
