"""What a school is told and asked before its sheet leaves it: amounts, steps that end with himself, the deadline."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.models import StoredFile
from luoshi.evidence.actions import withdraw_evidence
from luoshi.evidence.tests.conftest import piece
from luoshi.notices.models import Notice
from luoshi.progress.returns import actions
from luoshi.progress.returns.asking import missing_to_open
from luoshi.progress.returns.queries import answer_of

from .helping import act, drafted, filled, fresh, opened, sent, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url(name, row):
    return reverse(name, args=[row.public_id])


def test_an_amount_too_large_for_its_unit_is_asked_about_before_it_leaves(there, send, signed_in):
    sheet, office = sheet_of(opened(there), there.school), signed_in(there.office)
    sheet = filled(there, sheet, money=2_500_000 * 1_000_000)  # meant as yuan, typed into a box in 万元
    page = office.get(url("return-sheet", sheet)).content.decode()
    assert "“经费投入”2,500,000 万元，是万元还是元" in page
    refused = send(office, url("send-sheet", sheet), sheet)
    assert (refused.status_code, fresh(sheet).state) == (422, "filling")
    with pytest.raises(RuleBroken, match="万元还是元"):
        act(actions.send_sheet, sheet, there.actor("office"))
    send(office, url("send-sheet", sheet), fresh(sheet), amounts_are_right="on")
    assert fresh(sheet).state == "sent"
    usual = sheet_of(opened(there), there.school)
    assert sent(there, usual, money=9_999 * 1_000_000).state == "sent"  # nobody is asked about 9,999 万元


def test_steps_get_no_longer_than_the_return_can_wait_and_more_when_it_is_extended(there):
    row = opened(there, asks_steps=True, until=clock.now() + dt.timedelta(days=1))
    sheet = sent(there, sheet_of(row, there.school))
    assert sheet.approval.current.due == row.last_day
    later = row.until + dt.timedelta(days=20)
    act(actions.extend_return, row, there.actor("officer"), until=later, reason="放假")
    due = fresh(sheet).approval.current.due
    assert row.last_day < due < clock.today() + dt.timedelta(days=20)
    asked = Notice.objects.get(title__startswith="请办理", about_id=sheet.approval.public_id)
    assert asked.due == due, "who has it reads the same day"


def test_a_head_who_fills_in_alone_is_told_first_who_has_to_send_it(there, signed_in):
    sheet = sheet_of(opened(there, asks_steps=True), there.school)
    head, office = signed_in(there.head), signed_in(there.office)
    words = "自己不能审批自己的表"
    assert words in head.get(url("return-sheet", sheet)).content.decode()
    assert words not in office.get(url("return-sheet", sheet)).content.decode()
    plain = sheet_of(opened(there), there.school)
    assert words not in head.get(url("return-sheet", plain)).content.decode()


def test_a_minute_s_dispute_is_settled_by_seconds(there, signed_in, monkeypatch):
    row = opened(there)
    late = row.until + dt.timedelta(seconds=41)
    sheet = sheet_of(row, there.school)
    monkeypatch.setattr(clock, "now", lambda: late)
    sent(there, sheet)
    page = signed_in(there.office).get(url("return-sheet", sheet)).content.decode()
    assert "迟交 41 秒" in page


def test_what_is_wanted_the_same_day_goes_out_with_its_reason_only(there, monkeypatch):
    tomorrow = clock.now() + dt.timedelta(days=1)
    morning = tomorrow.replace(hour=1, minute=0)  # nine in the morning here
    monkeypatch.setattr(clock, "now", lambda: morning)
    until = morning + dt.timedelta(hours=6)
    assert "为什么急" in missing_to_open(drafted(there, until=until))[0]
    assert missing_to_open(drafted(there, until=until, words="省厅今天要，已电话说明")) == []


WITH_FILES = {
    "fields": [
        {"key": "students", "kind": "integer", "label": "在校生数", "unit": "人"},
        {"key": "proof", "kind": "evidence", "label": "证明材料"},
    ]
}


def test_a_piece_of_the_library_is_attached_as_it_is_and_no_foreign_or_withdrawn_one(there, send, signed_in):
    office, sheet = signed_in(there.office), sheet_of(opened(there, WITH_FILES), there.school)
    mine, theirs = piece(there.office, "学籍汇总表"), piece(there.other, "别校的表")
    gone, film = piece(there.office, "作废的"), piece(there.office, "公开课", file_name="a.mp4")
    withdraw_evidence(evidence=gone, reason="旧的", by=there.actor("office"), version=gone.version)
    page = office.get(url("fill-sheet", sheet)).content.decode()
    offered = [each.public_id in page for each in (mine, theirs, gone, film)]
    assert offered == [True, False, False, False]
    before = StoredFile.objects.count()
    for wrong in (theirs, gone, film):
        refused = send(office, url("fill-sheet", sheet), fresh(sheet), **{"_shelf-proof": wrong.public_id})
        assert (refused.status_code, "已经撤回，或者不能附在这里" in refused.content.decode()) == (422, True)
    said = {"students": "900", "_shelf-proof": [mine.public_id]}
    draft = office.post(url("fill-sheet", sheet), said, headers={"X-Requested-With": "autosave"})
    assert draft.status_code == 204
    assert "学籍汇总表.pdf" in office.get(url("fill-sheet", sheet)).content.decode(), "kept with the draft"
    assert send(office, url("fill-sheet", sheet), fresh(sheet), **said).status_code == 302
    [file] = answer_of(fresh(sheet)).values["proof"]
    assert (file["text"], StoredFile.objects.count()) == ("学籍汇总表.pdf", before)
    got = office.get(reverse("return-sheet-file", args=[sheet.public_id, file["id"]]))
    assert b"".join(got.streaming_content).startswith(b"piece")


def test_a_return_is_found_by_its_name_within_a_state(there, signed_in):
    officer = signed_in(there.officer)
    opened(there, title="表1"), opened(there, title="表2"), drafted(there, title="表22")
    found = officer.get(reverse("returns"), {"q": "表2", "state": "open"})
    on = [each["url"] for each in found.context["filters"] if each["on"]]
    assert ([each.title for each in found.context["page_obj"]], on) == (["表2"], ["?q=%E8%A1%A82"])
    none = officer.get(reverse("returns"), {"q": "没有这样的"}).content.decode()
    assert ("没有符合条件的收表" in none, "按名称查找" in none) == (True, True)
