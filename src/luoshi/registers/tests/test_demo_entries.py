"""Sample entries: every register, what the checks are there to find, nothing that could be taken for real."""

import json

import pytest

from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import Answer
from luoshi.core.fields import problems_of
from luoshi.registers.demo import make_sample_entries
from luoshi.registers.findings import findings
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.models import Entry, ProjectStage, Register

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SCHOOLS = (0, 1, 6, 10)  # by number; most others have no office here and stay empty


def bundled():
    return Register.objects.exclude(key__startswith="sample-")


def test_every_register_has_entries_with_something_to_find_and_again_changes_nothing(there):
    schools = [there.site.schools[number] for number in SCHOOLS]
    for school in schools:
        there.site.post("office", school.key)
    made = make_sample_entries()
    assert made == Entry.objects.count() > 200
    assert make_sample_entries() == 0
    filled = set(Entry.objects.values_list("register__key", flat=True))
    assert filled == set(bundled().values_list("key", flat=True))
    states = {school.pk: set() for school in schools}
    for school, state in Entry.objects.filter(organisation__in=schools).values_list("organisation", "state"):
        states[school].add(state)
    assert [sorted(states[school.pk]) for school in schools] == [
        ["checked"],
        ["checked"],
        ["checked"],
        ["draft"],
    ]
    assert set(ProjectStage.objects.values_list("kind", flat=True)) == {
        "set_up",
        "mid_term",
        "accepted",
        "recognised",
    }
    assert [row for invariant in INVARIANTS for row in invariant.check()] == []
    _is_recognisable_and_sealed()
    _has_something_to_find(there.city, schools)


def _is_recognisable_and_sealed():
    numbers = [
        values_of(each)["id_number"] for each in Answer.objects.filter(definition__key="register-teachers")
    ]
    assert all(number.startswith("99") and len(number) == 18 for number in numbers)
    assert len(set(numbers)) == len(numbers) - 1  # one teaches at two schools
    open_to_all = json.dumps(list(Answer.objects.values_list("values", flat=True)), ensure_ascii=False)
    assert not [number for number in numbers if number in open_to_all]
    assert "1000000" not in open_to_all
    names = Entry.objects.filter(register__key__in=("teachers", "mentors")).values_list("label", flat=True)
    assert all(name.startswith("示例·") for name in names)
    for answer in Answer.objects.filter(definition__key__startswith="register-").select_related(
        "form_version"
    ):
        assert problems_of(answer.form_version.form, values_of(answer)) == []


def _has_something_to_find(officer, schools):
    found = {
        key: [(each.organisation, each.severity, each.words) for each in findings(register, officer, schools)]
        for key, register in ((row.key, row) for row in bundled())
    }
    told = {key: "\n".join(words for *_, words in rows) for key, rows in found.items()}
    assert f"{schools[1].name}也填报了" in told["teachers"]
    assert "“职业资格证书”" not in told["teachers"]
    assert "职业资格证书到" in told["teachers"]
    assert [school for school, _, words in found["groups"] if "12 个月没有活动" in words] == [schools[2]]
    assert "要求超过 50%" in told["teams"]
    assert "还没有教师企业实践流动站" in told["stations"]
    assert "也在教师台账里登记为兼职教师" in told["mentors"]
    assert "缺“" in told["regulations"]
