"""Two at once: one effect, the other told, nothing half. A few rounds here, many under `make prove`."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import Busy, Refusal
from luoshi.common.invariants import check_all
from luoshi.common.models import SiteState
from luoshi.papers import actions
from luoshi.papers.chains import StepPlan
from luoshi.papers.models import Approval, Brief, Entry, Route, Urge

from .conftest import a_paper, days, decide, fresh

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200 if os.environ.get("LUOSHI_PROVE") else 12
TRIES = 20


@pytest.fixture(autouse=True)
def _site(db):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Each in a thread of its own, started together: `done`, or the code of the refusal."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait(timeout=30)
            said[place] = patiently(acts[place])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return said


def patiently(act: Callable[[], Any]) -> str:
    """A lock that did not come in time is asked for again, as a browser does after 503."""
    for _ in range(TRIES):
        try:
            act()
        except Busy:
            continue
        except Refusal as refusal:
            return refusal.code
        except PermissionDenied:
            return "forbidden"
        return "done"
    return "busy"


def on(brief: Brief, act: Any, by: Any, **said: Any) -> Callable[[], Any]:
    """The act on the version as it is now, on a copy of the row as another page would have it."""
    copy = Brief.objects.get(pk=brief.pk)
    return lambda: act(brief=copy, by=by, version=copy.version, **said)


def whole() -> None:
    assert check_all()["violations"] == []


def test_of_two_at_the_same_step_one_passes_and_the_other_is_told(town, paper):
    first, second = town.actor("office"), actor_for(town.post("office"))
    for number in range(ROUNDS):
        brief = paper(title=f"件{number}")
        said = at_once(on(brief, actions.pass_brief, first), on(brief, actions.pass_brief, second))
        assert Counter(said) == {"done": 1, "stale": 1}
        assert Entry.objects.filter(approval=fresh(brief), step__isnull=False).count() == 1
    whole()


def test_pass_and_return_recall_and_entering_never_both_happen(town, paper):
    office, author = town.actor("office"), town.actor("department_head")
    other = town.post("office")
    entered = {"outcome": "passed", "decided_on": clock.today(), "proofs": [a_paper()], "leader": other}
    for number in range(ROUNDS):
        brief = paper(title=f"件{number}")
        rivals = [
            on(brief, actions.pass_brief, office),
            on(brief, actions.return_brief, actor_for(other), comment="请改"),
            on(brief, actions.recall_brief, author),
            on(brief, actions.enter_brief, office, **entered),
        ]
        assert Counter(at_once(*rivals)) == {"done": 1, "stale": 3}
        approval = fresh(brief)
        assert Entry.objects.filter(approval=approval).count() == 2
    whole()


def test_a_delegation_ended_while_the_delegate_decides_is_one_after_the_other(town, paper):
    head, deputy = town.actor("school_head"), town.actor("deputy_head")
    for number in range(ROUNDS):
        given = actions.delegate(
            organisation=town.school,
            principal=town.the("school_head"),
            to=town.the("deputy_head"),
            start=clock.today(),
            end=days(1),
            by=head,
        )
        brief = paper(title=f"件{number}")
        decide(brief, town.actor("office"))
        revoke = {"delegation": given, "by": head, "version": given.version}
        said = at_once(
            on(brief, actions.pass_brief, deputy),
            lambda revoke=revoke: actions.revoke_delegation(**revoke),
        )
        assert said[1] == "done"
        assert said[0] in ("done", "forbidden")
        assert (fresh(brief).state == "passed") is (said[0] == "done")
    whole()


def test_of_two_delegates_for_the_same_days_one_stands(town):
    head, office = town.actor("school_head"), town.actor("office")
    deputy, third, paper = town.the("deputy_head"), town.the("department_head"), a_paper()
    for number in range(ROUNDS):
        day = days(number * 2)
        given = {"organisation": town.school, "principal": town.the("school_head"), "start": day, "end": day}
        said = at_once(
            lambda given=given: actions.delegate(to=deputy, by=head, **given),
            lambda given=given: actions.delegate(to=third, by=office, proof=paper, **given),
        )
        assert sorted(said) == ["done", "rule"]
    whole()


def test_of_two_new_chains_one_stands(town):
    office, head = town.actor("office"), town.actor("school_head")
    for number in range(ROUNDS):
        chains = [StepPlan("校长", "school_head")], [StepPlan("项目办", "office")]
        seen = Route.objects.filter(superseded_at__isnull=True).values_list("number", flat=True).first() or 0
        given = {"organisation": town.school, "kind": "", "seen": seen}
        said = at_once(
            lambda given=given, chains=chains: actions.set_route(steps=chains[0], by=office, **given),
            lambda given=given, chains=chains: actions.set_route(steps=chains[1], by=head, **given),
        )
        assert sorted(said) in (["done", "stale"], ["done", "rule"])
        assert Route.objects.count() == number + 1
    whole()


def test_two_who_urge_at_once_urge_once(town, paper):
    author, office = town.actor("department_head"), town.actor("office")
    for number in range(ROUNDS):
        brief = paper(title=f"件{number}")
        approval = Approval.objects.get(pk=brief.approval_id)
        said = at_once(
            lambda approval=approval: actions.urge_step(approval=approval, by=author),
            lambda approval=approval: actions.urge_step(
                approval=Approval.objects.get(pk=approval.pk), by=office
            ),
        )
        assert sorted(said) == ["done", "rule"]
        assert Urge.objects.filter(step__approval=approval).count() == 1
    whole()
