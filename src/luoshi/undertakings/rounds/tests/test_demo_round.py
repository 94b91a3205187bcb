"""The sample round of a demo site: once, whole, and no duty more than the document has."""

import pytest

from luoshi.accounts import demo
from luoshi.accounts.demo_schools import make_sample_people
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState
from luoshi.undertakings.models import Duty
from luoshi.undertakings.rounds.demo import make_sample_round
from luoshi.undertakings.rounds.models import Application, Round

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_second_run_changes_nothing_and_99_stay(yichang):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    demo.make_cast()
    make_sample_people(by=system_actor())
    assert make_sample_round() is not None
    assert make_sample_round() is None
    assert Round.objects.count() == 1
    assert sorted(Application.objects.values_list("state", flat=True))[-1] == "draft"
    assert Application.objects.count() == 2
    assert Duty.objects.filter(basis="undertaken", left_at__isnull=True).count() == 99
    assert check_all()["violations"] == []
