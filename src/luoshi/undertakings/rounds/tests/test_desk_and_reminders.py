"""Who is asked to apply, who is reminded, and who carries it on."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.undertakings.rounds import merging
from luoshi.undertakings.rounds.desk import desk_items
from luoshi.undertakings.rounds.reminding import due_applications
from luoshi.undertakings.tests.test_handing_over import leave

from . import helping
from .helping import a_round, drafted, fresh, passed

pytestmark = pytest.mark.django_db


def lines(there, name):
    return [(item.title, item.action) for item in desk_items(there.actor(name))]


def test_the_school_is_asked_until_it_has_sent(there):
    title = "承接申报：2026年承接申报"
    assert lines(there, "office") == [(title, "去申报")]
    made = drafted(there)
    assert lines(there, "head") == [(title, "继续填报")]
    helping.do(helping.actions.send_application, made, there.actor("office"))
    assert lines(there, "office") == []
    assert lines(there, "teacher") == []


def test_after_closing_nobody_is_asked(there, it_is):
    it_is(there.round.until + dt.timedelta(seconds=1))
    assert lines(there, "office") == []


def test_the_bureau_is_asked_to_open_what_it_drafted(there):
    a_round(there)
    assert lines(there, "officer") == [("发布承接申报：2026年承接申报", "去发布")]


def owing(there):
    return {each.key.rsplit(":", 1)[1]: each for each in due_applications(clock.today())}


def test_whoever_has_not_sent_is_reminded_and_the_county_stands_above(there):
    key = there.school.public_id
    reminder = owing(there)[key]
    assert len(owing(there)) == 11
    assert {post.pk for post in reminder.to} >= {there.office.pk, there.head.pk, there.deputy.pk}
    assert [post.pk for post in reminder.above] == [there.county.pk]
    assert reminder.due == there.round.last_day
    application = helping.sent(there)
    assert key in owing(there)
    passed(there, application, "head")
    assert key not in owing(there)


def test_an_application_passes_on_with_the_post(there, yichang):
    application = drafted(there)
    admin = actor_for(yichang.post("security_admin"))
    with pytest.raises(RuleBroken, match="承接申报 1 项"):
        leave(there.office, None, admin)
    leave(there.office, there.deputy, admin)
    assert fresh(application).author == there.deputy


def test_schools_do_not_merge_under_an_application(there):
    helping.sent(there)
    assert [held.kind for held in merging.stands_on(there.school)] == ["承接申报"]
    with pytest.raises(RuleBroken, match="还有在办的承接申报"):
        merging.follow_merger(
            change=None, old=there.school, new=there.school, on=clock.today(), by=system_actor()
        )
