"""A duty says by which round or request it stands, and a count opens what moved it and what may."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.home.origins import origins_of
from luoshi.undertakings.models import ChangeRequest, Duty, Work
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.tests.conftest import it_is, there
from luoshi.undertakings.rounds.tests.helping import applied, confirmed, do, fresh, judged, over
from luoshi.undertakings.tests import requests

__all__ = ["it_is", "there"]
pytestmark = pytest.mark.django_db


def words(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def drawer(client, row):
    return words(client.get(reverse("lineage-task-current", args=[row.task.public_id])))


def test_a_count_opens_the_round_that_is_open_and_the_duty_the_one_that_was_confirmed(
    there, it_is, signed_in
):
    row, round_url = there.round.tasks.first(), f"/rounds/{there.round.public_id}/"
    Duty.objects.filter(task=row.task, organisation=there.school).delete()
    Work.objects.filter(duties=None).delete()
    office = signed_in(there.office)
    assert round_url in drawer(office, row)
    judged(there, applied(there, there.school.key))
    over(there, it_is)
    office = signed_in(there.office)
    assert "确认承接" not in drawer(office, row)
    confirmed(there, it_is)
    opened = drawer(signed_in(there.office), row)
    assert f"确认承接：{there.round.name}" in opened
    duty = Duty.objects.get(task=row.task, organisation=there.school)
    page = words(signed_in(there.office).get(f"/duties/{duty.public_id}/"))
    assert f'<a href="{round_url}">承接申报：{there.round.name}</a>' in page
    assert "承接申报确认" in page
    assert "随计划装入" not in page
    for url in (f"/tasks/{row.task.public_id}/", f"/organisations/{there.school.public_id}/"):
        assert f"承接申报：{there.round.name}" in words(signed_in(there.officer).get(url))
    do(actions.reopen_round, fresh(there.round), there.actor("officer"), reason="名额有误")
    page = words(signed_in(there.office).get(f"/duties/{duty.public_id}/"))
    assert "名额有误" in page
    assert f'<a href="{round_url}">承接申报：' not in page


def test_a_request_is_opened_where_it_may_be_read_and_named_where_the_duty_is_seen(there, signed_in):
    request = requests.sent(there, "take_on", task=there.free)
    url = f"/change-requests/{request.public_id}/"
    lineage = reverse("lineage-organisation", args=[there.school.public_id, there.plan.public_id])
    assert url in words(signed_in(there.office).get(lineage))
    assert url not in words(signed_in(there.teacher).get(lineage))
    requests.passed(there, request)
    duty = Duty.objects.get(task=there.free, organisation=there.school)
    page = f"/duties/{duty.public_id}/"
    assert f'<a href="{url}">变更申请：承接任务</a>' in words(signed_in(there.office).get(page))
    for_teacher = words(signed_in(there.teacher).get(page))
    assert "变更申请：承接任务" in for_teacher
    assert f'<a href="{url}">变更申请：承接任务' not in for_teacher


def test_the_counts_at_the_foot_of_the_matrix_open_too(there, signed_in):
    page = words(signed_in(there.officer).get(f"/plans/{there.plan.public_id}/matrix/"))
    lineage = reverse("lineage-organisation", args=[there.school.public_id, there.plan.public_id])
    assert f'<a href="{lineage}" data-drawer' in page


def test_origins_of_one_duty_cost_as_many_queries_as_of_all(there):
    request = requests.passed(there, requests.sent(there, "take_on", task=there.free))
    actor = actor_for(there.officer)
    duties = list(Duty.objects.filter(task__plan=there.plan).select_related("organisation"))

    def count(rows):
        with CaptureQueriesContext(connection) as counted:
            found = origins_of(actor, rows)
        return len(counted), found

    one, found = count([request.duty])
    assert found[request.duty.pk].url.endswith(f"{request.public_id}/")
    assert count(duties)[0] == one
    assert ChangeRequest.objects.count() == 1
