"""Alerts come and go with facts, by the rules the office has set; none is lost, none is told twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Organisation
from luoshi.common import audit, clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent
from luoshi.core import alerts as core
from luoshi.core.periods import period_before, period_of
from luoshi.indicators.alerts import actions
from luoshi.indicators.alerts.desk import desk_items
from luoshi.indicators.alerts.facts import facts_of
from luoshi.indicators.alerts.invariants import INVARIANTS
from luoshi.indicators.alerts.keeping import Watch, keep_up, keep_up_if_needed, look
from luoshi.indicators.alerts.models import Alert, AlertStep
from luoshi.indicators.alerts.queries import alerts_visible_to, rules_for, stood_in
from luoshi.indicators.alerts.tests.helping import an_approved_figure
from luoshi.indicators.models import IndicatorVersion
from luoshi.notices.models import Delivery
from luoshi.plans.models import Target
from luoshi.progress import actions as progress
from luoshi.progress.models import PeriodicReport, ReportPeriod
from luoshi.progress.tests.helping import a_piece, asked, complete, due, passed_on, report_act, say, steps
from luoshi.workplans.models import Goal, Milestone, MilestoneState

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def alerts() -> dict[str, Alert]:
    """Those that stand, by kind; of each kind there is one here."""
    rows = Alert.objects.exclude(state="cleared")
    assert rows.count() == rows.values("kind").distinct().count()
    return {row.kind: row for row in rows}


def all_holds() -> bool:
    return not [found for invariant in INVARIANTS for found in invariant.check()]


def on_time(there) -> list[Milestone]:
    """Nothing is due for long; the first weighs so little that the school is not behind by it."""
    rows = steps(there)
    due(300, *rows)
    Milestone.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(weight=10)
    return rows


def test_a_late_milestone_becomes_an_alert_gets_worse_and_goes_when_it_is_done(there):
    first = on_time(there)[0]
    due(-10, first)
    assert keep_up() > 0
    row = alerts()["late"]
    assert (row.rank, row.measure, row.milestone, row.organisation) == (3, 10, first.key, there.school)
    assert (row.since, row.state) == (clock.today() - 9 * DAY, "open")
    assert "逾期满 7 天为Ⅲ级（提醒）" in row.why
    due(-40, first)
    keep_up()
    row.refresh_from_db()
    assert (row.rank, row.measure, row.times) == (2, 40, 1)
    say(there, first, "done", "补上了")
    keep_up()
    row.refresh_from_db()
    assert (row.state, row.cleared_at is not None) == ("cleared", True)
    assert [step.kind for step in row.steps.all()] == ["opened", "raised", "cleared"]
    assert all_holds()


def test_facts_that_return_open_the_same_alert_again(there):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    update = say(there, first, "done", "补上了")
    keep_up()
    progress.take_back_update(update=update, by=there.actor("owner"))
    keep_up()
    row = Alert.objects.get(kind="late")
    assert (row.state, row.times, row.cleared_at) == ("open", 2, None)
    assert all_holds()


def test_a_second_look_writes_nothing(there):
    due(-10, on_time(there)[0])
    keep_up()
    events, steps_before = AuditEvent.objects.count(), AlertStep.objects.count()
    assert keep_up() == 0
    assert (AuditEvent.objects.count(), AlertStep.objects.count()) == (events, steps_before)


def test_every_kind_of_fact_of_earlier_stages_is_seen(there):
    rows = on_time(there)
    say(there, rows[0], "blocked", "等经费")
    say(there, rows[1], "done")
    MilestoneState.objects.update(since=clock.today() - 100 * DAY)
    report = asked(there, back=True)
    ReportPeriod.objects.filter(pk=report.period_id).update(due=clock.today() - 2 * DAY)
    keep_up()
    found = alerts()
    assert set(found) == {"stuck", "evidence_missing", "not_reported"}
    assert found["evidence_missing"].measure == 100
    assert found["not_reported"].about == f"report:{report.public_id}"
    assert found["stuck"].rank == 1


def test_what_a_school_did_not_begin_counts_from_the_day_its_plan_was_filed(there):
    rows = on_time(there)
    Milestone.objects.filter(pk=rows[0].pk).update(starts=clock.today() - 200 * DAY)
    there.workplan.refresh_from_db()
    type(there.workplan).objects.filter(pk=there.workplan.pk).update(filed_at=clock.now() - 130 * DAY)
    fact = next(
        each for each in facts_of(there.plan, there.plan.issuer, clock.today()) if each.kind == "not_started"
    )
    assert (fact.measure, fact.since) == (4, clock.today() - 130 * DAY)


def test_points_behind_are_by_school_and_clear_when_made_up(there):
    rows = on_time(there)
    due(-3, *rows[:2])
    keep_up()
    assert (alerts()["behind"].measure, alerts()["behind"].rank) == (35, 1)
    say(there, rows[0], "done", "补上了", pieces=[a_piece()])
    say(there, rows[1], "done", "补上了", pieces=[a_piece("二.jpg")])
    keep_up()
    assert alerts() == {}


def test_a_number_short_of_its_goal_counts_from_the_accepted_report(there):
    on_time(there)
    report = complete(there, asked(there, back=True), actual=0, reason="年底前完成")
    report = report_act(progress.send_report, report, there.actor("office"))
    keep_up()
    assert "under_target" not in alerts()
    passed_on(there, report, "head", "county", "leader", "section")
    assert PeriodicReport.objects.get(pk=report.pk).state == "accepted"
    keep_up()
    assert (alerts()["under_target"].measure, alerts()["under_target"].rank) == (100, 1)


def test_the_look_comes_within_a_minute_of_an_act_that_matters_and_not_otherwise(there):
    watch = Watch()
    assert keep_up_if_needed(watch)
    watch.not_before = 0
    assert not keep_up_if_needed(watch)
    due(-10, steps(there)[0])
    say(there, steps(there)[1], "under_way")
    assert keep_up_if_needed(watch)
    watch.not_before = 0
    assert Alert.objects.filter(kind="late", state="open").exists()
    assert not keep_up_if_needed(watch)
    audit.record("progress.fetch_behind", by=there.actor("office"), obj=there.school)
    assert not keep_up_if_needed(watch), "who only took a list out changed nothing"


def test_an_answer_says_how_and_until_when_and_can_be_taken_back(there):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    row = alerts()["late"]
    promised = clock.today() + 5 * DAY
    for words, day, said in (
        (" ", promised, "请写明打算"),
        ("字" * 501, promised, "最多 500"),
        ("办", clock.today() - DAY, "从今天起"),
        ("办", clock.today() + 400 * DAY, "一年以内"),
    ):
        with pytest.raises(RuleBroken, match=said):
            actions.answer_alert(
                alert=row, words=words, promised=day, by=there.actor("owner"), version=row.version
            )
        row.refresh_from_db()
    actions.answer_alert(
        alert=row, words="下周办", promised=promised, by=there.actor("owner"), version=row.version
    )
    assert (row.state, row.plan_words, row.promised) == ("acknowledged", "下周办", promised)
    with pytest.raises(Stale):
        actions.answer_alert(
            alert=row, words="别的", promised=promised, by=there.actor("office"), version=row.version - 1
        )
    keep_up()
    row.refresh_from_db()
    assert row.state == "acknowledged"
    actions.take_back_answer(alert=row, by=there.actor("office"), version=row.version)
    assert (row.state, row.plan_words) == ("open", "")
    assert all_holds()


def test_an_answer_whose_day_is_over_comes_back_to_the_desk(there):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    row = alerts()["late"]
    actions.answer_alert(
        alert=row, words="办", promised=clock.today(), by=there.actor("owner"), version=row.version
    )
    Alert.objects.filter(pk=row.pk).update(promised=clock.today() - DAY)
    keep_up()
    row.refresh_from_db()
    assert (row.state, row.plan_words) == ("open", "办")
    assert row.steps.last().kind == "lapsed"


def test_only_those_concerned_answer_and_nobody_clears_by_hand(there, yichang_stranger):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    row = alerts()["late"]
    said = {"words": "办", "promised": clock.today() + DAY}
    for name in ("officer", "county", "dean"):
        with pytest.raises(PermissionDenied):
            actions.answer_alert(alert=row, by=there.actor(name), version=row.version, **said)
        row.refresh_from_db()
    assert alerts_visible_to(there.actor("owner")).get() == row
    assert alerts_visible_to(there.actor("officer")).get() == row
    from luoshi.accounts.queries import actor_for

    assert not alerts_visible_to(actor_for(yichang_stranger)).exists()
    with pytest.raises(PermissionDenied):
        actions.note_alerts(plan=there.plan, bureau=there.plan.issuer, by=there.actor("officer"))


def test_each_desk_has_what_reaches_it_and_one_message_a_look(there):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    late = f"/alerts/{alerts()['late'].public_id}/"
    assert [(item.href, item.pressing) for item in desk_items(there.actor("owner"))] == [(late, "逾期")]
    assert list(desk_items(there.actor("office"))) == []
    assert list(desk_items(there.actor("officer"))) == []
    assert not Delivery.objects.filter(notice__kind="alerts").exists()
    due(-70, first)
    keep_up()
    assert [item.title for item in desk_items(there.actor("office"))] != []
    told = Delivery.objects.filter(notice__kind="alerts").values_list("membership__role", flat=True)
    assert sorted(set(told)) == ["city_officer", "county_officer", "office", "section_head"]
    before = Delivery.objects.count()
    keep_up()
    assert Delivery.objects.count() == before


def set_rules(there, rules: core.Rules):
    there.plan.refresh_from_db()
    return actions.set_rules(
        place=there.plan, rules=rules, by=there.actor("officer"), version=there.plan.version
    )


def test_the_office_sets_its_words_and_limits_tries_them_first_and_goes_back(there):
    rows = on_time(there)
    due(-10, rows[0])
    keep_up()
    levels = (
        core.Level(1, "红旗", "red", "city"),
        core.Level(2, "表扬", "green", "county"),
        core.Level(3, "留意", "grey", "owner"),
    )
    rules = core.Rules(levels, {"late": {2: 5}})
    tried = look(there.plan, there.plan.issuer, rules)
    assert actions.preview_words([tried]).startswith("按")
    assert "会新开 0 条，解除 0 条，改变级别 1 条" in actions.preview_words([tried])
    assert Alert.objects.get(kind="late").rank == 3
    made = set_rules(there, rules)
    row = Alert.objects.get(kind="late")
    assert (made.number, row.rank, row.level_word, row.colour, row.reach) == (1, 2, "表扬", "green", "county")
    with pytest.raises(RuleBroken, match="没有改动"):
        set_rules(there, rules)
    set_rules(there, core.Rules(limits={}))
    assert Alert.objects.get(kind="late").state == "cleared"
    there.plan.refresh_from_db()
    restored = actions.restore_rules(
        place=there.plan, number=1, by=there.actor("officer"), version=there.plan.version
    )
    assert (restored.number, restored.rules) == (3, rules)
    assert Alert.objects.get(kind="late").state == "open"
    assert all_holds()


def test_rules_of_the_office_hold_where_a_plan_has_none_of_its_own(there):
    bureau = Organisation.objects.get(pk=there.plan.issuer_id)
    rules = core.Rules(limits={"late": {1: 3}})
    actions.set_rules(place=bureau, rules=rules, by=there.actor("officer"), version=bureau.version)
    assert rules_for(there.plan, bureau) == rules
    own = core.Rules(limits={"late": {1: 4}})
    set_rules(there, own)
    assert (rules_for(there.plan, bureau), rules_for(None, bureau)) == (own, rules)
    with pytest.raises(PermissionDenied):
        actions.set_rules(place=bureau, rules=own, by=there.actor("office"), version=bureau.version)


def test_the_list_of_a_month_has_what_stood_in_it_however_often_it_came(there):
    first = on_time(there)[0]
    due(-10, first)
    keep_up()
    row = Alert.objects.get(kind="late")
    spells = [("opened", "2026-01-10"), ("cleared", "2026-04-20"), ("reopened", "2026-06-05")]
    row.steps.all().delete()
    for kind, day in spells:
        step = AlertStep.objects.create(alert=row, kind=kind, rank=3)
        moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        AlertStep.objects.filter(pk=step.pk).update(created_at=moment)
    stood = [
        month
        for month in range(1, 10)
        if stood_in(Alert.objects.all(), dt.date(2026, month, 1), dt.date(2026, month + 1, 1)).exists()
    ]
    assert stood == [1, 2, 3, 4, 6, 7, 8, 9]


def test_what_was_withdrawn_makes_no_alert(there):
    due(-10, on_time(there)[0])
    keep_up()
    type(there.plan).objects.filter(pk=there.plan.pk).update(withdrawn_at=clock.now())
    keep_up()
    assert alerts() == {}
    assert system_actor().is_system


def test_an_approved_figure_is_held_against_standard_and_goal_as_strictly_as_written(there):
    on_time(there)
    for ends, top in (("2026-03-31", 60), ("2026-06-30", 55), ("2026-09-30", 50)):
        an_approved_figure(there, ends, 100, top)
    keep_up()
    found = alerts()
    assert found["falling"].measure == 2
    assert (
        "under_target" not in found
    )  # 50.0 % does not pass 超过 50 %, but it is short by less than the limit
    bureau = there.plan.issuer
    facts = {fact.kind: fact for fact in facts_of(None, bureau, clock.today())}
    assert facts["under_target"].measure == 1
    target = steps(there)[0].part.goals.first() or Goal.objects.filter(part__workplan=there.workplan).first()
    Target.objects.filter(pk=target.target_id).update(
        extra={"indicator": "sample-dual"}, comparator="at_least"
    )
    Goal.objects.filter(pk=target.pk).update(year=2026, agreed=80)
    keep_up()
    row = Alert.objects.get(kind="under_target", plan=there.plan)
    assert (row.measure, row.rank) == (37, 2)
    assert "2026年目标" in row.why
    others = Target.objects.filter(plan=there.plan, withdrawn_at=None).exclude(pk=target.target_id)
    Target.objects.filter(pk=others.order_by("-order", "-id")[0].pk).update(
        order=32000, extra={"indicator": "sample-dual"}
    )
    keep_up()
    assert alerts()["under_target"].measure == 37, "another target of the same indicator hides no goal"


def test_of_a_quarter_under_way_it_is_short_since_it_is_known_and_a_standard_says_both_its_ends(there):
    quarter = period_of("quarter", clock.today())
    row = an_approved_figure(there, period_before(quarter).ends.isoformat(), 100, 0)
    standard = {"comparator": "range", "quantity": 1, "upper": 3, "level": "each", "basis": "附件"}
    IndicatorVersion.objects.filter(pk=row.definition_id).update(extra={"standard": standard}, unit="个")
    said = []
    for ends in (quarter.ends.isoformat(), ""):
        facts = {fact.kind: fact for fact in facts_of(None, there.plan.issuer, clock.today())}
        said.append((facts["under_target"].since, "公布的标准：1—3 个" in facts["under_target"].words))
        if ends:
            an_approved_figure(there, ends, 100, 0)
    assert said == [(row.period.ends, True), (clock.today(), True)]
