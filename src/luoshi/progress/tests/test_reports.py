"""A periodic report: asked for, drafted by itself, written, sent through steps, returned by row, accepted, closed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.core.periods import open_on, period_of
from luoshi.notices.models import Delivery
from luoshi.papers.actions import print_approval
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.prints import prepare_print
from luoshi.progress import actions
from luoshi.progress.desk import desk_items, due_reports
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportPeriod
from luoshi.progress.reports import content
from luoshi.progress.reports.completeness import missing_to_submit
from luoshi.progress.reports.facts import goals_of
from luoshi.progress.reports.opening import open_all
from luoshi.progress.reports.overview import figures_of, lines_of
from luoshi.undertakings import actions as duties
from luoshi.undertakings.models import Duty
from luoshi.undertakings.tests.requests import STEPS
from luoshi.workplans.models import Goal, Milestone
from luoshi.workplans.standing import keep_up

from .helping import a_piece, asked, complete, due, duty_of, fresh_report, passed_on, report_act, say, steps

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # on the other database: tests/test_progress_races.py


def test_a_quarter_is_asked_for_and_its_report_drafts_itself_from_what_was_said(there):
    first, _, third, _ = steps(there)
    period = open_on("quarter", clock.today())
    due(900, *steps(there))
    day = dt.datetime.combine(period.starts + dt.timedelta(days=3), dt.time(4), dt.UTC)
    for update in (
        say(there, first, "done", "印发了", pieces=[a_piece()]),
        say(there, third, "blocked", "等上级批复"),
    ):
        ProgressUpdate.objects.filter(pk=update.pk).update(created_at=day)
    report = asked(there)
    assert (report.period.starts, report.period.label) == (period.starts, period.label)
    one, two = content.taken(report)
    assert (one["before"], one["now"], one["done"], one["proofs"]) == (0, 25, ["制定办法"], 1)
    assert (two["now"], two["blocked"]) == (0, [["制定办法", "等上级批复"]])
    assert any(item.title.startswith("核对并报送") for item in desk_items(there.actor("office")))
    assert there.office in next(iter(due_reports(clock.today()))).to


def test_the_terms_open_periods_by_themselves_each_once(there):
    asked(there)
    assert ReportPeriod.objects.count() == 1
    assert open_all() == 0
    with pytest.raises(PermissionDenied):
        actions.end_report_terms(plan=there.plan, by=there.actor("county"), version=there.plan.version)
    there.plan.refresh_from_db()
    actions.end_report_terms(plan=there.plan, by=there.actor("officer"), version=there.plan.version)
    assert open_all() == 0


def test_what_is_missing_is_the_hint_and_the_refusal(there):
    report = asked(there)
    missing = missing_to_submit(report)
    assert any("本期没有填过进展" in words or "有逾期的里程碑" in words for words in missing)
    assert any("还没有填完成数" in words for words in missing)
    with pytest.raises(RuleBroken, match="还不能报送"):
        report_act(actions.send_report, report, there.actor("office"))
    report = complete(there, report, actual=Decimal(1))
    titles = [row["title"] for row in content.taken(report)]
    assert missing_to_submit(report) == [f"“{titles[at]}”：{words}" for at, words in gaps(report)]
    report = complete(there, report, actual=Decimal(1), reason="年底前完成")
    assert missing_to_submit(report) == []


def gaps(report):
    return [
        (at, f"目标“{number[0]}”没有达到年度目标，请写一句差距说明。")
        for at, row in enumerate(content.taken(report))
        for number in row["numbers"]
    ]


def test_sent_returned_by_row_mended_only_there_and_accepted_it_stands_still(there):
    report = complete(there, asked(there), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    passed_on(there, report, "head", "county", "leader")
    row, other = report.rows.all()
    report = report_act(
        actions.return_report, report, there.actor("section"),
        comment="", parts={row.public_id: "写得太笼统"},
    )  # fmt: skip
    assert (report.state, report.rows.get(pk=row.pk).opinion) == ("returned", "写得太笼统")
    with pytest.raises(RuleBroken, match="没有退回"):
        report_act(actions.write_report, report, there.actor("office"), words={other.pk: "也改"}, numbers={})
    report = report_act(
        actions.write_report, report, there.actor("office"), words={row.pk: "细说"}, numbers={}
    )
    first = content.last_sent(report).content
    assert [grid.heading for grid in first.grids] == ["各项任务", "年度目标"]
    assert dict(first.facts)["里程碑"].startswith("本期完成 0 个，逾期 ")
    assert {tuple(line[-3:]) for line in first.grids[1].rows} == {("3", "1", "年底前完成")}
    assert [words for _, words in first.words] == ["按计划推进，逾期的下月补齐"] * 2
    report = report_act(actions.resubmit_report, report, there.actor("office"), comment="已改")
    assert content.last_sent(report).content.values["changed"] == [row.public_id]
    assert report.approval.current.role == "section_head"
    passed_on(there, report, "section")
    report.refresh_from_db()
    assert (report.state, report.accepted_at is not None) == ("accepted", True)
    with pytest.raises(RuleBroken, match="不能修改"):
        report_act(actions.write_report, report, there.actor("office"), words={row.pk: "再改"}, numbers={})
    assert check_all()["violations"] == []


def test_what_came_to_lack_something_since_it_was_sent_is_written_and_sent_though_not_returned(there):
    report = asked(there)
    due(900, *steps(there))
    row, other = report.rows.all()
    own = [step for step in steps(there) if step.part.work_id == other.work_id]
    for step in own:
        say(there, step, "under_way")
    started = dt.datetime.combine(report.period.starts, dt.time(4), dt.UTC)
    ProgressUpdate.objects.update(created_at=started)
    report, office = complete(there, report, reason="年底前完成"), there.actor("office")
    report = report_act(actions.write_report, report, office, words={other.pk: ""}, numbers={})
    report = report_act(actions.send_report, report, office)
    passed_on(there, report, "head", "county", "leader")
    opinion = {"comment": "", "parts": {row.public_id: "写得太笼统"}}
    report = report_act(actions.return_report, report, there.actor("section"), **opinion)
    keys = [step.pk for step in own]
    Milestone.objects.filter(pk__in=keys).update(due=report.period.ends)  # as on the day after it was sent
    for words in ("下月补期", "下月补齐"):
        report = report_act(actions.write_report, report, office, words={other.pk: words}, numbers={})
    assert missing_to_submit(report) == []
    report.rows.get(pk=other.pk).delete()  # a work that came since
    report = report_act(actions.refresh_report, report, office)
    new = report.rows.exclude(pk=row.pk).get()
    assert (new.returned, bool(new.opinion)) == (True, True)
    numbers = {number.pk: (Decimal(1), "年底前完成") for number in new.numbers.all()}
    report = report_act(actions.write_report, report, office, words={new.pk: "下月补齐"}, numbers=numbers)
    assert report_act(actions.resubmit_report, report, office).state == "running"


def test_it_counts_as_sent_once_it_has_left_the_school_and_not_where_it_was_recalled(there, monkeypatch):
    report = complete(there, asked(there), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    report = report_act(actions.recall_report, report, there.actor("office"))
    assert (report.state, report.first_sent_at) == ("draft", None)
    report = report_act(actions.send_report, report, there.actor("office"))
    figures = {each.label: each.count for each in figures_of(lines_of(there.actor("officer"), report.period))}
    assert figures == {"报送率": 0, "及时率": 0, "已接收": 0}
    report.period.due = clock.today()
    report.period.save(update_fields=["due"])
    tomorrow = clock.now() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert [line.words for line in lines_of(there.actor("officer"), report.period)] == ["逾期，校内审批中"]
    report = passed_on(there, report, "head")
    counts = [each.count for each in figures_of(lines_of(there.actor("officer"), report.period))]
    assert counts == [1, 0, 0]  # begun within the school in time, it left the school on the day after
    late = dt.datetime.combine(report.period.due + dt.timedelta(days=1), dt.time(4), dt.UTC)
    for at, timely in ((late, 0), (late - dt.timedelta(days=1), 1)):  # the day after, and the day itself
        type(report).objects.filter(pk=report.pk).update(first_sent_at=at)
        counts = [each.count for each in figures_of(lines_of(there.actor("officer"), report.period))]
        assert counts == [1, timely, 0]
    assert check_all()["violations"] == []


def test_many_are_accepted_at_once_by_who_looked_at_them_or_none(there):
    report = complete(there, asked(there), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    passed_on(there, report, *STEPS[:-1])
    by = there.actor("section")
    (line,) = [line for line in lines_of(by, report.period) if line.waits]
    give = {"period": report.period, "by": by}
    with pytest.raises(RuleBroken, match="有变化"):
        actions.accept_many(reports=[(line.report, line.report.version - 1)], **give)
    for name, refused in (("owner", PermissionDenied), ("county", RuleBroken)):
        wrong = {"period": report.period, "by": there.actor(name)}
        with pytest.raises(refused):
            actions.accept_many(reports=[(line.report, line.report.version)], **wrong)
    actions.accept_many(reports=[(line.report, line.report.version)], **give)
    report.refresh_from_db()
    assert report.state == "accepted"
    assert check_all()["violations"] == []


def test_eleven_reports_are_one_act_of_the_city(there):
    report = complete(there, asked(there), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    report = passed_on(there, report, *STEPS[:-1])
    others = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).order_by("pk")
    rows = [report, *(like(report, school) for school in others)]
    assert len(rows) == 11
    before = AuditEvent.objects.count()
    ticked = [(row, row.version) for row in rows]
    actions.accept_many(period=report.period, reports=ticked, by=there.actor("section"))
    assert AuditEvent.objects.count() == before + 1
    assert {fresh_report(row).state for row in rows} == {"accepted"}


def like(report, school):
    """Of another school, at the same step of an approval of its own."""
    row = PeriodicReport.objects.create(organisation=school, period=report.period)
    approval = fresh_report(report).approval
    steps, sendings = list(approval.steps.order_by("pk")), list(approval.sendings.all())
    approval.about_id, approval.organisation = row.public_id, school
    for each in (approval, *steps, *sendings):
        each.pk, each.public_id = None, new_public_id()
        if each is not approval:
            each.approval = approval
        each.save()
    sent = {
        "state": "running",
        "approval": approval,
        "first_sent_at": report.first_sent_at,
        "author": report.author,
    }
    PeriodicReport.objects.filter(pk=row.pk).update(**sent)
    return fresh_report(row)


def test_a_period_is_put_off_for_all_closed_and_opened_again_with_a_reason(there):
    report = complete(there, asked(there, back=True), reason="年底前完成")
    period, by = report.period, there.actor("officer")
    later = max(period.due, clock.today()) + dt.timedelta(days=7)
    with pytest.raises(RuleBroken, match="写明为什么延期"):
        actions.extend_period(period=period, due=later, reason=" ", by=by, version=period.version)
    period.refresh_from_db()
    actions.extend_period(period=period, due=later, reason="台风", by=by, version=period.version)
    assert Delivery.objects.filter(user=there.office.user, notice__title__contains="期限延到").exists()
    period.refresh_from_db()
    actions.close_period(period=period, by=by, version=period.version)
    with pytest.raises(RuleBroken, match="已经结账"):
        report_act(actions.send_report, report, there.actor("office"))
    period.refresh_from_db()
    actions.reopen_period(period=period, reason="补报", by=by, version=period.version)
    report = report_act(actions.send_report, report, there.actor("office"))
    period.refresh_from_db()
    with pytest.raises(RuleBroken, match="正在审批"):
        actions.close_period(period=period, by=by, version=period.version)
    report_act(actions.return_report, report, there.actor("head"), comment="再核")
    period.refresh_from_db()
    with pytest.raises(RuleBroken, match="退回后没有重新报送"):
        actions.close_period(period=period, by=by, version=period.version)


def _asked(there):
    items = [item.title.partition("：")[0] for item in desk_items(there.actor("office"))]
    return [title for title in items if title == "打印盖章"]


def test_a_stamped_page_is_asked_for_where_the_bureau_says_so(there):
    report = complete(there, asked(there, stamp=True), reason="年底前完成")
    report = report_act(actions.send_report, report, there.actor("office"))
    passed_on(there, report, *STEPS[:-1])
    with pytest.raises(RuleBroken, match="还不能接收：还没有打印盖章件"):
        passed_on(there, report, "section")
    assert not FiledPaper.objects.exists()
    report = fresh_report(report)
    assert _asked(there) == ["打印盖章"]
    sending, prepared = prepare_print(report.approval)
    print_approval(approval=report.approval, sending=sending, prepared=prepared, by=there.actor("office"))
    paper = FiledPaper.objects.get()
    assert _asked(there) == []  # from here on the desk of papers asks for the pages
    with pytest.raises(RuleBroken, match=f"盖章件（短码 {paper.short_code}）还没有交回"):
        passed_on(there, report, "section")
    FiledPaper.objects.filter(pk=paper.pk).update(
        state="stamped", stamped=paper.print, stamped_at=paper.created_at
    )
    assert passed_on(there, report, "section").state == "accepted"


def test_works_that_become_one_join_their_rows_with_what_was_written(there):
    report = asked(there)
    first, second = report.rows.all()
    words = {first.pk: "甲的话", second.pk: "乙的话"}
    typed = {each.pk: (Decimal(2), "缺编") for row in (first, second) for each in row.numbers.all()}
    report_act(actions.write_report, report, there.actor("office"), words=words, numbers=typed)
    rows = sorted(steps(there), key=lambda step: not step.part.goals.exists())  # the work with numbers goes
    duty = duty_of(there, rows[0])
    duties.join_work(
        duty=duty,
        other=duty_of(there, rows[-1]),
        reason="一件事",
        by=there.actor("office"),
        version=duty.version,
    )
    (row,) = report.rows.all()
    assert sorted(row.words.splitlines()) == ["乙的话", "甲的话"]
    duty.refresh_from_db()
    assert duty.stage == "filed"
    duties.separate_duty(duty=duty, reason="分开办", by=there.actor("office"), version=duty.version)
    assert Duty.objects.get(pk=duty.pk).stage != "filed", "its steps stayed with the common work"
    Duty.objects.filter(pk=duty.pk).update(
        stage="running"
    )  # as one that was separated before, or carried over
    keep_up()
    assert Duty.objects.get(pk=duty.pk).stage != "running"
    kept = [(each.pk, (each.actual, each.reason)) for each in row.numbers.all()]
    assert typed
    assert dict(kept) == typed
    assert check_all()["violations"] == []


def test_of_two_goals_of_one_year_that_of_the_years_own_workplan_counts(there):
    """Whichever was written first: a plan of all years and one of this year are both in force."""
    report = asked(there)
    year = report.period.ends.year
    before = Goal.objects.filter(year=year, part__workplan=there.workplan)[0]
    own = there.workplan
    own.pk, own.public_id, own.round = None, new_public_id(), str(year)
    own.save()
    own_pk, own.pk = own.pk, before.part.workplan_id
    part = type(before.part).objects.create(workplan_id=own_pk, work=before.part.work, order=1)
    Goal.objects.create(part=part, target=before.target, year=year, school=8, agreed=8)
    said = {"part": before.part, "target": before.target, "year": year, "school": 3, "agreed": 3}
    before.delete()
    Goal.objects.create(**said)  # later in the table
    goals = dict(goals_of(report)[part.work_id])
    assert goals[said["target"]] == 8


def test_goals_of_the_year_are_what_was_agreed(there):
    report = asked(there)
    year = period_of("quarter", report.period.ends).ends.year
    agreed = list(
        Goal.objects.filter(year=year, part__workplan=there.workplan).values_list("agreed", flat=True)
    )
    assert [number.goal for row in report.rows.all() for number in row.numbers.all()] == agreed
    Goal.objects.filter(year=year, part__workplan=there.workplan).update(agreed=agreed[0] + 2)
    assert missing_to_submit(report) == ["实施方案里的年度目标有变化，请先点“更新任务”。"]
    report = report_act(actions.refresh_report, report, there.actor("office"))
    assert {number.goal for row in report.rows.all() for number in row.numbers.all()} == {agreed[0] + 2}
    assert not any("更新任务" in words for words in missing_to_submit(report))
