"""Two at once on progress: the same said twice counts once, a report is sent once, accepted or recalled. LUOSHI_PROVE
makes the rounds many."""

from __future__ import annotations

import pytest

from luoshi.common.acts import Once
from luoshi.common.invariants import check_all
from luoshi.progress import actions
from luoshi.progress.models import PeriodicReport, ProgressUpdate
from luoshi.progress.tests import helping
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once
from luoshi.workplans.tests import helping as plans

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_said_and_sent_at_once_counts_once_and_of_consent_and_recall_one_wins(
    yichang, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    there = plans.cast(yichang)
    there.workplan = plans.passed(there, plans.sent(there))
    row, owner = helping.steps(there)[0], there.actor("owner")
    helping.due(90, row)
    row.refresh_from_db()

    def say(number, once=None):
        said = {"state": "under_way", "words": f"第{number}次", "by": owner, "once": once}
        return lambda: actions.give_update(milestone=row, **said)

    for number in range(ROUNDS):
        same = Once(f"same-{number}", "a" * 64)
        double = (say(number, same), say(number, same)) if number % 2 else (say(number), say(number))
        assert at_once(*double) == ["done", "done"]
        assert ProgressUpdate.objects.count() == number + 1
    report, office, head = (
        helping.complete(there, helping.asked(there), reason="年底前"),
        *map(there.actor, ("office", "head")),
    )
    for _ in range(ROUNDS // 3):
        there_now = helping.fresh_report(report)

        def send(version=there_now.version):
            actions.send_report(report=helping.fresh_report(report), by=office, version=version)

        assert sorted(at_once(send, send)) in (["done", "stale"], ["done", "rule"])
        sent = helping.fresh_report(report)
        assert (sent.state, sent.approval.sendings.count()) == ("running", 1)

        def accept(version=sent.version):
            actions.pass_report(report=helping.fresh_report(report), by=head, version=version)

        def recall(version=sent.version):
            actions.recall_report(report=helping.fresh_report(report), by=office, version=version)

        said = at_once(accept, recall)
        assert said.count("done") == 1, said
        won = helping.fresh_report(report)
        assert (won.state, won.first_sent_at is None) == (
            ("running", False) if said[0] == "done" else ("draft", True)
        )
        if won.state == "running":
            break
    assert PeriodicReport.objects.count() == 1
    assert check_all()["violations"] == []
