"""Whoever leaves a post leaves nothing waiting there: it passes to the successor, once."""

import pytest

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, organisations_visible_to
from luoshi.common import acts, stages
from luoshi.notices.handing_over import hand_over
from luoshi.notices.models import Delivery
from luoshi.notices.stage import STAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(school):
    """`passed(leaving, successor)` → titles handed over, inside an act of the officer."""

    @acts.act("tests.leaves", who=lambda actor, target: True)
    def leaves(*, leaving, successor, by):
        return hand_over(leaving, successor, by)

    def perform(leaving, successor):
        handed = leaves(leaving=leaving, successor=successor, by=actor_for(school.officer))
        return [holding.title for holding in handed.items]

    yield perform
    del acts.REGISTRY["tests.leaves"]


def at(post):
    return list(
        Delivery.objects.filter(membership=post).order_by("id").values_list("notice__title", flat=True)
    )


def test_what_waits_passes_and_what_was_read_stays(school, say, passed):
    say(school.office, title="没看"), say(school.office, title="没签", receipt=True)
    read = say(school.office, title="看过")
    Delivery.objects.filter(notice=read).update(read_at=read.created_at)
    assert passed(school.office, school.head) == ["没看", "没签"]
    assert at(school.head) == ["没看", "没签"]
    assert passed(school.office, school.head) == [], "a second time there is nothing left"


def test_nobody_is_told_twice(school, say, passed):
    say(school.office, school.head, title="两人都有")
    say(school.head, title="用过的键", key="k"), say(school.office, title="同一个键", key="k")
    assert passed(school.office, school.head) == []


def test_another_post_of_the_same_person_takes_it_along(town, school, say, passed):
    second = Membership.objects.create(user=school.office.user, organisation=town.academy, role="office")
    say(school.office, title="跟着人走", key="k")
    assert passed(school.office, second) == ["跟着人走"]
    assert (at(second), at(school.office)) == (["跟着人走"], [])


def test_what_the_successor_may_not_see_is_not_passed(town, school, say, passed, monkeypatch):
    def visible(actor):
        return organisations_visible_to(actor).filter(path__startswith=actor.path)

    owner = stages.Stage("owner", visible={"accounts.organisation": visible})
    monkeypatch.setattr(stages, "_installed", [STAGE, owner])
    say(school.office, title="本校的", about=town.village)
    assert passed(school.office, school.stranger) == []
    assert passed(school.office, school.head) == ["本校的"]
