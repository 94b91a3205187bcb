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
# issue 5, section 1: what the issue names of a register, word by word → the fields (paths) of its form that hold it
FIELDS_NAMED = {
    "teachers (specialist or not": ("teachers", ["specialist"]),
    "title,": ("teachers", ["title", "title_since"]),
    "certificates,": ("teachers", ["certificate", "certificate_level", "certificate_until", "proof"]),
    "双师 level with the version of its standard": (
        "teachers",
        ["dual", "dual_level", "dual_standard", "dual_since"],
    ),
    "enterprise practice,": (
        "teachers",
        ["practice.starts", "practice.ends", "practice.enterprise", "practice.post"],
    ),
    "part-time)": ("teachers", ["employment"]),
    "industry mentors with posts, term, duties, hours": (
        "mentors",
        ["post", "starts", "ends", "duties", "hours"],
    ),
    "specialties (重点特色: by whom, since when)": ("specialties", ["main", "main_by", "main_since"]),
    "teaching innovation teams (… specialty, members,": ("teams", ["specialty", "members.name"]),
    "双师 and senior share,": ("teams", ["members.dual", "members.title_level"]),
    "enterprise partner, modular division of teaching)": (
        "teams",
        ["partner", "modular", "modules", "members.module"],
    ),
    "vocational education groups (leader, member schools, enterprises, specialties,": (
        "groups",
        ["leader", "schools", "enterprises", "specialties"],
    ),
    "实体化 proof, activities)": ("groups", ["is_entity", "entity_kind", "entity_proof", "activities.day"]),
    "enterprise-practice stations (host, posts,": ("stations", ["host", "posts"]),
    "who in and out, length, result)": (
        "stations",
        ["people.name", "people.direction", "people.starts", "people.ends", "people.result"],
    ),
    "training records (person × training × hours": ("trainings", ["name", "title", "hours"]),
    "textbooks (selection and review included)": ("textbooks", ["selected_on", "reviewed_on", "review"]),
    "regulations (… body and date of adoption, version, review date": (
        "regulations",
        ["kind", "body", "adopted_on", "version", "review_on"],
    ),
}
CHOICES_NAMED = {
    ("teachers", "employment"): {"part_time"},
    ("stations", "people.direction"): {"in", "out"},
}
# 制度库: charter, methods for part-time teachers, 双师 recognition, programmes, performance
REGULATIONS_NAMED = [
    "学校章程",
    "兼职教师聘任办法",
    "双师型教师认定办法",
    "人才培养方案制订与发布办法",
    "绩效考核办法",
]
# issue 5, section 2 “Yichang, about 40”: each of the list → its indicators
INDICATORS_NAMED = {
    "双师 ratio": ["dual-ratio"],
    "≥ 1 school-level team with an enterprise partner per key specialty": ["key-specialties-with-team"],
    "1—3 teams at city level or above per school": ["teams-city"],
    "trained persons": ["moral-trained", "staff-trained", "outside-trained"],
    "courses": ["online-courses", "continuing-courses"],
    "cases": ["moral-cases", "ideology-cases", "revolution-cases"],
    "bases": [
        "practice-bases",
        "dual-bases",
        "training-bases",
        "virtual-bases",
        "ideology-bases",
        "training-sites",
    ],
    "groups": ["groups-led", "groups-entity"],
    "stations' coverage": ["stations", "station-coverage"],
    "certificates": ["certificates", "certificate-holders"],
    "informatisation": ["digital-school"],
}
# “teaching conditions with the published thresholds (row 6)”: 教职成〔2010〕12号, as the notice of 2022 takes them up
CONDITIONS = {
    "students": ("at_least", 1200),
    "land": ("at_least", 40000),
    "land-per-student": ("at_least", 33),
    "buildings": ("at_least", 24000),
    "buildings-per-student": ("at_least", 20),
    "teachers": ("at_least", 60),
    "students-per-teacher": ("at_most", 20),
    "equipment": ("at_least", 300),
    "equipment-per-student": ("at_least", 2500),
    "books-per-student": ("at_least", 30),
    "specialist-ratio": ("at_least", 50),
    "senior-ratio": ("at_least", 20),
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


@pytest.mark.parametrize("words", FIELDS_NAMED)
def test_each_field_that_the_issue_names_stands_in_its_form(registers, words):
    key, asked = FIELDS_NAMED[words]
    paths = {path for path, _ in form_of(registers[key]).walk()}
    assert set(asked) <= paths, words


def test_each_choice_and_regulation_that_the_issue_names_is_there(registers):
    for (key, path), asked in CHOICES_NAMED.items():
        assert asked <= {each.key for each in form_of(registers[key]).at(path).choices}
    assert set(REGULATIONS_NAMED) <= set(registers["regulations"]["expected"])
    projects = {key for key, row in registers.items() if row.get("stages") == "project"}
    assert {"teams", "groups", "stations", "training_bases"} <= projects, "their level is noted with a stage"


def test_each_figure_that_the_issue_names_is_an_indicator_with_its_definition(yichang_site):
    rows = {row["key"]: row for row in yichang_site.data["indicators"]}
    named = [key for keys in INDICATORS_NAMED.values() for key in keys]
    assert set(named) | set(CONDITIONS) <= set(rows)
    assert 40 <= len(rows) <= 60, "about 40, and what they are made of"
    assert all(rows[key]["definition"] and rows[key]["period"] for key in named)
    assert all("computed" in rows[key] for key in named), "nothing of it is typed"
    ratio = rows["dual-ratio"]
    assert (
        "分母是" in ratio["definition"],
        "到季末为准" in ratio["definition"],
        ratio["denominator"] > "",
    ) == (
        True,
        True,
        True,
    )
    held = {key: rows[key]["standard"] for key in ("dual-ratio", "teams-city", "key-specialties-with-team")}
    assert (held["dual-ratio"]["comparator"], held["dual-ratio"]["quantity"]) == ("more_than", 50)
    assert [held["teams-city"][name] for name in ("comparator", "quantity", "upper")] == ["range", 1, 3]
    assert held["key-specialties-with-team"]["quantity"] == 100
    for key, said in CONDITIONS.items():
        assert (rows[key]["standard"]["comparator"], rows[key]["standard"]["quantity"]) == said, key
