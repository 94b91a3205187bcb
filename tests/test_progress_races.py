"""Two at once on progress: the same said twice counts once, a report is sent once, accepted or recalled. LUOSHI_PROVE
makes the rounds many."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common.acts import Once
from luoshi.common.invariants import check_all
from luoshi.common.models import AuditEvent
from luoshi.plans.models import Plan
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate, ReportPeriod
from luoshi.progress.money import actions as money
from luoshi.progress.money.lines import Line, Quarter
from luoshi.progress.money.models import MoneyReport
from luoshi.progress.tests import helping
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once
from luoshi.workplans import parts as works
from luoshi.workplans.tests import helping as plans

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_said_or_sent_at_once_counts_once_and_of_consent_and_recall_one_wins(
    yichang, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = plans.cast(yichang)
    there.workplan = plans.passed(there, plans.sent(there))
    _say_it_twice(there)
    _close_against_filling(there, yichang)
    report = helping.complete(there, helping.asked(there, back=True), reason="年底前")
    _close_against_sending(there, report)
    for _ in range(ROUNDS // 3):
        if _send_then_consent_or_recall(there, report) == "running":
            break
    assert PeriodicReport.objects.filter(period=report.period).count() == 1
    assert check_all()["violations"] == []


def _say_it_twice(there: Any) -> None:
    """With the same key as a double click does, and from two windows."""
    row, owner = helping.steps(there)[0], there.actor("owner")
    helping.due(90, row)
    row.refresh_from_db()
    for number in range(ROUNDS):
        once = Once(f"same-{number}", "a" * 64) if number % 2 else None
        said = {"state": "under_way", "words": f"第{number}次", "by": owner, "once": once}
        double = [lambda given=said: actions.give_update(milestone=row, **given)] * 2
        assert at_once(*double) == ["done", "done"]
        assert ProgressUpdate.objects.count() == number + 1


def _close_against_filling(there: Any, yichang: Any) -> None:
    """Money of a quarter: what was filled in while it was closed is there with the closing after it, or refused."""
    finance, bureau = actor_for(yichang.post("finance", "zhijiang")), there.actor("officer")
    year = works.years_of(there.plan)[0]
    quarter = {"plan": there.plan, "year": year, "quarter": 1}
    report = money.start_quarter(**quarter, by=finance)
    key = Quarter(report).rows()[0].key

    def amounts() -> list[Any]:
        return [row.arrived for row in report.lines.all()]

    for number in range(1, ROUNDS // 2 + 1):
        report.refresh_from_db()
        there.plan.refresh_from_db()
        before, lines = amounts(), [Line(key, {"arrived": str(number)})]
        mine, shut = MoneyReport.objects.get(pk=report.pk), Plan.objects.get(pk=there.plan.pk)
        said = at_once(
            partial(money.set_lines, report=mine, lines=lines, by=finance, version=mine.version),
            partial(money.close_quarter, **{**quarter, "plan": shut}, by=bureau, version=shut.version),
        )
        assert said[1] == "done"
        assert said[0] in ("done", "rule"), said
        assert amounts() == ([number] if said[0] == "done" else before)
        done = AuditEvent.objects.filter(action__startswith="money_in_use.", result="done").order_by("-id")
        assert done[0].action == "money_in_use.close_quarter"  # nothing was written into what was closed
        plan = Plan.objects.get(pk=there.plan.pk)
        money.reopen_quarter(**{**quarter, "plan": plan}, reason="再来", by=bureau, version=plan.version)


def _close_against_sending(there: Any, report: PeriodicReport) -> None:
    """Nothing is sent into a period that was closed or dropped in that instant; of the two one wins."""
    period, bureau, office = report.period, there.actor("officer"), there.actor("office")
    for number in range(ROUNDS):
        period.refresh_from_db()
        sent = helping.fresh_report(report)
        shut = actions.drop_period if number % 2 else actions.close_period
        why = {"reason": "开错了"} if number % 2 else {}
        said = at_once(
            partial(actions.send_report, report=sent, by=office, version=sent.version),
            partial(
                shut, period=ReportPeriod.objects.get(pk=period.pk), by=bureau, version=period.version, **why
            ),
        )
        assert sorted(said) == ["done", "rule"], said
        period.refresh_from_db()
        now = helping.fresh_report(report)
        assert (now.state == "running") != (period.closed_at is not None)
        if now.state == "running":
            actions.recall_report(report=now, by=office, version=now.version)
        else:
            actions.reopen_period(period=period, reason="再来", by=bureau, version=period.version)


def _send_then_consent_or_recall(there: Any, report: PeriodicReport) -> str:
    def on(act: Any, name: str, version: int) -> Any:
        by = there.actor(name)
        return lambda: act(report=helping.fresh_report(report), by=by, version=version)

    version = helping.fresh_report(report).version
    twice = [on(actions.send_report, "office", version)] * 2
    assert sorted(at_once(*twice)) in (["done", "stale"], ["done", "rule"])
    sent = helping.fresh_report(report)
    assert (sent.state, sent.approval.sendings.count()) == ("running", 1)
    said = at_once(
        on(actions.pass_report, "head", sent.version), on(actions.recall_report, "office", sent.version)
    )
    assert said.count("done") == 1, said
    won = helping.fresh_report(report)
    expected = ("running", False) if said[0] == "done" else ("draft", True)
    assert (won.state, won.first_sent_at is None) == expected
    return won.state
