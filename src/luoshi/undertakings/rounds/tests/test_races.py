"""Two at once at the deadline and at one application: one effect, the other told, nothing half.

LUOSHI_PROVE makes the rounds many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from luoshi.common import clock
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Application, Round, Wish
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once

from . import helping
from .helping import do, drafted, fresh

pytestmark = pytest.mark.django_db(transaction=True)
WINDOW = dt.timedelta(milliseconds=40)


def on(row: Any, action: Any, by: Any, **said: Any) -> Callable[[], Any]:
    copy = type(row).objects.get(pk=row.pk)
    keyword = {Round: "round_", Application: "application", Wish: "wish"}[type(row)]
    return lambda: action(**{keyword: copy}, by=by, version=copy.version, **said)


def again(there: Any, application: Application) -> None:
    """Back to a draft, whatever became of it, with the round open for long."""
    there.round.extensions.all().delete()
    Round.objects.filter(pk=there.round.pk).update(
        until=there.round.until, closes_at=there.round.closes_at, state="open"
    )
    row = fresh(application)
    if row.state in ("school", "county"):
        by = there.actor("head" if row.state == "school" else "county")
        row = do(actions.return_application, row, by, comment="重来")
    if row.state == "returned":
        row = do(actions.withdraw_application, row, there.actor("office"), reason="重来")
    if row.state == "withdrawn":
        do(actions.restore_application, row, there.actor("office"))


def closing_at(there: Any, moment: dt.datetime) -> None:
    Round.objects.filter(pk=there.round.pk).update(closes_at=moment, until=moment)


def test_what_leaves_the_school_around_the_closing_time_is_in_time_or_stays(there):
    application, head = drafted(there), there.actor("head")
    outcomes = set()
    for number in range(ROUNDS):
        again(there, application)
        do(actions.send_application, application, there.actor("office"))
        passing = on(application, actions.pass_application, head)
        closing_at(there, clock.now() + WINDOW * (number % 3))
        said = at_once(passing, on(application, actions.pass_application, head))
        row = fresh(application)
        outcomes.add(row.state)
        if row.state == "county":
            assert said.count("done") == 1, said
            assert row.arrived_at <= fresh(there.round).until
        else:
            assert (row.state, row.arrived_at, set(said)) == ("school", None, {"rule"}), said
        assert check_all()["violations"] == []
    assert "school" in outcomes


def test_an_extension_and_a_last_moment_never_lose_each_other(there):
    application, head, officer = drafted(there), there.actor("head"), there.actor("officer")
    for _ in range(ROUNDS):
        again(there, application)
        do(actions.send_application, application, there.actor("office"))
        closing_at(there, clock.now())
        until = clock.now() + dt.timedelta(days=1)
        said = at_once(
            on(application, actions.pass_application, head),
            on(there.round, actions.extend_round, officer, until=until, reason="学校放假"),
        )
        assert said[1] == "done", said
        assert (fresh(application).state == "county") == (said[0] == "done"), said
        assert check_all()["violations"] == []


def test_a_round_is_never_withdrawn_under_what_passes(there):
    application, head, officer = drafted(there), there.actor("head"), there.actor("officer")
    for _ in range(ROUNDS):
        again(there, application)
        do(actions.send_application, application, there.actor("office"))
        said = at_once(
            on(application, actions.pass_application, head),
            on(there.round, actions.withdraw_round, officer, reason="文件改了"),
        )
        assert said[1] == "done", said
        passed = fresh(application).state == "county"
        assert passed == (said[0] == "done"), said
        do(actions.restore_round, there.round, officer, reason="照旧")
    assert check_all()["violations"] == []


def test_a_row_written_while_it_is_sent_is_in_what_was_sent_or_refused(there):
    application, office, head = drafted(there, ticked=1), there.actor("office"), there.actor("head")
    wish = application.wishes.get()
    given = {"quantity": 2, "led_by": None, "answers": helping.ANSWERS}
    for number in range(ROUNDS):
        again(there, application)
        said = at_once(
            on(application, actions.send_application, office),
            on(wish, actions.write_wish, head, reason=f"理由{number}", **given),
        )
        assert said[0] == "done", said
        sending = fresh(application).approval.sendings.get()
        assert sending.content.values["rows"][0]["reason"] == fresh(wish).reason
    assert check_all()["violations"] == []


def test_of_two_colleagues_who_start_only_one_has_the_application(there):
    office, head = there.actor("office"), there.actor("head")
    for _ in range(ROUNDS):
        said = at_once(
            *(
                lambda by=by: actions.start_application(round_=fresh(there.round), by=by)
                for by in (office, head)
            )
        )
        assert said.count("done") == 1, said
        only = Application.objects.get(state="draft")
        do(
            actions.withdraw_application,
            only,
            office if only.author_id == there.office.pk else head,
            reason="重来",
        )


def test_a_verdict_and_the_confirmation_never_disagree(there):
    officer, section = there.actor("officer"), there.actor("section")
    application = helping.passed(there, helping.sent(there, ticked=1))
    wish = application.wishes.get()
    given = {"verdict": "accepted", "words": "", "agreed": None}
    for _ in range(ROUNDS):
        Round.objects.filter(pk=there.round.pk).update(state="open", confirmed_at=None)
        Wish.objects.filter(pk=wish.pk).update(verdict="open", duty=None)
        moment = clock.now()
        Application.objects.filter(pk=application.pk).update(arrived_at=moment)
        closing_at(there, moment)
        do(actions.judge_wish, wish, officer, **given)
        said = at_once(
            on(there.round, actions.confirm_round, officer),
            on(wish, actions.judge_wish, section, verdict="declined", words="改主意", agreed=None),
        )
        row = fresh(wish)
        if fresh(there.round).state == "confirmed":
            assert (row.verdict == "accepted") == (row.duty is not None), said
        else:
            assert row.duty is None, said
        assert "done" in said
    assert check_all()["violations"] == []


def test_sent_twice_with_one_key_it_is_sent_once(there):
    application, office = drafted(there), there.actor("office")
    row, once = fresh(application), Once("send-1", "a" * 64)
    version = row.version
    actions.send_application(application=row, by=office, version=version, once=once)
    actions.send_application(application=fresh(row), by=office, version=version, once=once)
    assert fresh(row).approval.sendings.count() == 1
    with pytest.raises(RuleBroken, match="已经在审批中"):
        do(actions.send_application, row, office)
