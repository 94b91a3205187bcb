"""Two of the bureau at once: a quota holds, nothing is half, and nobody waits for the other in a circle.

LUOSHI_PROVE makes the rounds many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from luoshi.common import clock
from luoshi.common.acts import REGISTRY
from luoshi.common.invariants import check_all
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.actions.moving import round_first
from luoshi.undertakings.rounds.models import Application, Round, RoundTask, Wish
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once

from . import helping
from .helping import applied, do, fresh
from .test_races import on

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"verdict": "accepted", "words": "", "agreed": None}
NO = {"verdict": "declined", "words": "名额有限", "agreed": None}


@pytest.fixture
def two(there: Any) -> list[Wish]:
    """Two schools want the first task, each two of it; the bureau may judge."""
    task = there.round.tasks.first()
    return [applied(there, key, tasks=[task]).wishes.get() for key in ("sanxia", "yidu")]


def as_it_was(wishes: list[Wish]) -> None:
    Wish.objects.filter(pk__in=[wish.pk for wish in wishes]).update(verdict="open", verdict_words="")


def verdicts(wishes: list[Wish]) -> list[str]:
    return [fresh(wish).verdict for wish in wishes]


@pytest.mark.parametrize("limit", [{"most": 1}, {"quantity_most": 3}])
def test_two_who_accept_at_once_never_go_over_a_quota(there, two, limit):
    RoundTask.objects.filter(pk=two[0].round_task_id).update(**limit)
    officer, section = there.actor("officer"), there.actor("section")
    for _ in range(ROUNDS):
        as_it_was(two)
        said = at_once(
            on(two[0], actions.judge_wish, officer, **YES), on(two[1], actions.judge_wish, section, **YES)
        )
        assert sorted(said) == ["done", "rule"], said
        assert sorted(verdicts(two)) == ["accepted", "open"]
    assert check_all()["violations"] == []


def test_accepting_many_and_judging_one_neither_go_over_nor_wait_for_each_other(there, two):
    """Both take the round first: with the row first, PostgreSQL would end one of the two as a deadlock."""
    officer, section = there.actor("officer"), there.actor("section")
    for number in range(ROUNDS):
        as_it_was(two)
        RoundTask.objects.filter(pk=two[0].round_task_id).update(most=1 if number % 2 else None)
        said = at_once(
            on(there.round, actions.accept_wishes, officer, wishes=two),
            on(two[number % 2], actions.judge_wish, section, **NO),
            tries=1,
        )
        assert said[1] in ("done", "stale"), said
        declined, other = (verdicts(two)[place] for place in (number % 2, 1 - number % 2))
        assert (declined == "declined") == (said[1] == "done"), said
        assert (other == "accepted") == (said[0] == "done"), said
        assert verdicts(two).count("accepted") < 2 or not number % 2
    assert check_all()["violations"] == []


def test_what_is_sent_again_and_what_is_written_on_a_row_do_not_wait_for_each_other(there):
    """Sending again takes verdicts back on the rows, a colleague writes on one of them; past the deadline or not."""
    application = helping.drafted(there, ticked=1)
    office, head = there.actor("office"), there.actor("head")
    wish = application.wishes.get()
    given = {"reason": "改过的理由", "quantity": 2, "led_by": None, "answers": helping.ANSWERS}
    for number in range(ROUNDS):
        returned(there, application)
        until = clock.now() + dt.timedelta(milliseconds=40) * (number % 3)
        Round.objects.filter(pk=there.round.pk).update(closes_at=until, until=until)
        said = at_once(
            on(application, actions.resubmit_application, office),
            on(wish, actions.write_wish, head, **given),
            tries=1,
        )
        assert said[0] in ("done", "rule"), said
        assert "busy" not in said
        assert (fresh(application).state == "school") == (said[0] == "done"), said
        Round.objects.filter(pk=there.round.pk).update(
            closes_at=there.round.closes_at, until=there.round.until
        )
    assert check_all()["violations"] == []


def returned(there: Any, application: Application) -> None:
    """With its author for mending, before it has left the school, a verdict on its row as it may stand."""
    row = fresh(application)
    if row.state == "draft":
        row = do(actions.send_application, row, there.actor("office"))
    if row.state == "school":
        do(actions.return_application, row, there.actor("head"), comment="再改")
    application.wishes.update(verdict="asked")


def test_every_act_within_a_round_takes_the_round_first():
    within = {name: act for name, act in REGISTRY.items() if name.startswith("rounds.")}
    claims = {name for name, act in within.items() if act.on not in (None, "round_")}
    assert {"rounds.judge_wish", "rounds.send_application", "rounds.set_condition"} <= claims
    assert {name for name in claims if within[name].first is not round_first} == set()
