"""Whom the call of a meeting asks to sign, what it says, and from when on it asks nobody."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from luoshi.accounts.queries import actor_for
from luoshi.common.errors import RuleBroken
from luoshi.notices.actions import receive
from luoshi.notices.desk import desk_items as notices_desk
from luoshi.notices.models import Delivery
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Meeting

from .helping import act, call_to, called, closed, fresh, held, started, today

pytestmark = pytest.mark.django_db

OVER = "luoshi.progress.meetings.migrations.0007_calls_that_are_over"


def _waits(meeting, post):
    """Whether the call still asks this post to sign, on its desk."""
    items = notices_desk(actor_for(post))
    return any(item.action == "签收" and meeting.title in item.title for item in items)


@pytest.mark.once
def test_a_call_asks_nobody_once_the_meeting_was_held(there, signed_in):
    meeting = called(there)
    call = call_to(meeting, there.head)
    receive(notice=call, by=there.actor("head"))
    assert _waits(meeting, there.office)
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    assert not _waits(meeting, there.office)
    assert not _waits(meeting, there.rival)
    assert signed_in(there.office).get(f"/notices/{call.public_id}/").status_code == 200, (
        "links to it lead on"
    )
    assert Delivery.objects.get(membership=there.head, notice=call).received_at, "who signed has signed"
    meeting = act(actions.unhold_meeting, meeting, there.actor("officer"), reason="改到下周")
    assert _waits(meeting, there.office), "it has not taken place after all"
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    closed(there, meeting)
    assert not _waits(meeting, there.office)


@pytest.mark.once
def test_the_pages_of_a_call_say_that_nobody_need_sign_any_more(there, signed_in):
    meeting = called(there)
    client, call = signed_in(there.office), call_to(meeting, there.office)

    def seen():
        pages = (
            client.get(url).content.decode() for url in (f"/notices/{call.public_id}/", "/notices/?tab=all")
        )
        one, every = (page.partition("<main")[2] for page in pages)
        words = (">签收</button>", "标为未读", "去办理", "不用再签收了")
        return [word in one for word in words], "不用签收" in one, "不用签收" in every

    client.post(f"/notices/{call.public_id}/read/", {"_once": "read"})
    asked = ([True, True, True, False], False, False)
    assert seen() == asked
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    assert seen() == ([False, False, False, True], True, True)
    act(actions.unhold_meeting, meeting, there.actor("officer"), reason="改天")
    assert seen() == asked


@pytest.mark.once
def test_who_is_uninvited_need_not_sign_and_the_others_are_not_asked_again(there):
    meeting = called(there)
    given = {"title": meeting.title, "plan": meeting.plan, "words": meeting.words, "guests": [there.school]}
    given |= {"held_on": meeting.held_on, "at": meeting.at, "place": meeting.place}
    act(actions.change_meeting, meeting, there.actor("officer"), **given)
    assert not _waits(meeting, there.rival)
    assert _waits(meeting, there.office)
    assert fresh(meeting).calls == 1
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    act(actions.unhold_meeting, meeting, there.actor("officer"), reason="改天")
    assert _waits(meeting, there.office)
    assert not _waits(meeting, there.rival), "he is not to come"


@pytest.mark.once
def test_a_call_that_another_took_the_place_of_asks_nobody_again(there):
    meeting, officer = called(there), there.actor("officer")
    given = {"title": meeting.title, "plan": meeting.plan, "words": "", "guests": [there.school, there.other]}
    meeting = act(
        actions.change_meeting, meeting, officer, held_on=today(), at="下午4点", place="一楼", **given
    )
    meeting = act(actions.hold_meeting, meeting, officer)
    act(actions.unhold_meeting, meeting, officer, reason="改天")
    rows = Delivery.objects.filter(notice__about_id=meeting.public_id, membership=there.office)
    asked = rows.filter(notice__receipt=True, let_off_at__isnull=True)
    assert [row.notice.key.split(":")[2] for row in asked] == ["2"]


@pytest.mark.once
def test_a_call_says_when_and_where(there, signed_in):
    meeting, officer = started(there, at="", place=""), there.actor("officer")
    with pytest.raises(RuleBroken, match="还没有写时间和地点"):
        act(actions.call_meeting, meeting, officer)
    page = signed_in(there.officer).get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "还不能发通知" in page
    assert "确认发通知" not in page
    meeting = started(there, place=" ")
    with pytest.raises(RuleBroken, match="还没有写地点"):
        act(actions.call_meeting, meeting, officer)
    meeting = called(there)
    given = {"title": meeting.title, "plan": meeting.plan, "words": "", "guests": [there.school, there.other]}
    with pytest.raises(RuleBroken, match="还没有写时间"):
        act(actions.change_meeting, meeting, officer, held_on=today(3), at="", place="二楼", **given)


@pytest.mark.once
def test_calls_kept_from_before_are_let_off_where_the_meeting_is_over_or_the_guest_was_taken_off(there):
    was_held, was_closed, signed = held(there), closed(there, held(there)), called(there)
    to_come = called(there, title="还没有开的会")
    receive(notice=call_to(signed, there.head), by=there.actor("head"))
    Meeting.objects.filter(pk=signed.pk).update(state="held")
    to_come.invited.filter(organisation=there.other).delete()
    Delivery.objects.update(let_off_at=None)  # as an older version left them
    import_module(OVER).let_off(apps, None)
    for meeting in (was_held, was_closed, signed):
        assert not [post for post in (there.head, there.office, there.rival) if _waits(meeting, post)]
    assert _waits(to_come, there.office)
    assert not _waits(to_come, there.rival)
    kept = Delivery.objects.get(membership=there.head, notice__about_id=signed.public_id)
    assert (kept.let_off_at, bool(kept.received_at)) == (None, True)


@pytest.mark.once
def test_a_call_that_asks_no_more_says_so_and_refuses_a_receipt(there, signed_in, send):
    meeting = called(there)
    call, client = call_to(meeting, there.office), signed_in(there.office)
    act(actions.hold_meeting, meeting, there.actor("officer"))
    page = client.get(f"/notices/{call.public_id}/").content.decode()
    assert "不用再签收了" in page
    assert ">签收</button>" not in page
    client.post(f"/notices/{call.public_id}/read/")
    assert "标为未读" not in client.get(f"/notices/{call.public_id}/").content.decode(), "it waits nowhere"
    refused = send(client, f"/notices/{call.public_id}/receive/", call)
    assert refused.status_code == 422
    assert "已经不用再签收" in refused.content.decode()
    assert ">签收</button>" not in client.get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "不用签收" in client.get("/notices/?tab=all").content.decode()
    assert meeting.title not in client.get("/notices/").content.decode()
    board = signed_in(there.officer).get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "待签收" not in board
    assert "会开过了，没有签收的不用再签收" in board
