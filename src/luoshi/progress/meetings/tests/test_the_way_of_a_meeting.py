"""A meeting is prepared from what is late and stuck, called, held, closed; what it resolved is somebody's to do."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts import leaving
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery, Notice
from luoshi.progress.meetings import actions, agenda, desk, following
from luoshi.progress.meetings.permissions import MEETINGS_WHO
from luoshi.progress.meetings.queries import items_visible_to, meetings_visible_to, resolutions_visible_to
from luoshi.progress.tests.helping import due, say, steps

from .helping import act, called, closed, fresh, held, minutes, resolved, started, today

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_every_act_has_a_permission():
    assert set(MEETINGS_WHO) == {getattr(actions, name).act_name for name in actions.__all__}


def kinds(meeting):
    return [(row.kind, row.organisation.short) for row in meeting.items.select_related("organisation")]


@pytest.mark.once
def test_the_agenda_is_what_is_stuck_and_late_of_those_who_come(there):
    meeting = started(there)
    assert kinds(meeting) == [("blocked", "枝江"), ("late", "枝江"), ("late", "枝江")]
    words = list(meeting.items.values_list("words", flat=True))
    assert "学校说明：设备招标流标" in words[0]
    assert "逾期 5 天" in words[1]
    assert kinds(started(there, guests=[there.other])) == []
    assert kinds(started(there, by="head", guests=[])) == kinds(meeting), "a school meets by itself"


@pytest.mark.once
def test_the_officer_takes_off_adds_moves_and_what_was_taken_off_stays_off(there):
    meeting, officer = started(there), there.actor("officer")
    first, second, third = meeting.items.all()
    act(actions.remove_items, meeting, officer, items=[first])
    act(actions.add_item, meeting, officer, title="通报", words="", organisation=None)
    act(actions.move_item, meeting, officer, item=third, up=True)
    due(-1, steps(there)[2])
    due(-9, steps(there)[0])
    act(actions.make_agenda, meeting, officer)
    assert "逾期 9 天" in meeting.items.get(about=steps(there)[0].key).words, (
        "those that stood are as of today"
    )
    say(there, steps(there)[0], "done", "印发了")
    key = steps(there)[0].key
    assert agenda.settled(meeting.items.all()) == {key: ("已完成", "ok")}
    standing = [row.title for row in meeting.items.filter(removed_at=None)]
    assert standing[:3] == [third.title, second.title, "通报"]
    assert len(standing) == 4, "what has become late since is there"
    assert not meeting.items.filter(removed_at=None, pk=first.pk).exists()
    act(actions.restore_items, meeting, officer, items=[first])
    assert meeting.items.filter(removed_at=None).count() == 5


@pytest.mark.once
def test_the_call_is_told_to_those_who_come_to_be_signed_for_and_told_anew_when_it_moves(there):
    meeting = started(there)
    assert not meetings_visible_to(there.actor("head")).filter(pk=meeting.pk).exists()
    meeting = act(actions.call_meeting, meeting, there.actor("officer"))
    calls = Notice.objects.filter(about_id=meeting.public_id)
    assert [call.receipt for call in calls] == [True, True], "one of each school's own topics"
    told = {row.membership for row in Delivery.objects.filter(notice__in=calls)}
    assert {there.head, there.office, there.rival} <= told
    assert there.county not in told
    given = {"title": meeting.title, "plan": there.plan, "at": "上午9点", "place": "一楼", "words": ""}
    guests = [there.school]
    act(actions.change_meeting, meeting, there.actor("officer"), held_on=today(3), guests=guests, **given)
    assert Notice.objects.filter(about_id=meeting.public_id, title__contains="（有变化）").count() == 1
    assert _to_sign(meeting) == 1, "the new call takes the place of the one before"
    assert not meetings_visible_to(there.actor("rival")).filter(pk=meeting.pk).exists()
    gone = Delivery.objects.filter(notice__title__startswith="不用参加了")
    assert {row.membership.organisation for row in gone} == {there.other}
    with pytest.raises(RuleBroken, match="还没有到"):
        act(actions.hold_meeting, meeting, there.actor("officer"))
    act(actions.cancel_meeting, meeting, there.actor("officer"), reason="改开视频会")
    assert Notice.objects.filter(about_id=meeting.public_id, title__startswith="会议取消").exists()
    assert _to_sign(meeting) == 0, "nobody signs for a meeting that is off"
    assert act(actions.restore_meeting, meeting, there.actor("officer")).state == "draft"


def _to_sign(meeting):
    """How many calls to it still wait to be signed for."""
    calls = Notice.objects.filter(about_id=meeting.public_id, receipt=True)
    return calls.filter(withdrawn_at__isnull=True).count()


@pytest.mark.once
def test_what_was_noted_as_held_by_a_slip_can_be_moved_to_another_day(there, signed_in, send):
    meeting, client = held(there), signed_in(there.officer)
    url = f"/meetings/{meeting.public_id}/"
    assert "改回未召开" in client.get(url).content.decode()
    assert send(client, f"{url}unhold/", meeting, reason="").status_code == 422
    assert send(client, f"{url}unhold/", meeting, reason="改到下周").status_code == 302
    meeting = fresh(meeting)
    assert (meeting.state, meeting.reason) == ("called", "改到下周")
    given = {"title": meeting.title, "plan": there.plan, "at": "上午9点", "place": "一楼", "words": ""}
    act(
        actions.change_meeting,
        meeting,
        there.actor("officer"),
        held_on=today(7),
        guests=[there.school],
        **given,
    )
    meeting = act(
        actions.change_meeting, meeting, there.actor("officer"), held_on=today(), guests=[], **given
    )
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    act(actions.add_files, meeting, there.actor("officer"), files=[minutes()])
    with pytest.raises(RuleBroken, match="不能改回未召开"):
        act(actions.unhold_meeting, meeting, there.actor("officer"), reason="再改")


@pytest.mark.once
def test_a_resolution_is_on_its_owners_desk_until_it_is_done(there):
    meeting = held(there)
    with pytest.raises(RuleBroken, match="参加单位在岗的人"):
        resolved(there, meeting, owner=there.county)
    row = resolved(there, meeting)
    assert Delivery.objects.filter(notice__about_id=row.public_id, membership=there.office).exists()
    item = next(iter(desk.desk_items(there.actor("office"))))
    assert (item.title, item.due) == ("落实：重新招标", row.due)
    reminder = next(iter(desk.reminders(today())))
    assert (reminder.to, reminder.due, reminder.about) == ((there.office,), row.due, row)
    with pytest.raises(RuleBroken, match="一句话"):
        act(actions.finish_resolution, row, there.actor("office"), how=" ")
    with pytest.raises(PermissionDenied):
        act(actions.finish_resolution, row, there.actor("rival"), how="好了")
    row = act(actions.finish_resolution, row, there.actor("office"), how="已发布招标公告")
    assert (row.state, row.done_by) == ("done", there.office)
    assert list(desk.desk_items(there.actor("office"))) == []
    assert list(desk.reminders(today())) == []
    with pytest.raises(PermissionDenied):
        act(actions.reopen_resolution, row, there.actor("office"), reason="再办")
    row = act(actions.reopen_resolution, row, there.actor("officer"), reason="公告被撤")
    assert (row.state, row.done_words) == ("open", "已发布招标公告")
    with pytest.raises(RuleBroken, match="写明理由"):
        act(actions.drop_resolution, row, there.actor("officer"), reason="")
    assert act(actions.drop_resolution, row, there.actor("officer"), reason="任务取消").state == "dropped"


@pytest.mark.once
def test_another_owner_and_day_are_told_to_who_answers_now(there):
    row = resolved(there, called(there))
    said = {"words": row.words, "due": today(20), "item": None}
    act(actions.change_resolution, row, there.actor("officer"), owner=there.head, **said)
    assert Delivery.objects.filter(notice__title__startswith="议定事项有变化", membership=there.head).exists()
    assert list(desk.desk_items(there.actor("office"))) == []
    with pytest.raises(RuleBroken, match="参加单位在岗的人"):
        act(actions.change_resolution, row, there.actor("officer"), owner=there.county, **said)


def test_the_next_meeting_opens_with_what_is_undone(there):
    first = held(there)
    done, undone = resolved(there, first), resolved(there, first, words="补签协议", days=-2)
    act(actions.finish_resolution, done, there.actor("office"), how="已办")
    first = closed(there, first)
    assert first in following.FOLLOWED[0].rows(first.organisation), "what is undone goes along in a merger"
    resolved(there, held(there, plan=None, title="别的计划的会"), words="与这个计划无关")
    following_one = started(there, title="十二月调度会")
    items = list(following_one.items.all())
    assert [(row.kind, row.title, row.about) for row in items][:1] == [
        ("undone", "补签协议", undone.public_id)
    ]
    assert [row.kind for row in items] == ["undone", "blocked", "late", "late"]
    assert "应于" in items[0].words


@pytest.mark.once
def test_it_closes_with_its_minutes_and_opens_again_with_a_reason(there):
    meeting, officer = held(there), there.actor("officer")
    with pytest.raises(RuleBroken, match="还没有会议纪要"):
        act(actions.close_meeting, meeting, officer)
    meeting = closed(there, meeting)
    with pytest.raises(RuleBroken, match="先重新打开"):
        act(actions.add_item, meeting, officer, title="补", words="")
    with pytest.raises(RuleBroken, match="才能记议定事项"):
        resolved(there, meeting)
    with pytest.raises(RuleBroken, match="写明理由"):
        act(actions.reopen_meeting, meeting, officer, reason="")
    meeting = act(actions.reopen_meeting, meeting, officer, reason="漏记一项")
    assert (meeting.state, meeting.reason) == ("held", "漏记一项")


def test_each_reads_what_is_of_all_and_his_own(there):
    meeting = called(there)
    act(actions.add_item, meeting, there.actor("officer"), title="学习文件", words="")
    row = resolved(there, meeting)

    def seen(name):
        actor = there.actor(name)
        items = items_visible_to(actor).filter(meeting=meeting)
        return items.count(), resolutions_visible_to(actor).filter(pk=row.pk).exists()

    assert {name: seen(name) for name in ("officer", "head", "county", "rival", "teacher")} == {
        "officer": (4, True), "head": (4, True), "county": (4, True), "rival": (1, False), "teacher": (0, False),
    }  # fmt: skip
    school_s = started(there, by="head", guests=[])
    assert not meetings_visible_to(there.actor("officer")).filter(pk=school_s.pk).exists(), "not called yet"
    act(actions.call_meeting, school_s, there.actor("head"))
    seers = [
        name
        for name in ("officer", "county", "rival")
        if meetings_visible_to(there.actor(name)).filter(pk=school_s.pk)
    ]
    assert seers == ["officer", "county"]


@pytest.mark.once
def test_who_runs_it_and_whom_he_may_call(there):
    for name in ("teacher", "leader"):
        with pytest.raises(PermissionDenied):
            started(there, by=name)
    with pytest.raises(RuleBroken, match="管理范围"):
        started(there, by="county", guests=[there.other])
    meeting = called(there)
    with pytest.raises(PermissionDenied):
        act(actions.hold_meeting, meeting, there.actor("county"))
    resolved(there, meeting)
    with pytest.raises(RuleBroken, match="不能取消"):
        act(actions.cancel_meeting, meeting, there.actor("officer"), reason="不开了")


@pytest.mark.once
def test_whoever_leaves_passes_meetings_and_resolutions_on(there):
    meeting = called(there)
    row = resolved(there, meeting)
    posts = Membership.objects.filter(pk__in=[there.office.pk, there.officer.pk])
    assert [(each.kind, each.post_id) for each in following.holdings(posts)] == [
        ("议定事项", there.office.pk), ("调度会", there.officer.pk),
    ]  # fmt: skip
    for post, successor in ((there.office, there.head), (there.officer, there.section)):
        leaving.leave_posts(
            user=post.user,
            leavings=[leaving.Leaving(post, post.version, successor)],
            on=today(),
            reason="调任",
            by=actor_for(there.admin),
        )
    assert (fresh(row).owner, fresh(meeting).runner) == (there.head, there.section)
