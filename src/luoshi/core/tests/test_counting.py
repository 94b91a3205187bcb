"""Figures are counted from entries as declared; what cannot be known is told and never taken for zero."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.counting import BadCounting, count, counting_from, counting_in_words, fields_by_register

YEAR = ("2025-09-01", "2026-08-31")
SPECIALIST = {"field": "kind", "op": "eq", "value": "specialist"}
DUAL = {"field": "dual", "op": "filled"}
RATIO = {
    "register": "teachers",
    "condition": SPECIALIST,
    "numerator": {"field": "level", "op": "in", "value": ["a", "b"]},
}


@dataclass
class Entry:
    public_id: str
    values: dict[str, Any] = field(default_factory=dict)
    identity: str = ""
    label: str = ""
    tables: dict[str, Any] = field(default_factory=dict)


def teacher(key, identity="", **values):
    return Entry(key, values, identity, values.get("name", key))


def test_a_ratio_is_counted_within_its_denominator():
    facts = [
        teacher("1", kind="specialist", level="a"), teacher("2", kind="specialist", level="none"),
        teacher("3", kind="general", level="a"), teacher("4", kind="specialist", name="王老师"),
    ]  # fmt: skip
    found = count(counting_from(RATIO, "ratio"), "ratio", facts, period=YEAR)
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.unknown == ("王老师",), "nobody said the level: neither counted nor taken for none"
    assert [part.entry for part in found.parts] == ["1", "2"]


def test_one_person_with_two_entries_counts_once_and_the_later_decides():
    facts = [
        teacher("1", "x", kind="specialist", level="none"), teacher("2", "x", kind="specialist", level="a"),
        teacher("3", "y", kind="specialist", level="b"),
    ]  # fmt: skip
    found = count(counting_from(RATIO, "ratio"), "ratio", facts, period=YEAR)
    assert (found.numerator, found.denominator, found.doubled) == (2, 2, 1)
    people = count(counting_from({"register": "teachers"}, "distinct"), "distinct", facts, period=YEAR)
    assert people.value == 2
    rows = count(counting_from({"register": "teachers"}, "counted"), "counted", facts, period=YEAR)
    assert rows.value == 3


def test_entries_counted_that_lack_something_are_told_of_by_their_ids():
    told = {"condition": {"field": "level", "op": "empty"}, "words": "没有等级"}
    said = {**RATIO, "numerator": {"field": "level", "op": "filled"}, "told": [told]}
    facts = [
        teacher("1", kind="specialist", level="a"), teacher("2", kind="specialist", dual=True),
        teacher("3", kind="general"), teacher("4", level="a"),
    ]  # fmt: skip
    found = count(counting_from(said, "ratio"), "ratio", facts, period=YEAR)
    assert (found.numerator, found.denominator) == (1, 2), "no level is no part, and is of the whole"
    assert (found.told, found.left_out) == ((("没有等级", ("2",)),), ("4",))
    assert fields_by_register(counting_from(said, "ratio")) == {"teachers": {"kind", "level"}}
    for wrong in ("x", [told, 1], [{**told, "words": ""}], [{**told, "condition": None}]):
        with pytest.raises(BadCounting):
            counting_from({**said, "told": wrong}, "ratio")


def test_what_happens_in_a_time_is_counted_in_its_period():
    counting = counting_from({"register": "trainings", "sum": "people", "day": "ends"}, "summed")
    facts = [
        Entry("1", {"people": 40, "ends": "2025-09-01"}), Entry("2", {"people": Decimal(2), "ends": "2026-08"}),
        Entry("3", {"people": 500, "ends": "2026-09-01"}), Entry("4", {"ends": "2026-01-01"}, label="没有人数"),
        Entry("5", {"people": 7}, label="没有日期"),
    ]  # fmt: skip
    found = count(counting, "summed", facts, period=YEAR)
    assert found.value == 42
    assert set(found.unknown) == {"没有人数", "没有日期"}


def test_coverage_is_what_another_register_points_to():
    counting = counting_from(
        {
            "register": "specialties",
            "condition": {"field": "key", "op": "eq", "value": True},
            "linked": {
                "register": "teams",
                "field": "specialty",
                "condition": {"field": "partner", "op": "filled"},
            },
        },
        "ratio",
    )
    specialties = [
        Entry(str(n), {"key": n < 3}, label=name) for n, name in enumerate(["机电", "护理", "会计", "农学"])
    ]
    teams = [
        Entry("a", {"specialty": "机 电、汽修", "partner": "某公司"}), Entry("b", {"specialty": "护理"}),
        Entry("c", {"specialty": ("农学", "会计"), "partner": "某厂"}), Entry("d", {"partner": "无专业"}),
    ]  # fmt: skip
    found = count(counting, "ratio", specialties, period=YEAR, beside=teams)
    assert (found.numerator, found.denominator) == (2, 3)
    assert fields_by_register(counting) == {"specialties": {"key"}, "teams": {"specialty", "partner"}}


def test_yes_or_no_is_whether_there_is_one():
    counting = counting_from({"register": "teachers", "condition": DUAL}, "yes_no")
    assert count(counting, "yes_no", [teacher("1", dual="a"), teacher("2", dual="b")], period=YEAR).value == 1
    assert count(counting, "yes_no", [teacher("1")], period=YEAR).value == 0


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({}, "counted"),
        ({"register": ""}, "counted"),
        ({"register": "t", "condition": {"field": "x", "op": "wins"}}, "counted"),
        ({"register": "t"}, "ratio"),
        ({"register": "t"}, "summed"),
        ({"register": "t", "sum": "x"}, "counted"),
        ({"register": "t", "numerator": DUAL}, "counted"),
        ({"register": "t", "linked": {"register": "u"}}, "ratio"),
        ({"register": "t", "where": 1}, "counted"),
        ({"register": "t"}, "typed"),
    ],
)
def test_a_declaration_that_cannot_be_used_is_refused_in_words(data, kind):
    with pytest.raises(BadCounting, match=r"[一-鿿]"):
        counting_from(data, kind)


def test_a_declaration_is_said_in_words():
    words = counting_in_words(
        counting_from(RATIO, "ratio"), "ratio", {"teachers": "教师"},
        lambda _, name: {"kind": "任教类别", "level": "双师等级"}[name], lambda _register, _field, value: f"“{value}”",
    )  # fmt: skip
    assert words == (
        "分母：台账“教师”里“任教类别”等于“specialist”的条目。分子：其中“双师等级”是“a”、“b”之一的"
    )


ENTRIES = st.lists(
    st.builds(
        lambda n, who, kind, level: Entry(str(n), {"kind": kind, "level": level}, who),
        st.integers(0, 10**6),
        st.sampled_from("uvwxyz"),
        st.sampled_from(["specialist", "general", None]),
        st.sampled_from(["a", "b", "none", None]),
    ),
    max_size=20,
    unique_by=lambda entry: entry.public_id,
)


@given(ENTRIES)
def test_a_ratio_never_has_more_part_than_whole_and_its_parts_add_up(facts):
    found = count(counting_from(RATIO, "ratio"), "ratio", facts, period=YEAR)
    assert found.numerator is not None
    assert found.denominator is not None
    assert 0 <= found.numerator <= found.denominator
    assert found.denominator == len({part.identity for part in found.parts}) == len(found.parts)
    people = count(counting_from({"register": "t"}, "distinct"), "distinct", facts, period=YEAR)
    assert people.value == len({fact.identity for fact in facts})


BY_ROW = {"register": "bases", "day": "activities.day"}
HOURS = {**BY_ROW, "sum": "activities.hours"}


def base(key, *rows, **values):
    tables = {"activities": [{"day": day, "hours": hours} for day, hours in rows]}
    return Entry(key, values, label=key, tables=tables)


def test_rows_of_a_table_count_in_the_period_of_their_own_day():
    facts = [
        base("甲", ("2025-10-01", Decimal(30)), ("2025-08-31", Decimal(99)), ("2026-08", 5)),
        base("乙", ("2024-10-01", Decimal(7))),
        base("丙", (None, Decimal(4)), ("2025-12-01", None), ("2025-12-02", Decimal("1.5"))),
        base("丁", ("2025-10-01", Decimal(50)), kind="general"),
    ]
    hours = count(counting_from(HOURS, "summed"), "summed", facts[:3], period=YEAR)
    assert (hours.value, hours.unknown) == (Decimal("36.5"), ("丙",)), (
        "what is known counts, the rest is told"
    )
    assert [(part.entry, part.numerator) for part in hours.parts] == [("甲", 35), ("丙", Decimal("1.5"))]
    rows = count(counting_from(BY_ROW, "counted"), "counted", facts[:3], period=YEAR)
    assert (rows.value, rows.unknown) == (4, ("丙",))
    chosen = counting_from(
        {**HOURS, "condition": {"field": "kind", "op": "eq", "value": "general"}}, "summed"
    )
    assert count(chosen, "summed", facts[3:], period=YEAR).value == 50
    assert count(chosen, "summed", facts[:1], period=YEAR).unknown == ("甲",)


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (BY_ROW, "distinct", "只能数行数或者求和"),
        ({**BY_ROW, "sum": "people"}, "summed", "同一张表"),
        ({**BY_ROW, "sum": "others.hours"}, "summed", "同一张表"),
    ],
)
def test_rows_are_added_up_within_their_own_table(said, kind, words):
    with pytest.raises(BadCounting, match=words):
        counting_from(said, kind)


def test_rows_are_told_in_words():
    labels = {"activities.day": "培训情况“开始日期”合计", "activities.hours": "培训情况“学时”合计"}
    said = [
        counting_in_words(
            counting_from(each, kind), kind, {"bases": "基地"}, lambda _, f: labels[f], lambda *_: ""
        )
        for each, kind in ((HOURS, "summed"), (BY_ROW, "counted"))
    ]
    assert said[0] == "台账“基地”的全部条目（培训情况“开始日期”在本期内的行），培训情况“学时”合计"
    assert said[1].endswith("在本期内的行），行数")
