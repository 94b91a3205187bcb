"""Duties that become one work, people who leave, schools that merge, duties that come and go: workplans follow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.accounts.merging import merge_organisations
from luoshi.accounts.queries import actor_for
from luoshi.accounts.undoing import undo_organisation_change
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.undertakings import actions as duties
from luoshi.undertakings.models import Duty
from luoshi.undertakings.tests.test_handing_over import leave
from luoshi.workplans import actions
from luoshi.workplans.completeness import answers_of, values_of
from luoshi.workplans.models import Milestone, Money
from luoshi.workplans.parts import source_names, sources_of
from luoshi.workplans.queries import milestones_in_force
from luoshi.workplans.standing import keep_up

from .helping import act, fresh, lines, parts_of, passed, sent, started, write, written


def carried(there):
    return Duty.objects.filter(organisation=there.school, left_at__isnull=True)


def joined(there):
    duty, other = carried(there).order_by("pk")
    duties.join_work(
        duty=duty, other=other, reason="同一件事", by=there.actor("office"), version=duty.version
    )


def test_what_was_planned_for_two_works_is_planned_for_the_one_they_become(there):
    workplan = written(there)
    before = {row.key for row in workplan.milestones.all()}
    joined(there)
    (part,) = parts_of(workplan)
    assert {row.key for row in part.milestones.all()} == before
    assert {str(row.amount) for row in Money.objects.filter(part=part)} == {"20.00", "10.00"}
    assert fresh(workplan).missing_to_submit() == []
    assert check_all()["violations"] == []


def test_what_was_written_for_both_works_is_kept_when_they_become_one(there):
    workplan = written(there)
    for part, text in zip(parts_of(workplan), ("先建课程", "再建基地"), strict=True):
        write(there, part, measures=text)
    joined(there)
    (part,) = parts_of(workplan)
    kept = values_of(workplan, answers_of(workplan, [part])[part.public_id])
    assert sorted(kept["measures"].splitlines()) == sorted(["先建课程", "再建基地"])
    assert check_all()["violations"] == []


def test_works_are_not_joined_while_their_workplan_is_under_way(there):
    sent(there)
    with pytest.raises(RuleBroken, match="正在审批"):
        joined(there)
    assert (
        Duty.objects.filter(organisation=there.school, left_at__isnull=True).values("work").distinct().count()
        == 2
    )


def test_a_filed_workplan_follows_the_joining_too(there):
    workplan = passed(there, sent(there))
    joined(there)
    assert len(parts_of(workplan)) == 1
    assert set(
        Duty.objects.filter(organisation=there.school, left_at__isnull=True).values_list("stage", flat=True)
    ) == {"filed"}
    assert check_all()["violations"] == []


def test_a_duty_that_comes_is_told_and_taken_up_one_that_goes_keeps_what_was_written(there):
    workplan = written(there)
    duty = Duty.objects.filter(organisation=there.school, stage="left").order_by("pk")[0]
    Duty.objects.filter(pk=duty.pk).update(stage="undertaken", left_at=None)
    gone = Duty.objects.get(pk=there.duty.pk)
    duties.withdraw_duty(duty=gone, reason="变更", by=there.actor("officer"), version=gone.version)
    assert "1 项新承接的还没有列入，1 项已不承接的还列着" in fresh(workplan).missing_to_submit()[0]
    act(actions.refresh_parts, workplan, there.actor("office"))
    assert gone.work_id not in {part.work_id for part in parts_of(workplan)}
    duties.restore_duty(
        duty=Duty.objects.get(pk=gone.pk), reason="恢复", by=there.actor("officer"), version=gone.version
    )
    act(actions.refresh_parts, workplan, there.actor("office"))
    back = next(part for part in parts_of(workplan) if part.work_id == gone.work_id)
    assert back.milestones.count() == 2


def test_who_leaves_hands_over_the_milestones_and_the_draft(there, yichang):
    workplan = passed(there, sent(there))
    new = actions.revise_workplan(workplan=workplan, reason="调整", by=there.actor("office"))
    admin = actor_for(yichang.post("security_admin"))
    with pytest.raises(RuleBroken, match="里程碑责任人 8 项"):
        leave(there.owner, None, admin)
    leave(there.owner, there.dean, admin)
    leave(there.office, there.deputy, admin)
    rows = Milestone.objects.filter(workplan__in=[workplan, new])
    assert set(rows.values_list("owner", flat=True)) == {there.dean.pk}
    assert fresh(new).author == there.deputy
    assert check_all()["violations"] == []


def test_a_school_merges_when_its_workplan_is_filed_and_not_while_it_is_under_way(there, yichang):
    by, other = (
        actor_for(yichang.post("security_admin")),
        next(each for each in yichang.schools if each != there.school),
    )
    workplan = passed(there, sent(there), "head")

    def merge():
        there.school.refresh_from_db()
        return merge_organisations(
            organisation=there.school,
            others=[],
            into=other,
            on=clock.today(),
            by=by,
            version=there.school.version,
        )

    with pytest.raises(RuleBroken, match="还在审批"):
        merge()
    passed(there, workplan, "county", "leader", "section")
    change = merge()
    assert not milestones_in_force(plan=there.plan).exists()
    assert check_all()["violations"] == []
    change.refresh_from_db()
    undo_organisation_change(change=change, by=by, version=change.version)
    assert milestones_in_force(plan=there.plan).count() == 4
    assert check_all()["violations"] == []


def test_numbers_with_fractions_and_large_ones_are_kept_and_wrong_ones_refused(there):
    part = parts_of(started(there))[0]
    given = {"answers": {}, "by": there.actor("office")}
    actions.write_part(part=part, money={("own", 2021): Decimal("0.05")}, version=part.version, **given)
    assert [str(row.amount) for row in part.money.all()] == ["0.05"]
    part.refresh_from_db()
    for amounts in ({("own", 2021): Decimal(-1)}, {("own", 1999): Decimal(1)}, {("x", 2021): Decimal(1)}):
        part.refresh_from_db()
        with pytest.raises(RuleBroken):
            actions.write_part(part=part, money=amounts, version=part.version, **given)
    part.refresh_from_db()
    actions.write_part(part=part, money={("own", 2021): None}, version=part.version, **given)
    assert not part.money.exists()


def test_sources_are_named_by_the_bureau_and_a_name_left_out_keeps_its_money(there):
    part = parts_of(started(there))[0]
    money = {("own", 2021): Decimal(7)}
    actions.write_part(part=part, answers={}, money=money, by=there.actor("office"), version=part.version)
    plan = there.plan
    names = ["中央财政", "债券资金"]
    actions.set_money_sources(plan=plan, names=names, by=there.actor("officer"), version=plan.version)
    assert [name for _, name in sources_of(plan)] == names
    assert source_names(plan)["own"] == "学校自筹"
    with pytest.raises(RuleBroken, match="1 到"):
        actions.set_money_sources(plan=plan, names=[" "], by=there.actor("officer"), version=plan.version)


def test_names_that_two_people_bear_are_told_apart(there, yichang):
    twin = yichang.post("teacher", "zhijiang")
    twin.user.name = there.owner.user.name
    twin.user.save()
    workplan = started(there)
    with pytest.raises(RuleBroken, match="有几位"):
        act(actions.set_timetable, workplan, there.actor("office"), lines=lines(there, workplan))
    named = lines(there, workplan, owner=f"{there.owner.user.name}（任务责任人）")
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=named)
    assert set(workplan.milestones.values_list("owner", flat=True)) == {there.owner.pk}


def test_days_alone_make_a_filed_duty_due_and_late_and_the_log_keeps_when(there):
    """Its steps end on 2026-06-30 and 2027-06-30; nobody does anything."""
    passed(there, sent(there))
    duties = Duty.objects.filter(organisation=there.school, stage="filed")
    assert duties.exists()
    seen = []
    for day in (dt.date(2026, 6, 1), dt.date(2026, 6, 20), dt.date(2026, 6, 20), dt.date(2026, 7, 1)):
        before = AuditEvent.objects.filter(action="undertakings.note_standing").count()
        keep_up(day)
        events = AuditEvent.objects.filter(action="undertakings.note_standing").count() - before
        seen.append((set(duties.values_list("health", flat=True)), events > 0))
    assert seen[1:] == [({"due_soon"}, True), ({"due_soon"}, False), ({"overdue"}, True)]
    assert seen[0][0] == {"normal"}
