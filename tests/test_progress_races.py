"""Two at once on progress: the same said twice counts once, a report is sent once, accepted or recalled. LUOSHI_PROVE
makes the rounds many."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.common.acts import Once
from luoshi.common.invariants import check_all
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate
from luoshi.progress.tests import helping
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once
from luoshi.workplans.tests import helping as plans

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_said_or_sent_at_once_counts_once_and_of_consent_and_recall_one_wins(
    yichang, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = plans.cast(yichang)
    there.workplan = plans.passed(there, plans.sent(there))
    _say_it_twice(there)
    report = helping.complete(there, helping.asked(there), reason="年底前")
    for _ in range(ROUNDS // 3):
        if _send_then_consent_or_recall(there, report) == "running":
            break
    assert PeriodicReport.objects.count() == 1
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
