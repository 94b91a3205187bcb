"""Whoever prepares a meeting says what its agenda takes, sees how much that is, and takes off many at one stroke."""

from __future__ import annotations

import pytest

from luoshi.progress.meetings import actions
from luoshi.progress.meetings.models import Meeting
from luoshi.progress.tests.helping import due, steps

from .helping import act, fresh, started, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(there, signed_in):
    return signed_in(there.officer)


def titles(meeting):
    return list(meeting.items.filter(removed_at=None).values_list("kind", flat=True))


def test_an_agenda_takes_the_kinds_and_the_days_that_were_chosen(there):
    due(-40, steps(there)[1])
    assert titles(started(there, takes=["blocked"])) == ["blocked"]
    assert titles(started(there, takes=["late"], late_from=5)) == ["late", "late"]
    assert titles(started(there, takes=["late"], late_from=6)) == ["late"]
    assert titles(started(there, takes=[])) == []


def test_bringing_up_to_date_adds_by_the_choice_and_tells_what_stands_as_it_is_now(there):
    meeting, officer = started(there), there.actor("officer")
    guests = [there.school, there.other]
    facts = {name: getattr(meeting, name) for name in ("title", "plan", "held_on", "at", "place", "words")}
    act(actions.change_meeting, meeting, officer, guests=guests, takes=["late"], late_from=30, **facts)
    due(-9, steps(there)[0])
    due(-3, steps(there)[2])
    act(actions.make_agenda, meeting, officer)
    assert titles(meeting) == ["blocked", "late", "late"], "late for three days only: not taken"
    assert "逾期 9 天" in meeting.items.get(about=steps(there)[0].key).words
    due(-30, steps(there)[2])
    act(actions.make_agenda, meeting, officer)
    assert titles(meeting) == ["blocked", "late", "late", "late"]


def test_the_page_counts_before_the_agenda_is_made(there, officer, send):
    page = officer.get("/meetings/new/").content.decode()
    assert "<strong>3 个议题</strong>：受阻的里程碑 1，逾期的里程碑 2" in page
    said = {"title": "", "plan": there.plan.public_id, "takes": ["late"], "late_from": "5"}
    guests = [there.school.public_id, there.other.public_id]
    again = send(officer, "/meetings/new/", **said, guests=guests, _preview="1")
    assert again.status_code == 302
    assert "<strong>2 个议题</strong>：逾期的里程碑 2" in officer.get("/meetings/new/").content.decode()
    assert not Meeting.objects.exists()
    typed = {**said, "late_from": "1", "guests": guests, "_preview": "1"}
    piece = officer.post("/meetings/new/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "逾期的里程碑 2。" in piece
    assert "<!doctype" not in piece, "a whole page would be loaded anew, and what is typed lost"
    for more in (
        {"guests": guests, "late_from": "6"},
        {"guests": [there.other.public_id]},
        {"late_from": "x"},
    ):
        send(officer, "/meetings/new/", **{**said, **more}, _preview="1")
        assert "照上面的选择，议程现在没有议题" in officer.get("/meetings/new/").content.decode()
    whole = {**said, "title": "会", "held_on": today().isoformat(), "guests": guests}
    assert send(officer, "/meetings/new/", **{**whole, "late_from": "0"}).status_code == 422
    assert send(officer, "/meetings/new/", **whole).status_code == 302
    assert titles(Meeting.objects.get()) == ["late", "late"]


def test_many_are_taken_off_and_brought_back_at_one_stroke(there, officer, send):
    meeting = started(there)
    url = f"/meetings/{meeting.public_id}/"
    late = [row.public_id for row in meeting.items.filter(kind="late")]
    refused = send(officer, f"{url}agenda/remove/", fresh(meeting))
    assert refused.status_code == 422
    assert "还没有勾选议题" in refused.content.decode()
    assert "勾选逾期的 2 个" in officer.get(url).content.decode()
    assert send(officer, f"{url}agenda/remove/", fresh(meeting), item=late).status_code == 302
    assert titles(meeting) == ["blocked"]
    page = officer.get(url).content.decode()
    assert "已移出 2 个议题，可以恢复。" in page
    assert "已移出的（2 个）" in page
    assert send(officer, f"{url}agenda/restore/", fresh(meeting), item=late).status_code == 302
    assert titles(meeting) == ["blocked", "late", "late"]


def test_an_item_of_another_meeting_is_not_taken_off(there, officer, send):
    meeting, other = started(there), started(there)
    foreign = other.items.first().public_id
    refused = send(officer, f"/meetings/{meeting.public_id}/agenda/remove/", fresh(meeting), item=foreign)
    assert refused.status_code == 422
    assert len(titles(other)) == 3
