"""Duties follow a merger, and come back when it is undone."""

import pytest

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.undertakings.actions import note_quantity
from luoshi.undertakings.joint import standing_of
from luoshi.undertakings.models import Duty, Work


def carried(school):
    return set(Duty.objects.filter(organisation=school, left_at__isnull=True).values_list("task", "basis"))


@pytest.fixture
def merged(yichang):
    by = actor_for(yichang.post("security_admin"))
    first, second = yichang.schools[2], yichang.schools[3]
    before = carried(first), carried(second)
    change = merge_organisations(
        organisation=first, others=[], into=second, on=clock.today(), by=by, version=first.version
    )
    return yichang, by, first, second, before, change


def test_one_duty_a_task_is_left_and_undoing_gives_each_its_own(merged):
    _, by, first, second, before, change = merged
    assert carried(first) == set()
    assert carried(second) == before[0] | before[1]
    assert before[0] & before[1]
    assert check_all()["violations"] == []
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    assert (carried(first), carried(second)) == before
    assert check_all()["violations"] == []


def test_work_on_a_duty_that_came_keeps_the_merger(merged):
    yichang, by, _, second, before, change = merged
    came = Duty.objects.filter(organisation=second, left_at__isnull=True, in_document=False).first()
    assert came is not None
    assert (came.task_id, came.basis) in before[0]
    officer = actor_for(yichang.post("city_officer"))
    note_quantity(duty=came, quantity=3, by=officer, version=came.version)
    change.refresh_from_db()
    with pytest.raises(RuleBroken, match="已经有了新的办理"):
        undo_organisation_change(change=change, by=by, version=change.version)
    assert carried(second) == before[0] | before[1]


@pytest.mark.parametrize("second_is", ["participant", "without"])
def test_who_follows_a_leading_school_leads_in_its_place_and_undoing_puts_all_back(yichang, second_is):
    first, second, third = yichang.schools[2:5]
    task = Duty.objects.filter(organisation=first, basis="undertaken").first().task
    for school in (second, third):
        there = {"basis": "undertaken", "work": Work.objects.create(organisation=school)}
        Duty.objects.get_or_create(task=task, organisation=school, defaults=there)
    if second_is == "without":
        Duty.objects.filter(task=task, organisation=second).delete()
    leading = {first.pk, third.pk} | ({second.pk} if second_is == "participant" else set())
    Duty.objects.filter(task=task, organisation__in=leading).update(led_by=first, left_at=None)
    Work.objects.filter(duties__isnull=True).delete()
    before = standing_of(task)
    by = actor_for(yichang.post("security_admin"))
    change = merge_organisations(
        organisation=first, others=[], into=second, on=clock.today(), by=by, version=first.version
    )
    standing = standing_of(task)
    assert (standing[second.pk], standing[third.pk]) == (second.pk, second.pk)
    assert first.pk not in standing
    assert check_all()["violations"] == []
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    assert standing_of(task) == before
    assert check_all()["violations"] == []
