"""What the checks of registers say: each rule met, broken, and where it cannot be known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.core.lists.persons import check_sign
from luoshi.core.registers import (
    CHECKS,
    NAMES,
    Around,
    Fact,
    Holder,
    check,
    derived,
    gravest,
    specs_in,
    wrong_in_checks,
)

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 11, 26)


def said(rule, facts, around=None, register="any", **params):
    facts = [facts] if isinstance(facts, Fact) else facts
    specs = specs_in([{"key": "a", "rule": rule, **params}])
    return [(each.severity, each.words) for each in check(register, specs, facts, day=TODAY, around=around)]


def fact(key="1", organisation="甲校", **given):
    known = {name: given.pop(name) for name in ("identity", "since", "ended_on", "label") if name in given}
    return Fact(key=key, organisation=organisation, values=given, **known)


def practised(*spans, **more):
    return fact(practice=[{"starts": one, "ends": two} for one, two in spans], worked_since="2010-09", **more)


def a_month_in(*years):
    return [(f"{year}-07-01", f"{year}-07-31") for year in years]


def test_six_months_in_five_years_and_one_every_year_both_hold():
    good = practised(*a_month_in(2021, 2022, 2023, 2024, 2026), ("2025-07-01", "2025-09-30"))
    assert said("practice", good) == []
    at_once = practised(("2022-01-01", "2022-06-30"), *a_month_in(2026))
    assert said("practice", at_once) == [
        (
            "ask",
            "2021、2023、2024、2025 年企业实践不满 1 个月（要求每年至少 1 个月）。"
            "请核对有没有漏记；确实没有的，今年起逐年安排。",
        )
    ]
    each_year = practised(*a_month_in(2021, 2022, 2023, 2024, 2025, 2026))
    assert said("practice", each_year) == [
        (
            "error",
            "近 5 年企业实践累计 5 个月，要求不少于 6 个月，还差 1 个月。请安排企业实践，或补填漏记的经历。",
        )
    ]


def test_the_running_year_is_reminded_of_and_a_new_teacher_is_not_blamed():
    new = fact(practice=[{"starts": "2025-07-01", "ends": "2025-07-31"}], worked_since="2024-09")
    assert said("practice", new) == [
        ("note", "2026 年企业实践还只有 0 个月，年底前要满 1 个月。请尽快安排。")
    ]
    still_out = fact(practice=[{"starts": "2026-10-20"}], worked_since="2025-09")
    assert said("practice", still_out) == []
    summed = fact(worked_since="2010-09", practice_stated="5.5")
    assert [severity for severity, _ in said("practice", summed)] == ["error", "note"]
    assert "累计 5.5 个月" in said("practice", summed)[0][1]
    just = fact(worked_since="2010-09", practice_stated="6")
    assert [severity for severity, _ in said("practice", just)] == ["note"]
    (nothing,) = said("practice", fact(worked_since="2010-09"))
    assert nothing[1].startswith("没有填企业实践经历")


def team(dual, senior=6, experts=2, size=16, years=6, **more):
    rows = [
        {
            "name": f"成员{number}",
            "source": "enterprise" if number < experts else "school",
            "dual": "middle" if number >= size - dual else "none",
            "title_level": "senior" if number < senior else "middle",
            "enterprise_years": years if number < experts else 0,
        }
        for number in range(size)
    ]
    return fact(members=rows, **more)


LIMITS = {
    "least": 15,
    "most": 20,
    "dual_over": 50,
    "senior_least": 30,
    "experts_least": 2,
    "experts_years": 5,
    "leader_senior": True,
    "leader_age_most": 55,
}


def test_a_team_is_measured_as_strictly_as_written():
    assert said("team", team(9), **LIMITS) == []
    assert said("team", team(11, size=20, years=5), **LIMITS) == []
    assert "只列骨干成员" in said("team", team(11, senior=7, size=21), **LIMITS)[0][1]
    (half,) = said("team", team(8), **LIMITS)
    assert half == (
        "error",
        "双师型教师占 50%（8/16 人），要求超过 50%。请核对成员的双师等级，或调整成员。",
    )
    words = [line for _, line in said("team", team(9, senior=4, experts=2, years=4), **LIMITS)]
    assert words == [
        "高级职称占 25%（4/16 人），一般要求不低于 30%。请核对成员职称，或调整成员。",
        "有 5 年以上工作经历的企业专家 0 人，一般要求不少于 2 人。请聘请企业专家，或补填他们的工作年限。",
    ]
    assert "还差 3 人" in said("team", team(7, size=12), **LIMITS)[0][1]
    leader = team(9, leader_title="middle", leader_birth="1970")
    assert [line[:10] for _, line in said("team", leader, **LIMITS)] == [
        "负责人没有高级职称，",
        "负责人今年满 56 ",
    ]
    assert said("team", team(9, leader_birth="****"), **LIMITS) == []
    assert said("team", fact(), **LIMITS)[0][1].startswith("没有填团队成员")
    assert said("team", team(1, senior=0, experts=0, size=3)) == []  # no threshold given, none asked


def test_what_has_expired_and_what_soon_will_is_named():
    rows = [
        {"name": "电工高级技师证", "valid_until": "2026-11-25"},
        {"name": "教师资格", "valid_until": "2027-01"},
    ]
    facts = [
        fact("1", certificates=rows),
        fact("2", valid_until="2026-11-26"),
        fact("3", valid_until="2027-06-30"),
    ]
    assert said("expired", facts[0], field="certificates.valid_until", what="有效期") == [
        (
            "error",
            "“电工高级技师证”的有效期到2026年11月25日为止，已经过期。已续的请改有效期，不再有效的请点“结束”。",
        ),
        ("note", "“教师资格”的有效期到2027年1月31日为止，还有 66 天。请提前准备续期。"),
    ]
    assert said("expired", facts[1:], what="协议") == [
        ("note", "协议到2026年11月26日为止，今天到期。请提前准备续期。")
    ]
    recognised = Fact("4", "甲校", extra={"valid_until": "2020-01-01"})
    assert [severity for severity, _ in said("expired", recognised)] == ["error"]


def test_a_level_rests_on_a_version_of_the_standard_that_is_in_force():
    params = {"versions": {"old": "2026-10-14", "new": None}}
    level = {"dual_level": "senior"}
    assert said("standard", fact(dual_level="none"), **params) == []
    assert said("standard", fact(**level, dual_standard="new"), **params) == []
    assert said("standard", fact(**level, dual_standard="last"), versions={"last": "2026-11-26"}) == []
    assert "没有写明按哪个认定标准" in said("standard", fact(**level), **params)[0][1]
    assert "2026年10月14日失效" in said("standard", fact(**level, dual_standard="old"), **params)[0][1]


def test_the_other_holder_is_named_only_within_sight():
    own, seen, unseen, third = Holder("甲校", "甲校"), Holder("乙校", "乙校"), Holder("丙校"), Holder("丁校")
    around = Around(elsewhere={"x": [own, seen], "y": [unseen], "z": [seen, unseen, third], "w": [own]})
    facts = [fact(key, identity=key) for key in ("x", "y", "z", "w", "")]
    words = [line.split("，汇总")[0] for _, line in said("elsewhere", facts, around)]
    assert words == ["乙校也填报了", "另有 1 个单位也填报", "乙校也填报了，另有 2 个单位也填报"]


def test_the_same_identity_twice_in_one_school_is_asked_to_be_merged_and_in_two_schools_not():
    facts = [fact("1", identity="x", label="张三"), fact("2", identity="x"), fact("3", "乙校", identity="x")]
    (found,) = check("any", specs_in([{"key": "d", "rule": "doubled"}]), facts, day=TODAY)
    assert (found.entry, found.severity) == ("2", "error")
    assert "另一条“张三”" in found.words


def test_a_mentor_who_is_also_a_part_time_teacher_of_the_school_is_asked_about():
    teachers = [
        fact("t1", name="李四", employment="part_time"),
        fact("t2", name="王五", employment="full_time"),
        fact("t3", "乙校", name="赵六", employment="part_time"),
        fact("t5", name="钱七", employment="part_time", ended_on="2025-01-01"),
    ]
    mentors = [fact(name, name=name) for name in ("李四", "王五", "赵六", "钱七")]
    found = check(
        "mentors",
        specs_in([{"key": "a", "rule": "apart", "register": "teachers"}]),
        mentors,
        day=TODAY,
        around=Around(beside={"teachers": teachers}),
    )
    assert [each.entry for each in found] == ["李四"]


def test_a_base_without_activity_for_a_year_is_named_a_new_one_left_alone():
    def base(day=None, set_up="2020-01"):
        return fact(set_up=set_up, activities=[{"day": day}] if day else [])

    assert said("activity", base("2025-11-27")) == []
    assert said("activity", base(set_up="2026-03")) == said("activity", base(set_up="2025-11-27")) == []
    assert len(said("activity", base(set_up="2025-11-26"))) == 1
    assert "最近一次活动在2025年11月26日，12 个月没有活动" in said("activity", base("2025-11-26"))[0][1]
    assert said("activity", base("2027-05-01"))[0][1].startswith("没有填任何活动")


def test_main_specialties_without_a_station_are_named_by_school():
    around = Around(
        beside={
            "specialties": [
                fact("s1", name="数控技术应用", main="school"),
                fact("s2", name="汽车运用与维修", main="city"),
                fact("s3", name="电子商务", main="none"),
                fact("s4", "乙校", name="数控技术应用", main="city"),
                fact("s5", name="停办的专业", main="city", ended_on="2025-01-01"),
            ]
        }
    )
    params = {"register": "specialties", "main": {"field": "main", "op": "in", "value": ["school", "city"]}}
    stations = [fact("1", specialties="数控技术应用 、汽修"), fact("2", specialties="电子商务")]
    found = check("stations", specs_in([{"rule": "coverage", **params}]), stations, day=TODAY, around=around)
    assert [(each.organisation, each.entry, each.words[:13]) for each in found] == [
        ("甲校", None, "主要专业“汽车运用与维修”"),
        ("乙校", None, "主要专业“数控技术应用”还"),
    ]
    table = [fact("1", served=[{"name": "数控技术应用"}, {"name": "汽车运用与维修"}])]
    assert len(said("coverage", table, around, **params, field="served.name")) == 1


def test_regulations_that_every_school_should_have_are_missed_also_where_there_is_nothing():
    around = Around(
        organisations=["甲校", "乙校"],
        expected=["学校章程", "兼职教师聘任办法"],
        choices={"kind": {"charter": "学校章程"}},
    )
    facts = [
        fact("1", name="《甲校兼职教师聘任办法（试行）》"),
        fact("2", kind="charter", name="章程"),
        fact("3", "乙校", kind="charter", ended_on="2020-01-01"),
    ]
    found = check(
        "regulations",
        specs_in([{"rule": "expected"}]),
        facts,
        day=TODAY,
        around=around,
    )
    assert [(each.organisation, each.words[:11]) for each in found] == [
        ("乙校", "缺“学校章程”。已经有"),
        ("乙校", "缺“兼职教师聘任办法”"),
    ]


def test_a_project_that_stays_too_long_in_its_stage_is_named():
    def project(stage, since):
        return Fact("1", "甲校", extra={"stage": stage, "stage_since": since})

    assert said("overdue", project("building", "2023-11-27"), months=36) == []
    assert said("overdue", project("accepted", "2020-01-01"), months=36) == []
    assert (
        "2023年11月26日起已满 36 个月，还没有验收" in said("overdue", project("building", "2023-11-26"))[0][1]
    )


def test_who_began_to_work_as_a_child_is_asked_about_without_telling_the_year_of_birth():
    facts = [
        fact("1", id_number="990001198301011234", worked_since="1988-09"),
        fact("2", id_number="990001198301011234", worked_since="2005-09"),
        fact("3", birth="1990-01", worked_since="2005-12"),
        fact("4", birth="1990-01", id_number="不清楚", worked_since="2006-01"),
        fact("5", worked_since="1950-01"),
        fact("6", id_number="990001198301011234"),
    ]
    words = "按出生年份，参加工作时不到 16 岁。请核对参加工作年月和证件号码。"
    assert said("ages", facts) == [("ask", words)] * 2, "the first and the third"
    assert said("ages", facts, years_least=5) == []


def test_a_number_that_cannot_be_is_asked_about_not_told_and_other_papers_are_let_be():
    right, wrong = numbered("19800101"), numbered("19800101")[:17] + "x"
    apart = f"{right[:6]}-{right[6:]}"
    assert said("number", [fact(id_number=each) for each in (right, apart, "E12345678", "")]) == []
    wrongs = (wrong, right[:17] + "\u3164", "随便写的")
    found = said("number", [fact(id_number=each) for each in wrongs])
    assert [severity for severity, _ in found] == ["ask"] * 3
    assert all("号码校验不对" in words and right[:6] not in words for _, words in found)
    assert ("校验码" in found[0][1], "17 位" in found[1][1]) == (True, True)


def numbered(born):
    return f"990101{born}001{check_sign(f'990101{born}001')}"


def test_the_same_name_with_other_numbers_in_one_school_is_asked_about():
    def one(name, identity, number="", school="甲校"):
        return Fact(identity, school, identity=identity, values={"name": name, "id_number": number})

    alike = [one("王示例", "a"), one("王\u3164示例", "b", numbered("19800101"))]
    found = said("namesakes", [*alike, one("李示例", "c"), one("王示例", "d", school="乙校")])
    assert [words for _, words in found] == [
        "本校有 2 条同名，号码不同，现在各算一个。请核对：是同一个人的，请合并。"
    ] * 2
    two = [one("王示例", each, numbered(each)) for each in ("19800101", "19900101")]
    assert said("namesakes", two) == []


def test_what_should_be_filled_in_is_asked_for_where_it_matters():
    params = {
        "field": "dual_level",
        "when": {"field": "dual", "op": "eq", "value": True},
        "next": "请补填等级。",
    }
    facts = [
        fact("1", dual=True),
        fact("2", dual=False),
        fact("3", dual=True, dual_level="senior"),
        fact("4"),
    ]
    assert said("filled", facts, register="teachers", severity="note", **params) == [("note", "请补填等级。")]
    assert said("filled", fact(rows=[]), field="rows") == [("ask", "请补填。")]


def test_a_check_is_asked_only_of_those_it_is_about_and_ended_entries_are_left_alone():
    when = {"field": "kind", "op": "eq", "value": "specialist"}
    facts = [
        fact("1", kind="specialist"),
        fact("2", kind="public"),
        fact("3", kind="specialist", ended_on="2024-01-01"),
    ]
    found = check("any", specs_in([{"rule": "practice", "when": when}]), facts, day=TODAY)
    assert [each.entry for each in found] == ["1"]
    assert gravest(found) == "ask"
    by_derived = {"field": "practice_months_5y", "op": "lt", "value": 2}
    assert len(said("practice", practised(*a_month_in(2021, 2026)), when=by_derived)) == 0 + 2
    assert gravest([]) == ""


def test_what_is_wrong_with_declared_checks_is_said_in_words():
    rows = [
        {"key": "a", "rule": "guess"},
        {"key": "b", "rule": "expired", "field": "certs.until"},
        {"key": "b", "rule": "practice", "months": "六", "when": {"field": "nowhere", "op": "filled"}},
        {"rule": "team", "when": {"op": "eq"}},
    ]
    words = "\n".join(wrong_in_checks("teachers", rows, ["practice", "worked_since", "members"]))
    for part in (
        "“guess”不认识",
        "“certs.until”不在这张表里",
        "“b”用了不止一次",
        "“months”要写整数",
        "“nowhere”不在",
        "没有写明看哪一项",
    ):
        assert part in words
    assert len(wrong_in_checks("teachers", [{"rule": "practice", "months": True}], ["practice"])) == 1
    fine = [
        {"rule": "expired"},
        {"rule": "team", "when": {"field": "stage", "op": "eq", "value": "building"}},
    ]
    assert wrong_in_checks("teams", fine, ["members", "members.name"]) == []
    assert set(NAMES) == set(CHECKS)
    assert wrong_in_checks("teams", "x", []) != []


NONSENSE = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("1e400") | st.just("\x00")
)
TABLES = st.lists(
    st.dictionaries(st.sampled_from(["starts", "ends", "day", "dual", "name"]), NONSENSE, max_size=3),
    max_size=3,
)
KEYS = [
    "practice", "members", "activities", "people", "worked_since", "practice_stated", "subject", "birth",
    "valid_until", "dual_level", "leader_birth", "id_number", "name",
]  # fmt: skip


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(KEYS), NONSENSE | TABLES))
def test_no_value_however_odd_breaks_a_check(values):
    facts = [Fact("1", "甲校", values=values, identity="x")]
    rows = [{"key": rule, "rule": rule, **(LIMITS if rule == "team" else {})} for rule in CHECKS]
    for each in check("stations", specs_in(rows), facts, day=TODAY, around=Around(expected=["章程"])):
        assert each.words.endswith("。")
        assert each.severity in ("error", "ask", "note")
    derived("stations", values, day=TODAY)
