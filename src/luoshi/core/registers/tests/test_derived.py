"""Values that follow from an entry on a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.core.conditions import evaluate, from_json
from luoshi.core.fields import Field, Form
from luoshi.core.registers import derived, derived_of
from luoshi.core.registers.roles import names_played, played, wrong_in_roles

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 11, 26)


def test_derived_values_come_by_name_as_conditions_take_them():
    values = {
        "practice": [
            {"starts": "2022-01", "ends": "2022-06"},
            {"starts": "2026-07-01", "ends": "2026-07-31"},
        ],
        "dual_level": "middle",
        "birth": "1980-12",
        "valid_until": "2026-11-25",
    }
    found = derived("teachers", values, day=TODAY)
    assert found == {
        "practice_months_5y": Decimal(7),
        "practice_months_year": Decimal(1),
        "practice_months_last_year": Decimal(0),
        "is_dual": True,
        "age": 45,
        "is_expired": True,
        "days_left": 0,
    }
    assert evaluate(from_json({"field": "practice_months_5y", "op": "ge", "value": 6}), found.get) is True
    assert set(found) == {each.key for each in derived_of("teachers", values)}
    assert derived("teachers", {"name": "x"}, day=TODAY) == {}  # missing is not zero
    half = [{"dual": "middle" if number < 8 else "none", "source": "school"} for number in range(16)]
    team_values = derived("teams", {"members": half}, day=TODAY)
    assert (team_values["dual_share"], team_values["members_count"]) == (Decimal("50.00"), 16)
    assert derived(
        "stations", {"people": [{"direction": "out", "starts": "2026-01", "ends": "2026-03"}]}, day=TODAY
    ) == {
        "people_out_12m": 1,
        "people_in_12m": 0,
        "months_12m": Decimal(3),
    }


def test_what_a_school_said_itself_goes_before_what_would_follow():
    assert derived("teachers", {"birth": "2030-01", "worked_since": "2030-01"}, day=TODAY) == {}
    last = derived("teams", {"valid_until": "2026-11-26"}, day=TODAY)
    assert last == {"is_expired": False, "days_left": 0}
    held = [{"day": "2026-11-01"}, {"day": "2026-12-01"}, {"day": "2025-11-26"}]
    assert derived("groups", {"activities": held}, day=TODAY) == {
        "activities_12m": 1,
        "is_active": True,
        "last_activity": "2026-11-01",
    }
    assert derived("teachers", {"practice_stated": "8"}, day=TODAY) == {"practice_months_5y": Decimal(8)}
    assert derived("teachers", {"dual": False, "dual_level": "middle"}, day=TODAY) == {"is_dual": False}
    assert derived("teachers", {"dual": True}, day=TODAY) == {}, "a mark without a level is no recognition"
    for said_so, subject, counts in (
        (None, "高一数学", False),
        (None, "机电技术应用", True),
        (True, "数学", True),
        (False, "机电技术应用", False),
    ):
        values = {"subject": subject, **({} if said_so is None else {"specialist": said_so})}
        assert derived("teachers", values, day=TODAY) == {"is_specialist": counts}


FORM = Form(
    (
        Field("f1", "date", "到期"),
        Field("f2", "text", "说明"),
        Field("f3", "table", "活动", columns=(Field("f1", "date", "哪天"), Field("f2", "text", "内容"))),
        Field("f4", "table", "实践", columns=(Field("f1", "date", "从"), Field("f2", "date", "到"))),
    )
)
PLAYED = {
    "valid_until": "f1",
    "activities.day": "f3.f1",
    "practice.starts": "f4.f1",
    "practice.ends": "f4.f2",
}


def test_fields_by_any_name_play_the_part_an_officer_gives_them():
    values = {
        "f1": "2026-01-31",
        "f3": [{"f1": "2026-03-01", "f2": "x"}],
        "f4": [{"f1": "2025-01-01", "f2": "2025-02-28"}],
    }
    assert wrong_in_roles(FORM, PLAYED) == []
    found = derived("own-x", {**values, **played(values, PLAYED)}, day=dt.date(2026, 5, 1))
    assert (found["is_expired"], found["activities_12m"], found["practice_months_5y"]) == (True, 1, 2)
    given = {each.key for each in derived_of("own-x", names_played(PLAYED))}
    assert given >= {"is_expired", "is_active", "practice_months_year"}
    assert played({"f2": "x"}, PLAYED) == {}, "what is not filled in gives nothing"


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"valid_until": "f2"}, "要选这个台账里的日期"),
        ({"activities.day": "f3.f2"}, "要选这个台账里的日期"),
        ({"practice.starts": "f4.f1"}, "要一起选"),
        ({"practice.starts": "f4.f1", "practice.ends": "f3.f1"}, "同一个表格"),
    ],
)
def test_what_cannot_play_a_part_is_refused_in_words(roles, words):
    (said,) = wrong_in_roles(FORM, roles)
    assert words in said
