"""What a call says the meeting is about; the agenda once it was held; how many topics there are."""

from __future__ import annotations

import pytest

from luoshi.accounts.models import Organisation
from luoshi.progress.meetings import actions
from luoshi.progress.meetings.actions.telling import reads, topics_of
from luoshi.progress.meetings.agenda import counted
from luoshi.progress.meetings.models import AgendaItem, Meeting

from .helping import act, call_to, called, fresh, held, resolved, started, today

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_a_call_says_what_the_meeting_is_about_for_whoever_gets_it_and_what_to_bring(there):
    meeting = started(there)
    officer = there.actor("officer")
    act(actions.add_item, meeting, officer, title="学习文件", words="")
    act(actions.add_item, meeting, officer, title="另一校的事", words="", organisation=there.other)
    gone = meeting.items.filter(kind="blocked")
    act(actions.remove_items, meeting, officer, items=list(gone))
    act(actions.call_meeting, meeting, officer)
    own, others = call_to(meeting, there.head).body, call_to(meeting, there.rival).body
    assert "地点：三楼会议室" in own
    assert "与贵单位有关的议题 3 个：" in own
    late = meeting.items.filter(kind="late")
    assert [row.title in own for row in late] == [True, True]
    assert ("学习文件\n" in own, "另一校的事" in own) == (True, False)
    assert "请准备：逾期的原因、下一步措施和完成日期。" in own
    assert ("另一校的事" in others, late[0].title in others, "请准备" in others) == (True, False, False)
    assert "（受阻）" not in own, "what was taken off is no topic"


@pytest.mark.once
def test_a_county_is_called_with_the_topics_of_its_schools_and_others_are_told_there_are_none(there):
    county = there.actor("county")
    place = Organisation.objects.get(pk=county.organisation_id)
    away = Organisation.objects.get(key="changyang-bureau")
    late = AgendaItem(kind="late", title="印发办法", organisation=there.school)
    items = [late, AgendaItem(kind="free", title="学习")]
    said = topics_of([row for row in items if reads(place, row)], place)
    assert "1. 枝江：印发办法（逾期）\n2. 学习\n" in said
    assert [row.title for row in items if reads(away, row)] == ["学习"]
    assert "没有专门涉及贵单位的议题" in topics_of([], away)
    alike = [
        AgendaItem(
            kind="late", title="印发办法", words=f"任务：{task}；应于6月完成。", organisation=there.school
        )
        for task in ("三全育人", "课程思政")
    ]
    said = topics_of(alike, there.school)
    assert "1. 印发办法（三全育人，逾期）\n2. 印发办法（课程思政，逾期）\n" in said, (
        "told apart by their tasks"
    )
    many = [AgendaItem(kind="late", title=f"第{number}件", organisation=there.school) for number in range(15)]
    said = topics_of(many, place)
    assert ("第11件" in said, "第12件" in said, "还有 3 个，见会议页面" in said) == (True, False, True)


@pytest.mark.once
def test_the_agenda_is_closed_once_the_meeting_was_held(there, signed_in, send):
    meeting, client = called(there), signed_in(there.officer)
    url = f"/meetings/{meeting.public_id}/"
    page = client.get(url).content.decode()
    assert [words in page for words in ("上移", ">移出<", "按现在的情况更新", "添加议题")] == [True] * 4
    meeting = act(actions.hold_meeting, meeting, there.actor("officer"))
    page = client.get(url).content.decode()
    assert not [words for words in ("上移", "下移", "移出", "按现在的情况更新", "添加议题") if words in page]
    assert page.count("记议定事项<span") == meeting.items.count(), (
        "what was resolved is still noted, by topic"
    )
    item = meeting.items.all()[0]
    for name, said in (
        ("refresh", {}), ("add", {"title": "新"}), ("remove", {"item": [item.public_id]}),
        ("restore", {"item": [item.public_id]}), (f"{item.public_id}/move", {"to": "up"}),
    ):  # fmt: skip
        refused = send(client, f"{url}agenda/{name}/", fresh(meeting), **said)
        assert refused.status_code == 422, name
        assert "会议已经召开，议程不能再改" in refused.content.decode(), name
    assert act(actions.unhold_meeting, meeting, there.actor("officer"), reason="点错了").state == "called"
    assert act(actions.make_agenda, meeting, there.actor("officer")).items.count() == 3


@pytest.mark.once
def test_the_page_counts_the_topics_as_the_preview_did(there, signed_in):
    resolved(there, held(there, title="上一次"), owner=there.owner)
    officer = there.actor("officer")
    meeting = Meeting(organisation=there.officer.organisation, plan=there.plan, title="会", held_on=today())
    foretold = sum(count for _, count in counted(meeting, {there.school.pk}, officer))
    made = started(there)
    for number in range(6):
        act(actions.add_item, made, officer, title=f"议题{number}", words="")
    page = signed_in(there.officer).get(f"/meetings/{made.public_id}/").content.decode()
    assert f"议程共 {foretold + 6} 个" in page
    assert ("<h2>上次议定事项 1</h2>" in page, f"<h2>议题 {foretold + 5}</h2>" in page) == (True, True)


@pytest.mark.once
def test_a_meeting_is_not_offered_as_held_before_its_day(there, signed_in):
    client = signed_in(there.officer)
    today_s, later = called(there), called(there, held_on=today(3))
    pages = [client.get(f"/meetings/{row.public_id}/").content.decode() for row in (today_s, later)]
    assert ["确认记为已召开" in page for page in pages] == [True, False]
    assert ["到了开会日期，在下面记为已召开" in page for page in pages] == [False, True]
