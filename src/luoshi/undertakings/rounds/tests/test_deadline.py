"""In time is what has left the school's own leg at or before the closing time; later it stays where it is."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.papers.states import Outcome
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.tests.requests import on_paper

from . import helping
from .helping import do, drafted, fresh, passed

pytestmark = pytest.mark.django_db
MOMENT = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(("off", "state"), [(-MOMENT, "county"), (0 * MOMENT, "county"), (MOMENT, "school")])
def test_the_last_instant_counts_and_the_next_does_not(there, it_is, off, state):
    application = helping.sent(there)
    it_is(there.round.until + off)
    if state == "school":
        with pytest.raises(RuleBroken, match=r"截止.*延期后已填的内容可以直接报送"):
            passed(there, application, "head")
    else:
        passed(there, application, "head")
    assert fresh(application).state == state


def test_a_late_school_can_neither_start_nor_send_nor_be_entered_for(there, it_is):
    made = drafted(there)
    it_is(there.round.until + MOMENT)
    with pytest.raises(RuleBroken, match="截止"):
        do(actions.send_application, made, there.actor("office"))
    there.round.applications.update(state="withdrawn")
    with pytest.raises(RuleBroken, match="截止"):
        actions.start_application(round_=fresh(there.round), by=there.actor("office"))


def test_a_signed_sheet_does_not_get_around_the_closing_time(there, it_is):
    application = helping.sent(there)
    it_is(there.round.until + MOMENT)
    with pytest.raises(RuleBroken, match="截止"):
        do(actions.enter_application, application, there.actor("office"), leader=there.head, **on_paper())
    back = on_paper(outcome=Outcome.RETURNED, comment="晚了")
    entered = do(actions.enter_application, application, there.actor("office"), leader=there.head, **back)
    assert entered.state == "returned"


def test_the_head_who_applies_himself_leaves_the_school_by_sending(there, it_is):
    there.round.plan.refresh_from_db()
    made = drafted(there, by="head")
    it_is(there.round.until)
    sent = do(actions.send_application, made, there.actor("head"))
    assert (sent.state, sent.arrived_at) in (("school", None), ("county", there.round.until))


def test_county_and_city_take_the_time_they_need(there, it_is):
    application = passed(there, helping.sent(there), "head")
    it_is(there.round.until + dt.timedelta(days=3))
    assert passed(there, application, "county", "leader", "section").state == "passed"
    assert check_all()["violations"] == []


def test_returned_from_above_it_may_come_back_late_but_not_with_more(there, it_is):
    application = passed(there, helping.sent(there), "head")
    it_is(there.round.until + dt.timedelta(days=1))
    returned = do(actions.return_application, application, there.actor("county"), comment="请改")
    office, every = there.actor("office"), list(there.round.tasks.all())
    with pytest.raises(RuleBroken, match="不能增加"):
        do(actions.choose_tasks, returned, office, chosen=every)
    do(actions.choose_tasks, returned, office, chosen=every[:1])
    do(actions.choose_tasks, returned, office, chosen=every[:2])
    assert do(actions.resubmit_application, returned, office).state == "county"


def test_returned_inside_the_school_it_is_late_all_the_same(there, it_is):
    returned = do(actions.return_application, helping.sent(there), there.actor("head"), comment="再想想")
    it_is(there.round.until + MOMENT)
    with pytest.raises(RuleBroken, match="截止"):
        do(actions.resubmit_application, returned, there.actor("office"))


def test_nothing_is_sent_before_it_begins(there, it_is):
    Membership.objects.update(start=there.round.opens_at.date() - dt.timedelta(days=9))  # the posts are older
    it_is(there.round.opens_at - MOMENT)
    with pytest.raises(RuleBroken, match="开始，到时再报"):
        actions.start_application(round_=fresh(there.round), by=there.actor("office"))


def test_what_has_arrived_is_not_recalled_after_closing(there, it_is):
    application = passed(there, helping.sent(there), "head")
    application.approval.entries.filter(step__isnull=False).update(at=clock.now() - dt.timedelta(days=9))
    it_is(there.round.until + MOMENT)
    with pytest.raises(RuleBroken, match="退回修改"):
        do(actions.recall_application, application, there.actor("office"))
