"""The sample evidence of a demo site: once, whole, to be known as invented."""

import pytest

from luoshi.accounts.demo_schools import make_sample_people
from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.home.demo_evidence import make_sample_certificates, make_sample_evidence
from luoshi.registers.demo import make_sample_entries
from luoshi.registers.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_school_has_some_and_a_second_run_changes_nothing(yichang) -> None:
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    make_sample_people(by=system_actor())
    schools = Organisation.objects.filter(kind="school").count()
    assert make_sample_evidence() == 4 * schools
    assert make_sample_evidence() == 0
    assert all("示例" in row.title for row in Evidence.objects.all())
    assert EvidenceUse.objects.values("organisation").distinct().count() == schools
    make_sample_entries()
    made = make_sample_certificates()
    certified = EvidenceUse.objects.filter(about_type=Entry._meta.label_lower)
    assert made == certified.count() > schools
    entries = Entry.objects.filter(public_id__in=certified.values("about_id"))
    assert {entry.answer.values["dual"] for entry in entries} == {True}
    assert make_sample_certificates() == 0
    assert all("示例" in row.title for row in Evidence.objects.all())
    assert check_all()["violations"] == []
