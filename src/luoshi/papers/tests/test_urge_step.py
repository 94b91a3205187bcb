"""催办: once per working day, by those whom it concerns."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.papers import actions
from luoshi.papers.models import Urge

from .conftest import decide, fresh

FRIDAY = clock.today() + dt.timedelta(days=7 + (4 - clock.today().weekday()) % 7)
SUNDAY, MONDAY = FRIDAY + dt.timedelta(days=2), FRIDAY + dt.timedelta(days=3)


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: today is that day."""
    return lambda day: monkeypatch.setattr(clock, "today", lambda: day)


def test_once_per_working_day_and_again_on_the_next(town, paper, on):
    brief, author = paper(), town.actor("department_head")
    on(FRIDAY)
    actions.urge_step(approval=brief.approval, by=author, words="急")
    for day in (FRIDAY, SUNDAY):
        on(day)
        with pytest.raises(RuleBroken, match="已经催办过"):
            actions.urge_step(approval=brief.approval, by=town.actor("office"))
    on(MONDAY)
    actions.urge_step(approval=brief.approval, by=author)
    assert list(Urge.objects.values_list("day", "words")) == [(FRIDAY, "急"), (MONDAY, "")]


def test_who_has_it_and_how_long_stands_on_the_page_above_without_the_names(town, paper, on, signed_in):
    brief = paper(up_to="county")
    decide(brief, town.actor("office"))
    decide(brief, town.actor("school_head"))
    step, holder = fresh(brief).current, town.the("county_officer", "county")
    arrived, due = clock.today(), step.due
    said = f"{arrived.month}月{arrived.day}日收到，已 {{}} 天"

    def page(role, place, day):
        on(day)
        return signed_in(town.the(role, place)).get(f"/briefs/{brief.public_id}/").content.decode()

    for day, words in (
        (arrived, "今天收到"),
        (due, said.format((due - arrived).days)),
        (due + dt.timedelta(days=3), said.format((due - arrived).days + 3) + "，逾期 3 天"),
    ):
        inside, outside = page("county_leader", "county", day), page("department_head", "school", day)
        assert f"{holder.user.name}，{words}" in inside
        assert words in outside
        assert holder.user.name not in outside
    assert "逾期" not in page("county_leader", "county", due)


def test_the_next_step_may_be_urged_the_same_day(town, paper):
    brief, author = paper(), town.actor("department_head")
    actions.urge_step(approval=brief.approval, by=author)
    decide(brief, town.actor("office"))
    actions.urge_step(approval=fresh(brief), by=author)
    assert Urge.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "place"), [("teacher", "school"), ("school_head", "school"), ("office", "sister")]
)
def test_whom_it_does_not_concern_urges_nobody(town, paper, role, place):
    with pytest.raises(PermissionDenied):
        actions.urge_step(approval=paper().approval, by=town.actor(role, place))
    assert not Urge.objects.exists()
