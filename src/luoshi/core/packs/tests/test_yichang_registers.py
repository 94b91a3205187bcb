"""The registers that come with Yichang: all that were asked for, legible, and sparing with what schools must type."""

from __future__ import annotations

import pytest

from luoshi.core.fields import read
from luoshi.core.fields.packed import unpacked
from luoshi.core.registers import NAMES, specs_in, wrong_in_checks

pytestmark = pytest.mark.once

# issue 5, section 1: what a register is for → its key
ASKED_FOR = {
    "teachers": "teachers",
    "industry mentors": "mentors",
    "specialties": "specialties",
    "teaching innovation teams": "teams",
    "思政 teams": "ideology_teams",
    "思政 teacher training bases (4.2)": "ideology_bases",
    "vocational education groups": "groups",
    "training bases": "training_bases",
    "virtual-simulation bases": "virtual_bases",
    "enterprise-practice stations": "stations",
    "enterprise-practice bases": "practice_bases",
    "双师 training bases": "dual_bases",
    "staff-training, continuing, community and senior sites": "training_sites",
    "training records": "trainings",
    "courses, classes and cases": "courses",
    "textbooks": "textbooks",
    "moral-education cases": "moral_cases",
    "class-teacher studios": "class_studios",
    "三全育人 schools": "sanquan_schools",
    "pilots": "pilots",
    "informatisation model schools": "digital_schools",
    "1+X certificates": "certificates",
    "international projects": "international",
    "partner enterprises": "enterprises",
    "regulations": "regulations",
}
KINDS_OF = {
    "courses": {"online", "continuing", "ideology_class", "ideology_case", "revolution_case"},
    "training_sites": {"staff", "continuing", "community", "senior"},
}
MOST_FIELDS = 20  # each costs every school
SEALED = {"id_number", "birth", "mobile", "contact", "leader_birth"}


@pytest.fixture(scope="module")
def registers(yichang_site):
    return {row["key"]: row for row in yichang_site.data["registers"]}


def form_of(row):
    form, problems = read(unpacked(row["form"])[0])
    assert problems == [], row["key"]
    return form


def test_every_register_that_was_asked_for_is_there_with_its_kinds(registers):
    assert set(registers) == set(ASKED_FOR.values())
    for key, kinds in KINDS_OF.items():
        assert {each.key for each in form_of(registers[key]).field("kind").choices} == kinds


def test_labels_are_short_unique_and_what_can_be_told_from_a_list_is_no_personal_value(registers):
    titles = [row["title"] for row in registers.values()]
    assert len(set(titles)) == len(titles)
    for key, row in registers.items():
        form = form_of(row)
        assert len(form.fields) <= MOST_FIELDS, key
        labels = [field.label for field in form.fields]
        assert len(set(labels)) == len(labels), key
        assert max(len(label) for label in labels) <= 14, key
        shown = [form.field(name) for name in row["shows"]]
        assert all(field is not None and not field.personal for field in shown), key
        assert form.field(row["shows"][0]).required, key  # an entry always has a name
        for name in row.get("identity", []):
            assert form.field(name).find, f"{key}.{name}"


def test_what_is_personal_is_sealed_and_nothing_else(registers):
    for key, row in registers.items():
        personal = {path.split(".")[-1] for path, field in form_of(row).walk() if field.personal}
        named = {path.split(".")[-1] for path, _ in form_of(row).walk()}
        assert personal == named & SEALED, key


def test_each_check_is_known_fits_its_form_and_says_where_its_threshold_comes_from(registers):
    used = set()
    for key, row in registers.items():
        paths = [path for path, _ in form_of(row).walk()]
        assert wrong_in_checks(key, row["checks"], paths) == [], key
        specs = specs_in(row["checks"])
        assert [spec.key for spec in specs] == [check["key"] for check in row["checks"]]
        used |= {spec.rule for spec in specs}
        for spec in specs:
            assert spec.source or not {"least", "dual_over", "senior_least"} & set(spec.params), (
                key,
                spec.key,
            )
            other = spec.params.get("register")
            assert other is None or other in registers
    assert used == set(NAMES)  # no rule that nobody asks


def test_projects_have_a_validity_that_is_watched_and_the_list_of_regulations_matches_its_choices(registers):
    for key, row in registers.items():
        if row.get("stages") == "project":
            assert any(check["key"] == "valid" for check in row["checks"]), key
    kinds = form_of(registers["regulations"]).field("kind").choices
    assert [each.label for each in kinds if each.key != "other"] == registers["regulations"]["expected"]


def test_no_ratio_asks_for_a_number_that_another_indicator_holds(yichang_site):
    """Report once: the teachers of 生师比 are counted from their register, on the day of the students."""
    rows = {row["key"]: row for row in yichang_site.data["indicators"]}
    ratio = rows["students-per-teacher"]
    students, teachers = rows[ratio["numerator_from"]], rows[ratio["denominator_from"]]
    assert teachers["computed"]["register"] == "teachers"
    for each in rows.values():
        sources = [each[name] for name in ("numerator_from", "denominator_from") if each.get(name)]
        assert {(rows[key]["period"], rows[key].get("count_day")) for key in sources} <= {
            (each["period"], each.get("count_day"))
        }, each["key"]
    assert students["count_day"] == teachers["count_day"] == "09-01"
