"""Alerts go along with a merger, reach somebody in every degree, and neither words nor a revision make them go."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.accounts.actions import set_up_organisation
from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.acts import REGISTRY
from luoshi.common.models import AuditEvent
from luoshi.core import alerts as core
from luoshi.indicators.alerts import actions
from luoshi.indicators.alerts.desk import desk_items
from luoshi.indicators.alerts.facts import facts_of
from luoshi.indicators.alerts.keeping import MATTERS, Watch, keep_up, keep_up_if_needed
from luoshi.indicators.alerts.models import Alert, AlertRule
from luoshi.indicators.alerts.queries import rules_for
from luoshi.indicators.alerts.tests.test_keeping import DAY, alerts, all_holds, on_time
from luoshi.notices.models import Delivery
from luoshi.progress.tests.helping import due, say
from luoshi.workplans.models import Milestone, MilestoneState, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rules_with(number: int) -> core.Rules:
    return core.Rules(limits={"late": {3: number}})


def set_rules(place, number: int) -> AlertRule:
    place.refresh_from_db()
    return actions.set_rules(place=place, rules=rules_with(number), by=system_actor(), version=place.version)


def test_alerts_and_rules_go_along_when_bureaus_merge_and_come_back(there):
    first, bureau, by = on_time(there)[0], there.plan.issuer, system_actor()
    due(-10, first)
    keep_up()
    set_rules(bureau, 6)
    set_rules(there.plan, 5)
    heir = set_up_organisation(
        parent=None, names=[], name="示例大市教育局", short="大市", kind="city_bureau", by=by
    )
    bureau.refresh_from_db()
    change = merge_organisations(
        organisation=bureau, others=[], into=heir, on=clock.today(), by=by, version=bureau.version
    )
    there.plan.refresh_from_db()
    assert there.plan.issuer == heir
    assert (rules_for(there.plan, heir), rules_for(None, heir)) == (rules_with(5), rules_with(6))
    due(-40, first)
    keep_up()
    row = Alert.objects.get(kind="late")
    assert (row.bureau, row.measure, row.times) == (heir, 40, 1)
    assert set_rules(there.plan, 4).number == 2
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    there.plan.refresh_from_db()
    due(-50, first)
    keep_up()
    row.refresh_from_db()
    assert (row.bureau, row.measure) == (bureau, 50)
    assert set(AlertRule.objects.values_list("organisation", flat=True)) == {bureau.pk}
    assert rules_for(there.plan, bureau) == rules_with(4)
    assert all_holds()


def test_what_has_no_owner_is_on_the_desk_of_the_office_and_told_to_it_in_every_degree(there):
    rows = on_time(there)
    Milestone.objects.filter(pk__in=[row.pk for row in rows]).update(weight=1)
    Milestone.objects.filter(pk=rows[0].pk).update(weight=85 - len(rows) + 2)
    Milestone.objects.filter(pk=rows[1].pk).update(weight=15)
    due(-3, rows[1])
    keep_up()
    row = alerts()["behind"]
    assert (row.rank, row.reach, row.milestone) == (3, "owner", "")
    (line,) = desk_items(there.actor("office"))
    assert "还有 1 条预警" in line.title
    assert {each.membership.role for each in Delivery.objects.filter(notice__kind="alerts")} == {"office"}
    due(-10, rows[2])
    Milestone.objects.filter(pk=rows[2].pk).update(owner=None)
    keep_up()
    (line,) = desk_items(there.actor("office"))
    assert "还有 2 条预警" in line.title
    assert list(desk_items(there.actor("owner"))) == []


def test_what_is_not_late_by_a_day_is_to_be_answered_today(there):
    rows = on_time(there)
    Milestone.objects.filter(pk__in=[row.pk for row in rows]).update(weight=1)
    Milestone.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(weight=50)
    due(-3, rows[1])
    keep_up()
    assert (alerts()["behind"].rank, alerts()["behind"].state) == (1, "open")
    assert [item.pressing for item in desk_items(there.actor("office"))] == ["尽快"]


def test_a_revision_that_is_filed_does_not_put_off_what_should_have_begun(there):
    rows = on_time(there)
    Milestone.objects.filter(pk=rows[0].pk).update(starts=clock.today() - 400 * DAY)
    now = Workplan.objects.get(pk=there.workplan.pk)
    Workplan.objects.filter(pk=now.pk).update(number=2)
    Workplan.objects.create(
        organisation=now.organisation, plan=now.plan, round=now.round, number=1, state="superseded",
        author=now.author, approval=now.approval, filed_at=clock.now() - 200 * DAY,
    )  # fmt: skip
    facts = {each.kind: each for each in facts_of(there.plan, there.plan.issuer, clock.today())}
    assert facts["not_started"].since == clock.today() - 200 * DAY


def test_to_be_stuck_counts_from_the_day_it_was_due(there):
    first = on_time(there)[0]
    due(-60, first)
    say(there, first, "blocked", "等经费")
    facts = {each.kind: each for each in facts_of(there.plan, there.plan.issuer, clock.today())}
    assert (facts["stuck"].measure, facts["stuck"].since) == (59, clock.today() - 59 * DAY)
    due(30, first)
    MilestoneState.objects.update(since=clock.today() - dt.timedelta(days=5))
    facts = {each.kind: each for each in facts_of(there.plan, there.plan.issuer, clock.today())}
    assert facts["stuck"].measure == 5


def test_new_rules_start_a_look_and_so_do_figures_and_registers(there):
    watch = Watch(last=AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first())
    assert not keep_up_if_needed(watch)
    watch.not_before = 0
    due(-6, on_time(there)[0])
    set_rules(there.plan.issuer, 6)
    assert keep_up_if_needed(watch)
    assert Alert.objects.filter(kind="late", state="open").exists()
    for name in ("indicator_entry.approve_lines", "registers.confirm_entries", "indicators.take_back"):
        assert name in REGISTRY
        assert name.startswith(MATTERS)
