"""What others of a school's kind took last time, and what it has to go on, prefilled with its source."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.plans.models import Plan, Task
from luoshi.undertakings.models import Duty, SameWork
from luoshi.undertakings.rounds.earlier import reference_for, taken_last_time
from luoshi.undertakings.rounds.models import RoundTask

from . import helping
from .helping import drafted

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def carriers(task):
    duties = Duty.objects.filter(task=task, basis="undertaken", left_at=None)
    return {duty.organisation.short: duty.organisation for duty in duties.select_related("organisation")}


def test_a_school_reads_of_its_own_kind_alone_and_the_bureau_of_all(there):
    row = there.round.tasks.get(task__key="4.3")
    by_all = carriers(row.task)
    of_city = {name for name, each in by_all.items() if len(each.path) < len(there.school.path)}
    of_county = set(by_all) - of_city
    assert of_city
    assert of_county
    read = taken_last_time(there.actor("office"), there.round, [row], there.school)[row.pk]
    assert set(read) == {name for name in of_county if by_all[name].owner == there.school.owner}
    private = by_all[sorted(set(read) - {there.school.short})[0]]
    Organisation.objects.filter(pk=private.pk).update(owner="private")
    now = taken_last_time(there.actor("office"), there.round, [row], there.school)[row.pk]
    assert set(now) == set(read) - {private.short}
    Organisation.objects.filter(pk=private.pk).update(owner=private.owner)
    sanxia = Organisation.objects.get(key="sanxia")
    city_school = taken_last_time(actor_for(there.post("office", "sanxia")), there.round, [row], sanxia)
    assert set(city_school[row.pk]) == {name for name in of_city if by_all[name].owner == sanxia.owner}
    assert set(taken_last_time(there.actor("officer"), there.round, [row], None)[row.pk]) == set(by_all)


def copied(row, **fields):
    row = type(row).objects.get(pk=row.pk)
    row.pk, row._state.adding = None, True
    for name, value in {"public_id": f"copy{row.public_id[:10]}", **fields}.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_new_plan_is_held_against_the_issuers_plan_before_it(there):
    task = Task.objects.get(plan=there.plan, key="4.3")
    plan = copied(there.plan, key="second", short="二期计划")
    same = copied(task, plan=plan, key="x1")
    other = copied(task, plan=plan, key="x2", title="没有过的任务", public_id="copyother")
    assert reference_for(Plan.objects.get(pk=plan.pk)) == there.plan
    there.round.plan, there.round.reference = plan, there.plan
    rows = [
        RoundTask(pk=number, round=there.round, task=each) for number, each in ((901, same), (902, other))
    ]

    def found():
        by_row = taken_last_time(there.actor("officer"), there.round, rows, None)
        return set(by_row[901]), set(by_row[902])

    assert found() == (set(carriers(task)), set())
    earlier = Task.objects.get(plan=there.plan, key="4.1")  # a pack calls the renamed task the same work
    pair = SameWork.objects.create(task=other, other=earlier, reason="同一件事")
    assert found() == (set(carriers(task)), set(carriers(earlier)))
    assert carriers(earlier)
    SameWork.objects.filter(pk=pair.pk).update(withdrawn_at=clock.now())
    assert found()[1] == set()
    Plan.objects.filter(pk=there.plan.pk).update(withdrawn_at=clock.now())
    assert reference_for(Plan.objects.get(pk=plan.pk)) is None


def test_what_a_school_has_to_go_on_is_prefilled_with_its_source_beside_it(there, client):
    helping.set_up_profile(there)
    definition = FormDefinition.objects.get(key=PROFILE.key)
    helping.profile_answered(there, definition, students=2400, teachers=88, dual=31)
    wish = drafted(there, ticked=1, answers={}).wishes.get()
    client.force_login(there.office.user)
    page = client.get(reverse("edit-wish", args=[wish.public_id])).content.decode()
    assert "全日制在校生 2400 人，专任教师 88 人，双师型教师 31 人。" in page
    assert "单位概况：师生和专业" in page
