"""Sample figures: counted from the sample entries, filed in every state a sheet can be in, marked; again, all stays."""

import pytest

from luoshi.common import clock
from luoshi.indicators.entry import demo
from luoshi.indicators.entry.models import FilingSheet
from luoshi.indicators.models import NOW_VALID, Observation
from luoshi.registers.demo import make_sample_entries

from .helping import faults

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFICES = (0, 3)  # schools by number


def test_sample_figures_are_counted_and_filed_and_a_second_run_changes_nothing(there, monkeypatch):
    assert (demo.QUARTERS, demo.YEARS) == (12, 3)
    monkeypatch.setattr(demo, "QUARTERS", 2)
    monkeypatch.setattr(demo, "YEARS", 2)
    for number in OFFICES:
        there.site.post("office", there.site.schools[number].key)
    make_sample_entries()
    made = demo.make_sample_figures()
    assert made > 500
    standing = Observation.objects.filter(NOW_VALID)
    computed = standing.filter(indicator__key="teachers", numerator__gt=0)
    assert computed.values("period").distinct().count() == 2
    typed = standing.filter(indicator__key="students-per-teacher").exclude(denominator=None)
    assert set(typed.values_list("note", flat=True)) == {demo.NOTE}
    ours = {row.organisation_id: row for row in typed.filter(period__ends__gt=clock.today())}
    held = standing.filter(indicator__key="teachers-at-start", period__ends__gt=clock.today())
    counted = {row.organisation_id: row.numerator for row in held if row.has_value}
    assert counted
    assert {key: row.denominator // 10 for key, row in ours.items() if key in counted} == {
        key: number for key, number in counted.items() if key in ours
    }
    assert set(FilingSheet.objects.values_list("state", flat=True)) >= {"todo", "approved"}
    assert faults() == []
    assert demo.make_sample_figures() == 0
