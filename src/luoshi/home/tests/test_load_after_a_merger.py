"""Packs that are loaded again after organisations were merged."""

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.home.loading import load_bundled
from luoshi.undertakings.models import Duty


def carried(school):
    return set(Duty.objects.filter(organisation=school, left_at__isnull=True).values_list("task", "basis"))


def test_loading_the_packs_again_brings_no_merged_school_back(yichang):
    by = actor_for(yichang.post("security_admin"))
    first, second = yichang.schools[2], yichang.schools[3]
    both = carried(first) | carried(second)
    merge_organisations(
        organisation=first, others=[], into=second, on=clock.today(), by=by, version=first.version
    )
    load_bundled(system_actor())
    first.refresh_from_db()
    assert first.closed_on is not None
    assert first.withdrawn_at is not None
    assert (carried(first), carried(second)) == (set(), both)
    assert check_all()["violations"] == []
