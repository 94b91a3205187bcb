"""The bureau decides row by row and confirms: what it agreed to becomes duties, all at once or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.undertakings.models import Duty
from luoshi.undertakings.rounds import actions, overview
from luoshi.undertakings.rounds.models import Wish

from . import helping
from .helping import do, fresh, passed

pytestmark = pytest.mark.django_db


def judge(there, wish, verdict="accepted", by="officer", **said):
    given = {"words": "", "agreed": None} | said
    return do(actions.judge_wish, wish, there.actor(by), verdict=verdict, **given)


@pytest.fixture
def through(there, it_is):
    """An application that passed all steps, the round over; its duties of last time are left."""
    application = passed(there, helping.sent(there))
    Duty.objects.filter(organisation=there.school).update(left_at=there.round.opened_at, stage="left")
    it_is(there.round.until + dt.timedelta(days=1))
    return application


def confirm(there):
    return do(actions.confirm_round, there.round, there.actor("officer"))


def test_what_was_agreed_to_becomes_a_duty_with_its_quantity(there, through):
    first, second = through.wishes.all()
    judge(there, first, agreed=1)
    judge(there, second, "declined", words="已有两校承接")
    assert confirm(there).state == "confirmed"
    duty = fresh(first).duty
    assert (duty.task, duty.organisation, duty.quantity, duty.left_at) == (
        first.round_task.task, there.school, 1, None,
    )  # fmt: skip
    assert fresh(second).duty is None
    assert Duty.objects.filter(organisation=there.school, left_at__isnull=True).count() == 1
    assert check_all()["violations"] == []


def test_everything_left_is_listed_and_nothing_half_is_done(there, through):
    judge(there, through.wishes.first())
    with pytest.raises(RuleBroken, match="还没有定同意或不同意"):
        confirm(there)
    assert fresh(there.round).state == "open"
    assert not Wish.objects.filter(duty__isnull=False).exists()


def test_not_before_closing_nor_over_what_came_in_time(there, it_is):
    passed(there, helping.sent(there), "head")
    assert overview.left_to_confirm(fresh(there.round))[0] == "申报还没有截止，截止以后再确认。"
    it_is(there.round.until + dt.timedelta(days=1))
    assert overview.left_to_confirm(fresh(there.round)) == [
        "枝江的申报按时送出，现在是“县局审核”，等它办完。"
    ]


def test_a_late_school_does_not_hold_the_others_up(there, it_is):
    helping.sent(there)
    it_is(there.round.until + dt.timedelta(days=1))
    assert confirm(there).state == "confirmed"


def test_more_than_wanted_is_not_confirmed(there, through):
    there.round.tasks.update(most=0, quantity_most=1)
    for wish in through.wishes.all():
        judge(there, wish)
    left = overview.left_to_confirm(fresh(there.round))
    assert ["超过至多 0 个" in left[0], "数量合计 2，超过至多 1" in left[1], len(left)] == [True, True, 4]


def test_declining_needs_words_and_only_the_bureau_decides(there, through):
    wish = through.wishes.first()
    with pytest.raises(RuleBroken, match="写明原因"):
        judge(there, wish, "declined")
    for name in ("office", "county"):
        with pytest.raises(PermissionDenied):
            judge(there, wish, by=name)


def test_before_it_comes_to_the_city_there_is_no_verdict(there):
    application = passed(there, helping.sent(there), "head")
    with pytest.raises(RuleBroken, match="还没有送到市局"):
        judge(there, application.wishes.first())


def test_a_confirmed_round_stands(there, through):
    for wish in through.wishes.all():
        judge(there, wish)
    confirm(there)
    with pytest.raises(RuleBroken, match="已经确认"):
        judge(there, through.wishes.first(), "open")
    with pytest.raises(RuleBroken, match="已确认"):
        confirm(there)
    until = there.round.until + dt.timedelta(days=9)
    with pytest.raises(RuleBroken, match="不能延期"):
        do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="再等等")


def test_verdicts_are_the_bureaus_until_it_confirms(there, through, signed_in, send):
    wish = through.wishes.first()
    officer, url = signed_in(there.officer), f"/applications/{through.public_id}/"
    fields = {"verdict": "accepted", "agreed": "1", "words": "先做一个"}
    assert send(officer, f"/wishes/{wish.public_id}/judge/", wish, **fields).status_code == 302
    assert "先做一个" in officer.get(url).text
    assert "先做一个" not in signed_in(there.office).get(url).text
    judge(there, through.wishes.last())
    page = officer.get(f"/rounds/{there.round.public_id}/overview/").text
    assert "确认这一轮" in page
    assert send(officer, f"/rounds/{there.round.public_id}/confirm/", fresh(there.round)).status_code == 302
    assert "先做一个" in signed_in(there.office).get(url).text
    assert signed_in(there.office).get(f"/rounds/{there.round.public_id}/overview/").status_code == 403
