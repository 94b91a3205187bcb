"""Rules for tests: one whole example, and a strategy of many."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEST = {
    "all": [{"field": "years", "op": "ge", "value": 3}, {"field": "state", "op": "in", "value": ["checked"]}]
}

WHOLE: dict[str, Any] = {
    "applicant": "team",
    "register": "team",
    "group_titles": ["思政", "公共基础"],
    "team": {"least": 3, "most": 4},
    "conditions": [
        {"key": "years", "words": "教龄满三年", "about": "person", "test": TEST, "source": "通知第二条"},
        {
            "key": "young",
            "words": "至少一人不超过三十五岁",
            "about": "team",
            "groups": ["公共基础"],
            "veto": False,
            "test": {"field": "youngest", "op": "le", "value": 35},
        },
    ],
    "quota": {"by": "school", "number": 2, "raised": 1, "most": 4},
    "materials": [
        {"key": "report", "title": "教学实施报告", "kinds": ["pdf", "docx"], "words": 5000, "pages": 20},
        {"key": "video", "title": "课堂实录", "kinds": ["mp4"], "most": 4, "megabytes": 500, "seconds": 2400},
    ],
    "form_hides": ["leader"],
    "statements": [{"key": "true", "title": "真实性承诺", "words": "所填内容属实。"}],
    "opinions": [{"key": "school", "title": "学校意见"}],
    "own_selection": True,
    "checks": [{"key": "whole", "title": "材料齐全"}],
    "blindness": "double",
    "rubric": {
        "total": 100,
        "items": [
            {"key": "v", "title": "出现学校名称", "kind": "veto"},
            {"key": "a", "title": "目标", "most": "39.5", "step": "0.5"},
            {"key": "b", "title": "实施", "kind": "grade", "most": "50.5", "grades": {"优": 1, "良": "0.8"}},
            {"key": "c", "title": "双师比例", "kind": "steps", "steps": [[50, 10], [30, 7]], "below": 4},
        ],
    },
    "method": {
        "combine": "trimmed",
        "pass_mark": 60,
        "apart": "12.5",
        "ties": [{"by": "item", "key": "a"}, {"by": "lot"}],
        "rounds": [
            {"key": "net", "title": "网评", "weight": "0.6"},
            {"key": "defence", "title": "答辩", "weight": "0.4"},
        ],
    },
    "panel": {
        "need": 5,
        "most": 20,
        "counted": ["employer"],
        "mix": [{"group": "企业", "at_least": 1, "at_most": None}],
    },
    "levels": [
        {"key": "1", "title": "一等奖", "percent": 10},
        {"key": "2", "title": "二等奖", "percent": 20},
    ],
    "valid_months": 36,
    "next_level": "province",
    "calendar": {"month": 4, "open_days": 40},
}

words = st.text(alphabet="甲乙丙丁 a1“”", min_size=1, max_size=12).filter(str.strip)
small = st.integers(0, 50)
points = st.decimals(0, 500, places=2).map(str)


def rows(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of objects with different keys."""
    made = st.fixed_dictionaries({"key": words, **fields})
    return st.lists(made, max_size=3, unique_by=lambda row: row["key"])


steps = st.lists(st.tuples(points, points).map(list), min_size=1, max_size=3, unique_by=lambda s: float(s[0]))
item = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(["points", "bonus"]), "most": points}),
    st.fixed_dictionaries(
        {"kind": st.just("grade"), "most": points, "grades": st.just({"优": 1, "良": "0.75"})}
    ),
    st.fixed_dictionaries({"kind": st.just("steps"), "steps": steps, "below": points}),
    st.fixed_dictionaries({"kind": st.just("veto")}),
)


@st.composite
def rubrics(draw: st.DrawFn) -> dict[str, Any]:
    items = [{"key": "first", "title": "第一项", "kind": "points", "most": draw(points)}]
    for number, each in enumerate(draw(st.lists(item, max_size=4))):
        items.append({"key": str(number), "title": draw(words), **each})
    return {"title": draw(words), "total": draw(st.integers(1, 200)), "items": items}


any_rules = st.fixed_dictionaries(
    {},
    optional={
        "applicant": st.sampled_from(["school", "person", "team"]),
        "register": words,
        "group_titles": st.lists(words, max_size=3, unique=True),
        "team": st.fixed_dictionaries({"least": st.integers(0, 3), "most": st.integers(3, 9)}),
        "conditions": rows(
            words=words, about=st.sampled_from(["organisation", "team", "earlier"]), test=st.just(TEST)
        ),
        "quota": st.fixed_dictionaries({"by": st.sampled_from(["none", "county"]), "number": small}),
        "materials": rows(title=words, most=st.integers(1, 9), pages=small, blind=st.booleans()),
        "statements": rows(title=words, words=words),
        "checks": rows(title=words),
        "rubric": rubrics(),
        "method": st.fixed_dictionaries(
            {"pass_mark": points, "combine": st.sampled_from(["mean", "median", "trimmed"])}
        ),
        "panel": st.fixed_dictionaries({"need": st.integers(1, 9), "counted": st.just(["team", "own"])}),
        "levels": rows(title=words, number=small),
        "notice_days": small,
        "blindness": st.sampled_from(["none", "single", "double"]),
        "opens": st.sampled_from(["round", "all_in"]),
        "experts_named": st.booleans(),
        "valid_months": small,
    },
)
