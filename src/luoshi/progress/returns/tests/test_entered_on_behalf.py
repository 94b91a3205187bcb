"""The office enters what a school handed in on paper: with the signed sheet, told, shown for ever, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common.errors import RuleBroken
from luoshi.common.invariants import check_all
from luoshi.notices.models import Delivery
from luoshi.progress.returns import actions
from luoshi.progress.returns.queries import sent_values

from .helping import act, filled, fresh, opened, sent, sheet_of
from .test_from_notice_to_sent_up import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def scan():
    return SimpleUploadedFile("签字盖章.pdf", b"%PDF-1.4 signed by the head")


def entered(there, send, signed_in, sheet, **more):
    said = {"school": sheet.organisation.name, "students": "1200", "money": "12.5", "paper": scan(), **more}
    return send(signed_in(there.officer), url("enter-for-sheet", sheet), sheet, **said)


def test_a_paper_sheet_is_entered_told_and_shown_and_the_school_may_take_over(there, send, signed_in):
    row = opened(there, asks_steps=True, asks_seal=True)
    sheet, officer = sheet_of(row, there.school), signed_in(there.officer)
    assert "代录纸表" in text(officer.get(url("return-sheet", sheet)))
    form = text(officer.get(url("enter-for-sheet", sheet)))
    assert "签字盖章的纸表" in form
    assert f'value="{there.school.name}"' in form, "what the directory knows is brought"
    assert entered(there, send, signed_in, sheet, paper="").status_code == 422
    bare = entered(there, send, signed_in, sheet, students="很多")
    assert bare.status_code == 422
    assert fresh(sheet).state == "todo"
    assert entered(there, send, signed_in, sheet).status_code == 302
    sheet = fresh(sheet)
    assert (sheet.state, sheet.number, sent_values(sheet)["students"]) == ("sent", 1, 1200)
    told = Delivery.objects.filter(notice__title=f"已代录：{row.title}")
    assert there.office in [each.membership for each in told]
    office = signed_in(there.office)
    page = text(office.get(url("return-sheet", sheet)))
    assert sheet.entered_by_name in page
    assert there.officer.user.name in page
    paper = url("return-sheet-paper", sheet)
    assert [b"".join(each.get(paper)) for each in (office, officer)] == [b"%PDF-1.4 signed by the head"] * 2
    assert signed_in(there.teacher).get(paper).status_code in (403, 404)
    assert signed_in(there.other).get(paper).status_code == 404
    act(actions.receive_sheet, sheet, there.actor("officer"))  # the signed paper stands for steps and stamp
    assert check_all()["violations"] == []
    act(actions.unreceive_sheet, sheet, there.actor("officer"))
    sheet = act(actions.recall_sheet, sheet, there.actor("office"))
    assert (sheet.state, sheet.is_entered) == ("filling", False)
    assert sheet.entered_by_name in text(office.get(url("return-sheet", sheet))), "for ever"


def test_an_entry_is_taken_back_by_the_office_with_a_reason_and_left_to_the_school(there, send, signed_in):
    sheet = sheet_of(opened(there), there.school)
    entered(there, send, signed_in, sheet)
    officer, undo = signed_in(there.officer), url("undo-sheet-entry", sheet)
    assert send(officer, undo, fresh(sheet), reason=" ").status_code == 422
    assert send(signed_in(there.office), undo, fresh(sheet), reason="错").status_code == 403
    assert send(officer, undo, fresh(sheet), reason="录到别的学校了").status_code == 302
    sheet = fresh(sheet)
    assert (sheet.state, sheet.first_sent_at, sent_values(sheet)) == ("filling", None, {})
    told = Delivery.objects.filter(notice__title__startswith="撤回了代录")
    assert there.office in [each.membership for each in told]
    sheet = sent(there, sheet, students=1300)
    assert not sheet.is_entered
    page = text(officer.get(url("return-sheet", sheet)))
    assert "后来撤回，或由学校自己送出" in page
    assert "撤回代录" not in page
    with pytest.raises(RuleBroken, match="不能撤回代录"):
        act(actions.undo_entry, sheet, there.actor("officer"), reason="再撤")


def test_what_a_school_has_begun_is_never_overwritten(there, send, signed_in):
    sheet = filled(there, sheet_of(opened(there), there.school), students=7)
    assert "代录纸表" not in text(signed_in(there.officer).get(url("return-sheet", sheet)))
    refused = entered(there, send, signed_in, sheet)
    assert refused.status_code == 422
    assert "已经动手填了" in text(refused)
    assert send(signed_in(there.office), url("enter-for-sheet", sheet), sheet).status_code == 403
    assert signed_in(there.other).get(url("enter-for-sheet", sheet)).status_code == 404
    row = act(actions.close_return, sheet.asked_in, there.actor("officer"))
    late = sheet_of(row, there.second)
    assert "先重新开放填报" in text(entered(there, send, signed_in, late))
