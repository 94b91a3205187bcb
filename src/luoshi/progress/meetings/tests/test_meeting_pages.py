"""The pages of meetings as those who call and those who come see them."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.tests.taken import line, taken
from luoshi.notices.actions import receive
from luoshi.notices.models import Delivery
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Meeting, Resolution
from luoshi.workplans.models import Milestone

from .helping import act, call_to, called, closed, fresh, held, resolved, started, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALL = ["undone", "raised", "blocked", "late"]


@pytest.fixture
def officer(there, signed_in):
    return signed_in(there.officer)


def a_meeting(there):
    facts = {
        "title": "十一月调度会",
        "held_on": today().isoformat(),
        "at": "下午3点",
        "place": "三楼",
        "takes": ALL,
    }
    return {**facts, "plan": there.plan.public_id}


def test_a_meeting_from_its_start_to_its_minutes(there, officer, signed_in, send):
    said = a_meeting(there)
    wrong = send(officer, "/meetings/new/", **{**said, "held_on": "0099-01-01", "guests": "nobody"})
    assert wrong.status_code == 422
    assert "年份不对" in wrong.content.decode()
    url = send(officer, "/meetings/new/", **said, guests=[there.school.public_id, there.other.public_id]).url
    meeting = Meeting.objects.get()
    page = officer.get(url).content.decode()
    assert page.count("枝江：") == 3
    _a_day_gone_by_is_told(officer, url)
    assert send(officer, f"{url}agenda/add/", fresh(meeting), title="学习文件").status_code == 302
    assert send(officer, f"{url}call/", fresh(meeting)).status_code == 302
    receive(notice=call_to(meeting, there.head), by=there.actor("head"))
    page = officer.get(url).content.decode()
    assert f"{there.head.user.name}已签收" in page
    assert "宜都：<strong>还没有签收</strong>" in page
    guest = signed_in(there.rival).get(url).content.decode()
    assert "学习文件" in guest
    assert "枝江：" not in guest
    assert "会议通知还没有签收" in guest
    assert "待签收" not in guest  # who else has signed is the caller's
    call = call_to(meeting, there.rival)
    assert send(signed_in(there.rival), f"/notices/{call.public_id}/receive/").status_code == 302
    assert "签收" not in signed_in(there.rival).get(url).content.decode()
    assert f"{there.rival.user.name}已签收" in officer.get(url).content.decode()
    assert "没有与您单位有关的议题" not in guest
    more = {"owner": there.office.public_id, "due": today(7).isoformat()}
    assert send(officer, f"{url}resolutions/add/", fresh(meeting), words="", **more).status_code == 422
    more["words"] = "重新招标"
    assert send(officer, f"{url}resolutions/add/", fresh(meeting), **more).status_code == 302
    assert "会议已经开过了吗" in officer.get(url).content.decode()
    assert send(officer, f"{url}hold/", fresh(meeting)).status_code == 302
    refused = send(officer, f"{url}close/", fresh(meeting))
    assert refused.status_code == 422
    assert "还没有会议纪要" in refused.content.decode()
    paper = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4 minutes")
    assert send(officer, f"{url}files/add/", fresh(meeting), files=paper).status_code == 302
    assert send(officer, f"{url}close/", fresh(meeting)).status_code == 302
    assert "纪要.pdf" in signed_in(there.rival).get(url).content.decode()
    assert signed_in(there.teacher).get("/meetings/").status_code == 403


def _a_day_gone_by_is_told(officer, url):
    assert "日期已经过了" not in officer.get(url).content.decode()
    Meeting.objects.update(held_on=today(-1))
    assert "开会的日期已经过了" in officer.get(url).content.decode()
    Meeting.objects.update(held_on=today())


def test_the_minutes_are_drafted_from_what_was_undone_discussed_and_resolved(there, officer):
    first = held(there, title="十月调度会")
    act(actions.finish_resolution, resolved(there, first, words="补签协议"), there.actor("office"), how="x")
    resolved(there, first, words="报送名单。")
    closed(there, first)
    meeting = held(there)
    resolved(there, meeting)
    gone = resolved(there, meeting, words="另租场地")
    act(actions.drop_resolution, gone, there.actor("officer"), reason="不需要了")
    content = b"".join(officer.get(f"/meetings/{meeting.public_id}/minutes.docx"))
    assert taken("meetings.fetch_minutes") == [line(there.officer.user, 1, content)]
    text = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    assert text[0] == "十一月调度会纪要"
    assert "　　一、上次议定事项的落实情况" in text
    assert "　　（1）报送名单。（办理中）" in text
    assert any("枝江：" in line and "设备招标流标" in line for line in text)
    day = today(10)
    assert not any("另租场地" in line for line in text), "what is dropped is not resolved"
    who = f"枝江 {there.office.user.name}"
    assert f"　　（1）重新招标。（{who}，{day.year}年{day.month}月{day.day}日前）" in text


def test_an_owner_reports_on_the_page_and_the_caller_takes_it_up_again(there, signed_in, send, officer):
    row = resolved(there, held(there), owner=there.owner)
    url, owner = f"/resolutions/{row.public_id}/", signed_in(there.owner)
    page = owner.get(url).content.decode()
    assert "报告落实" in page
    assert "不再办理" not in page
    assert send(owner, f"{url}finish/", row, words=" ").status_code == 422
    assert send(owner, f"{url}finish/", row, words="已发公告").status_code == 302
    stale = send(officer, f"{url}reopen/", row, reason="再办")
    assert stale.status_code == 409
    assert "撤回报告" not in officer.get(url).content.decode()
    assert "撤回报告" in owner.get(url).content.decode()
    assert send(officer, f"{url}take-back/", fresh(row), reason="点错了").status_code == 403
    assert send(owner, f"{url}take-back/", fresh(row), reason=" ").status_code == 422
    assert send(owner, f"{url}take-back/", fresh(row), reason="点错了").status_code == 302
    assert Resolution.objects.get().state == "open"
    told = Delivery.objects.filter(membership=there.officer, notice__title="撤回了落实报告：重新招标")
    assert told.count() == 1
    assert "重新办理的理由：点错了" in owner.get(url).content.decode()
    assert send(owner, f"{url}finish/", fresh(row), words="已发公告").status_code == 302
    assert send(officer, f"{url}reopen/", fresh(row), reason="公告被撤").status_code == 302
    assert "上次报告的落实情况" in owner.get(url).content.decode()
    edit = {"words": "改期招标", "owner": there.owner.public_id, "due": today(9).isoformat()}
    assert send(officer, f"{url}edit/", fresh(row), **edit).status_code == 302
    assert Resolution.objects.get().words == "改期招标"
    assert signed_in(there.rival).get(url).status_code == 404


def test_lists_cost_the_same_for_few_and_many(there, officer):
    def cost(url):
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(url).status_code == 200
        return len(asked)

    meeting = called(there)
    resolved(there, meeting)
    url = f"/meetings/{meeting.public_id}/"
    cost(url)
    few = cost(url), cost("/meetings/")
    for number in range(5):
        resolved(there, meeting, words=f"事项{number}")
        act(actions.add_item, meeting, there.actor("officer"), title=f"议题{number}", words="")
        resolved(there, held(there, title=f"会{number}"))
    assert (cost(url), cost("/meetings/")) == few


def test_what_is_undone_of_those_not_asked_to_come_is_told_to_whoever_arranges_it(there, officer, send):
    resolved(there, held(there), owner=there.rival)
    meeting = started(there, guests=[there.school])
    url = f"/meetings/{meeting.public_id}/"
    assert "责任单位没有邀请" in officer.get(url).content.decode()
    said = {"title": meeting.title, "plan": there.plan.public_id, "held_on": today().isoformat()}
    guests = [there.school.public_id, there.other.public_id]
    assert send(officer, f"{url}edit/", meeting, **said, guests=guests).status_code == 302
    assert "责任单位没有邀请" not in officer.get(url).content.decode()


def test_what_was_left_off_the_agenda_is_not_called_done(there, officer):
    resolved(there, held(there))
    meeting = started(there, title="下一次")
    [item] = meeting.items.filter(kind="undone")
    act(actions.remove_items, meeting, there.actor("officer"), items=[item])
    page = officer.get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "以前议定的事项都落实了" not in page
    assert "还有 1 项没有落实" in page


def test_an_edit_of_a_called_meeting_and_taking_off_by_the_page(there, officer, send):
    meeting = started(there)
    url = f"/meetings/{meeting.public_id}/"
    item = meeting.items.first()
    assert send(officer, f"{url}agenda/{item.public_id}/move/", fresh(meeting), to="down").status_code == 302
    one = {"item": item.public_id}
    assert send(officer, f"{url}agenda/remove/", fresh(meeting), **one).status_code == 302
    assert "已移出的（1 个）" in officer.get(url).content.decode()
    assert send(officer, f"{url}agenda/restore/", fresh(meeting), **one).status_code == 302
    act(actions.call_meeting, meeting, there.actor("officer"))
    assert officer.get(f"{url}edit/").content.decode().count(" checked") == 6
    said = {"title": "改名", "plan": there.plan.public_id, "held_on": today(1).isoformat(), "at": "上午9点"}
    said["place"] = "二楼"
    assert (
        send(officer, f"{url}edit/", fresh(meeting), **said, guests=there.other.public_id).status_code == 302
    )
    assert [row.organisation for row in meeting.invited.all()] == [there.other]
    assert send(officer, f"{url}cancel/", fresh(meeting), reason="").status_code == 422
    assert send(officer, f"{url}cancel/", fresh(meeting), reason="改期").status_code == 302
    assert send(officer, f"{url}restore/", fresh(meeting)).status_code == 302


def test_an_owner_shows_by_evidence_that_it_was_done_and_the_caller_sees_it(there, signed_in, send, officer):
    row = resolved(there, held(there), owner=there.owner)
    url, owner = f"/resolutions/{row.public_id}/", signed_in(there.owner)
    file = SimpleUploadedFile("公告.pdf", b"%PDF-1.4 notice")
    sent = send(owner, f"{url}evidence/new/", happened_on=today().isoformat(), files=file)
    assert sent.status_code == 302
    assert "公告" in officer.get(url).content.decode()
    assert "取消引用" in owner.get(url).content.decode()
    assert "取消引用" not in officer.get(url).content.decode()
    assert officer.get(f"{url}evidence/new/").status_code == 403
    assert signed_in(there.rival).get(f"{url}evidence/").status_code == 404


@pytest.mark.once
def test_a_resolution_on_a_matter_offers_who_answers_for_it_and_his_school_first(there, signed_in):
    meeting = held(there)
    item = meeting.items.filter(organisation=there.school).exclude(about="").first()
    step = Milestone.objects.filter(key=item.about).latest("id")
    officer, url = signed_in(there.officer), f"/meetings/{meeting.public_id}/resolutions/add/"
    form = officer.get(f"{url}?item={item.public_id}").context["form"]
    assert form["owner"].value() == step.owner.public_id
    assert next(iter(form.fields["owner"].queryset)).organisation == there.school
    assert f"{there.school.short}的人列在最前" in form.fields["owner"].help_text
    plain = officer.get(url).context["form"]
    assert not plain["owner"].value()
    assert next(iter(plain.fields["owner"].queryset)).organisation != there.school
    assert officer.get(f"{url}?item=nonsense").status_code == 200
