"""Two at once on a panel: the last place of an expert is given once, of a conflict and what would give the application
to the expert nothing is left in his hands. LUOSHI_PROVE makes the rounds many (controls CC-03, CC-04).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.invariants import check_all
from luoshi.selection import actions as calls
from luoshi.selection.models import Call
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned, Conflict, Draw, Seat
from luoshi.selection.panel.tests import helping
from luoshi.undertakings.tests.test_change_request_races import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_place_is_given_once_and_a_conflict_wins(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    there = helping.panel_of(yichang, applications=3, experts=2)
    helping.seated(there)
    draw = _conflict_against_confirming(there)
    assert draw.state in ("confirmed", "drawn")
    _last_place(there)
    _conflict_against_giving(there)
    wrong = [each for each in check_all()["violations"] if each["code"].startswith("panel-")]
    assert wrong == [], "those of applications are not asked: here they were written as rows"


def _conflict_against_confirming(there: Any) -> Draw:
    """Whichever comes first: who is bound holds nothing of it afterwards."""
    draw = helping.drawn(there, need=1)
    helping.do(actions.witness_draw, draw, there.monitor, on="draw")
    draw.refresh_from_db()
    code, who, *_ = draw.result["pairs"][0]
    seat = Seat.objects.select_related("expert", "call").get(call=there.call, code=who)
    paper = next(each for each in there.applications if f"第{each.sequence}号" == code)
    officer = actor_for(there.officer)
    said = at_once(
        partial(actions.confirm_draw, draw=Draw.objects.get(pk=draw.pk), by=officer, version=draw.version),
        partial(actions.set_conflict, seat=seat, application=paper, reason="亲属", by=officer),
    )
    assert said[1] == "done"
    assert not Assigned.objects.filter(seat=seat, application=paper, void_at=None).exists()
    draw.refresh_from_db()
    assert (draw.state == "confirmed") == (said[0] == "done"), said
    Conflict.objects.update(lifted_at=clock.now(), lifted_by=there.officer, lift_reason="核实")
    if draw.state == "drawn":
        helping.do(actions.confirm_draw, draw, there.officer, on="draw")
    return draw


def _last_place(there: Any) -> None:
    """One place left, two officers give it to two applications: one of them is told that there is none."""
    officers = [actor_for(there.officer), actor_for(there.post("section_head"))]
    seat = Seat.objects.filter(call=there.call).select_related("expert", "call").order_by("code")[0]
    for number in range(ROUNDS):
        Assigned.objects.all().update(void_at=clock.now(), void_reason="下一轮")
        Seat.objects.filter(pk=seat.pk).update(most=1)
        papers = [there.applications[(number + each) % 3] for each in range(2)]
        said = at_once(
            *(
                partial(
                    actions.give_by_hand,
                    seat=Seat.objects.get(pk=seat.pk),
                    application=paper,
                    round="",
                    reason="指派",
                    by=by,
                )
                for paper, by in zip(papers, officers, strict=True)
            )
        )
        assert sorted(said) == ["done", "rule"], said
        assert Assigned.objects.filter(seat=seat, void_at=None).count() == 1


def _conflict_against_giving(there: Any) -> None:
    """However the two meet, the application is not in the hands of whom it must not be."""
    officer, other = actor_for(there.officer), actor_for(there.post("section_head"))
    seat = Seat.objects.filter(call=there.call).select_related("expert", "call").order_by("code")[0]
    Seat.objects.filter(pk=seat.pk).update(most=9)
    paper = there.applications[0]
    for _ in range(ROUNDS):
        Assigned.objects.all().update(void_at=clock.now(), void_reason="下一轮")
        Conflict.objects.update(lifted_at=clock.now(), lifted_by=there.officer, lift_reason="下一轮")
        given = {"seat": Seat.objects.get(pk=seat.pk), "application": paper}
        said = at_once(
            partial(actions.give_by_hand, **given, round="", reason="指派", by=officer),
            partial(actions.set_conflict, **given, reason="亲属", by=other),
        )
        assert said[1] == "done"
        assert said[0] in ("done", "rule"), said
        assert not Assigned.objects.filter(seat=seat, application=paper, void_at=None).exists()
    assert Call.objects.get(pk=there.call.pk).state == "reviewing"


@pytest.mark.prove
def test_what_was_proposed_is_agreed_to_or_taken_back_once(yichang, settings, tmp_path):
    """Controls SE-05: a draw is voided, a selection given up, only where the second person was there first."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.panel_of(yichang, applications=2, experts=2)
    there.leader = yichang.post("bureau_leader")
    helping.seated(there)
    draw = helping.drawn(there, need=1)
    for number in range(ROUNDS):
        said = helping.do(actions.propose_void, draw, there.officer, on="draw", reason="重来")
        first = _settled(actions.confirm_proposal, actions.drop_proposal, said, there.monitor, there.officer)
        draw.refresh_from_db()
        assert (draw.state == "void") == (first == "done"), number
        Draw.objects.filter(pk=draw.pk).update(state="drawn", voided_by=None)
        Call.objects.filter(pk=there.call.pk).update(state="reviewing")
        gone = helping.do(calls.propose_withdrawal, there.call, there.officer, on="call", reason="不办了")
        first = _settled(calls.confirm_withdrawal, calls.drop_proposal, gone, there.leader, there.officer)
        there.call.refresh_from_db()
        assert (there.call.state == "withdrawn") == (first == "done"), number
        Call.objects.filter(pk=there.call.pk).update(state="drawing")


def _settled(confirm: Any, drop: Any, said: Any, other: Any, officer: Any) -> str:
    """What the second person was told; one of the two did it, the other one came too late."""
    acts = [(confirm, other), (drop, officer)]
    given = {"proposal": type(said).objects.get(pk=said.pk), "version": said.version}
    told = at_once(*(partial(act, by=actor_for(who), **given) for act, who in acts))
    assert sorted(each == "done" for each in told) == [False, True], told
    return told[0]


TAKERS = 20


@pytest.mark.prove
def test_of_twenty_who_want_the_last_place_one_gets_it(yichang, settings, tmp_path):
    """Controls CC-03: the load of an expert and the size of a panel, 20 at once, 200 times: never one over."""
    settings.LUOSHI_HOME = tmp_path
    there = helping.panel_of(yichang, applications=TAKERS, experts=TAKERS + 1)
    seats = helping.seated(there)
    helping.confirmed(there, need=1)
    officer = actor_for(there.officer)
    first, paper = seats[0], there.applications[0]
    one_expert = [(first, each) for each in there.applications]
    one_paper = [(seat, paper) for seat in seats[1:]]
    for number in range(ROUNDS):
        for pairs, before in ((one_expert, 0), (one_paper, 1)):
            Assigned.objects.all().update(void_at=clock.now(), void_reason="下一轮")
            Seat.objects.all().update(most=1)
            for seat, each in [(first, paper)] * before:
                Assigned.objects.create(seat=seat, application=each, given_at=clock.now(), reason="指派")
            said = at_once(*(_giving(seat, each, officer) for seat, each in pairs), tries=200)
            assert sorted(said) == ["done"] + ["rule"] * (TAKERS - 1), (number, said)
            assert Assigned.objects.filter(void_at=None).count() == before + 1


def _giving(seat: Seat, paper: Any, officer: Any) -> Any:
    given = {"seat": Seat.objects.select_related("call").get(pk=seat.pk), "application": paper}
    return partial(actions.give_by_hand, **given, round="", reason="指派", by=officer)
