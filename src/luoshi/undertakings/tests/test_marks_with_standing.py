"""The fast way to the marks of a plan says to everybody just what the slow one says."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.undertakings.models import Duty
from luoshi.undertakings.queries import MARK, duties_as_seen_by, marks_with_standing


@pytest.mark.parametrize("role", ["city_officer", "county_officer", "school_head", "system"])
def test_both_ways_say_the_same_and_keep_foreign_standing_to_themselves(yichang, duty, role):
    Duty.objects.filter(pk=duty.pk).update(left_at=clock.now(), stage="left", proof="partial")
    county = duty.organisation.placements.get(end=None).parent
    place = {"county_officer": county.key, "school_head": duty.organisation.key}.get(role, "yichang")
    actor = system_actor() if role == "system" else actor_for(yichang.post(role, place))
    slow = duties_as_seen_by(actor).filter(task__plan=duty.task.plan).order_by("id")
    expected = list(slow.values_list(*MARK, "seen_id", "seen_stage", "seen_health", "seen_proof"))
    assert list(marks_with_standing(actor, duty.task.plan)) == expected
    seen = sum(bool(row[len(MARK)]) for row in expected)
    assert 0 < seen <= len(expected)
    assert (seen == len(expected)) == (role in ("city_officer", "system"))
