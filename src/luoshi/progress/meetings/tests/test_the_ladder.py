"""A school is supervised rung by rung: a numbered letter and its reply, a talk, a circular; never by itself."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common import files
from luoshi.common.errors import RuleBroken
from luoshi.core.days import day_in_words
from luoshi.core.scans.tests.making import as_jpeg
from luoshi.notices import desk as told_desk
from luoshi.notices.actions import receive
from luoshi.notices.models import Delivery, Notice
from luoshi.notices.rules import remind
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.queries import stamped_copy_of
from luoshi.papers.filed.tests.conftest import do_jobs, upload
from luoshi.papers.filed.tests.test_journey import sheets_of
from luoshi.progress.meetings import actions, desk
from luoshi.progress.meetings.case_papers import facts_of
from luoshi.progress.meetings.models import Case, Letter
from luoshi.progress.meetings.queries import cases_visible_to
from luoshi.progress.tests.helping import say, steps

from .helping import fresh, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(there, signed_in, send):
    """A case whose letter was drafted and issued on its pages."""
    officer = signed_in(there.officer)
    said = {
        "school": there.school.public_id,
        "title": "任务逾期",
        "words": "一周内整改",
        "reply_by": today(7).isoformat(),
    }
    url = send(officer, "/supervision/new/", **said).url
    letter = Letter.objects.get()
    assert not cases_visible_to(there.actor("head")).exists(), "a draft is the bureau's"
    assert send(officer, f"/supervision/letters/{letter.public_id}/issue/", letter).status_code == 302
    return url


def act(action, row, by, **said):
    now = fresh(row)
    action(**{"case" if isinstance(row, Case) else "letter": now}, by=by, version=now.version, **said)
    return fresh(now)


@pytest.mark.once
def test_a_letter_bears_its_facts_and_number_and_is_replied_to(there, issued, signed_in, send):
    case, letter, year = Case.objects.get(), Letter.objects.get(), today().year
    assert "逾期 5 天" in case.facts
    assert letter.mark == f"督办〔{year}〕1号"
    assert FiledPaper.objects.get().kind_name == "督办函"
    told = Delivery.objects.filter(notice__title__startswith=f"督办函 {letter.mark}", notice__receipt=True)
    assert {there.head, there.office} <= {row.membership for row in told}
    head, officer = signed_in(there.head), signed_in(there.officer)
    assert [item.title for item in desk.desk_items(there.actor("head")) if "督办" in item.title]
    assert letter in [row.about.letters.get() for row in desk.reminders(today()) if "督办" in row.title]
    paper = b"".join(head.get(f"/supervision/letters/{letter.public_id}/letter.pdf"))
    printed = pypdfium2.PdfDocument(paper)
    text = "".join(page.get_textpage().get_text_range() for page in printed).replace("\r\n", "")
    day = day_in_words(letter.reply_by)
    for words in (
        letter.mark,
        there.school.name,
        "逾期 5 天",
        "学校最近一次说明",
        "设备招标流标",
        "一周内整改",
        f"请于{day}前书面回复",
        case.organisation.name,
    ):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    url = f"/supervision/letters/{letter.public_id}/"
    assert send(head, f"{url}reply/", letter, said=" ").status_code == 422
    file = SimpleUploadedFile("整改报告.pdf", b"%PDF-1.4 reply")
    assert send(head, f"{url}reply/", letter, said="已整改", files=file).status_code == 302
    assert "整改报告.pdf" in officer.get(issued).content.decode()
    again = {"reason": "材料不全", "reply_by": today(3).isoformat()}
    assert send(officer, f"{url}return/", fresh(letter), **again).status_code == 302
    assert "退回意见：材料不全" in head.get(issued).content.decode()
    assert send(head, f"{url}reply/", fresh(letter), said="补全了").status_code == 302
    assert send(officer, f"{url}accept/", fresh(letter)).status_code == 302
    assert send(officer, f"{issued}close/", fresh(case), reason="整改到位").status_code == 302
    assert not [item for item in desk.desk_items(there.actor("head")) if "督办" in item.title]
    assert signed_in(there.rival).get(issued).status_code == 404
    assert signed_in(there.county).get(issued).status_code == 200


@pytest.mark.once
def test_the_sealed_scan_of_a_letter_comes_back_to_it(there, issued, signed_in):
    paper, letter = FiledPaper.objects.get(), Letter.objects.get()
    officer = signed_in(there.officer)
    assert (paper.about_id, paper.state) == (letter.public_id, "waiting")
    upload(officer, *((f"{at}.jpg", as_jpeg(sheet)) for at, sheet in enumerate(sheets_of(paper))))
    assert do_jobs() == 2  # reading, binding
    paper.refresh_from_db()
    assert paper.state == "stamped"
    copy = stamped_copy_of(letter, paper.about_version)
    assert copy is not None
    assert "盖章件已合成" in officer.get(f"/filed/{paper.public_id}/").content.decode()
    for client in (officer, signed_in(there.head)):  # from then on the school reads the sealed one
        got = client.get(f"/supervision/letters/{letter.public_id}/letter.pdf")
        assert b"".join(got) == files.read(copy) != files.read(paper.print)
    assert signed_in(there.rival).get(f"/filed/{paper.public_id}/").status_code == 404


@pytest.mark.once
def test_one_rung_comes_after_the_other_and_each_is_a_persons_act(there, issued, signed_in, send):
    case, officer = Case.objects.get(), there.actor("officer")
    with pytest.raises(RuleBroken, match="先约谈"):
        act(actions.note_rung, case, officer, kind="circular", on=today(), words="通报")
    with pytest.raises(RuleBroken, match="还没有到"):
        act(actions.note_rung, case, officer, kind="talk", on=today(1), words="约谈")
    with pytest.raises(PermissionDenied):
        act(actions.note_rung, case, there.actor("county"), kind="talk", on=today(), words="约谈")
    act(actions.note_rung, case, officer, kind="talk", on=today(), who="科长约谈校长", words="限期整改")
    content = b"".join(signed_in(there.officer).get(f"{issued}circular.docx"))
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    assert "学校没有回复" in text
    assert "约谈：限期整改" in text
    act(actions.note_rung, case, officer, kind="circular", on=today(), words="全市通报")
    page = signed_in(there.head).get(issued).content.decode()
    assert "全市通报" in page
    assert "记通报" not in page
    with pytest.raises(RuleBroken, match="写明理由"):
        act(actions.close_case, case, officer, reason="")
    assert act(actions.close_case, case, officer, reason="已整改").state == "closed"
    with pytest.raises(RuleBroken, match="先重新督办"):
        act(actions.add_letter, case, officer, words="再整改", reply_by=today(5))
    assert act(actions.reopen_case, case, officer, reason="又逾期").state == "open"
    act(actions.add_letter, case, officer, words="再整改", reply_by=today(5))
    draft = Letter.objects.get(state="draft")
    act(actions.change_letter, draft, officer, words="马上整改", reply_by=today(4))
    client = signed_in(there.officer)
    assert send(client, f"/supervision/letters/{draft.public_id}/issue/", fresh(draft)).status_code == 302
    assert fresh(draft).mark == f"督办〔{today().year}〕2号"  # each issuer counts on by year
    act(actions.add_letter, case, officer, words="再整改", reply_by=today(5))
    with pytest.raises(RuleBroken, match="已有一份"):
        act(actions.add_letter, case, officer, words="三", reply_by=today(5))


@pytest.mark.once
def test_days_that_pass_remind_and_climb_no_rung(there, issued, settings, tmp_path):
    """The letter stays unanswered for weeks: those who owe the reply are reminded, what is sharper is a person's."""
    case, letter = Case.objects.get(), Letter.objects.get()
    told = Delivery.objects.filter(membership=there.head, notice__title__contains=letter.mark)
    before = told.count()
    settings.CLOCK_FILE = str(tmp_path / "clock")
    for days in range(8, 40):
        noon = dt.datetime.combine(today(days), dt.time(4), dt.UTC)
        (tmp_path / "clock").write_text(noon.isoformat())
        remind()
    assert told.count() > before
    assert (case.rungs.count(), Letter.objects.count(), fresh(case).state) == (0, 1, "open")


def test_who_supervises_whom(there):
    said = {"title": "逾期", "words": "整改", "reply_by": today(3)}
    for name in ("head", "teacher", "leader"):
        with pytest.raises(PermissionDenied):
            actions.start_case(school=there.school, by=there.actor(name), **said)
    with pytest.raises(RuleBroken, match="管理范围"):
        actions.start_case(school=there.other, by=there.actor("county"), **said)
    case = actions.start_case(school=there.school, by=there.actor("county"), **said)
    assert act(actions.close_case, case, there.actor("county"), reason="不发了").state == "closed"
    assert act(actions.reopen_case, case, there.actor("county"), reason="还是要发").state == "draft"


@pytest.mark.once
def test_a_letter_issued_by_a_slip_is_recalled_until_the_school_has_signed(there, issued, signed_in, send):
    letter, officer, head = Letter.objects.get(), signed_in(there.officer), signed_in(there.head)
    url = f"/supervision/letters/{letter.public_id}/recall/"
    assert send(head, url, fresh(letter), reason="x").status_code == 403
    assert send(officer, url, fresh(letter), reason=" ").status_code == 422
    assert send(officer, url, fresh(letter), reason="发错学校").status_code == 302
    assert (fresh(letter).state, Case.objects.get().state) == ("recalled", "draft")
    page = head.get(issued).content.decode()
    assert "撤回的理由：发错学校" in page
    assert "回复 督办" not in page
    assert not [item for item in desk.desk_items(there.actor("head")) if "督办" in item.title]
    assert FiledPaper.objects.get().outdated_at is not None
    told = Delivery.objects.filter(notice__title__contains="已撤回，不用签收和回复")[0].notice
    assert (told.body, told.due) == ("撤回的原因：发错学校", None)
    assert "未发函" in page
    waiting = [each for each in told_desk.desk_items(there.actor("head")) if each.group == "todo"]
    assert not waiting, "nobody is asked to sign for what is called back"
    case = Case.objects.get()
    form = officer.get(f"/supervision/{case.public_id}/letters/add/").content.decode()
    assert letter.words in form, "what was called back stands in the next, to be changed"
    assert letter.reply_by.isoformat() in form
    act(actions.add_letter, case, there.actor("officer"), words="一周内整改", reply_by=today(5))
    again = Letter.objects.get(state="draft")
    assert send(officer, f"/supervision/letters/{again.public_id}/issue/", again).status_code == 302
    assert (fresh(again).number, Case.objects.get().state) == (2, "open"), "the number is used up"
    signed = Notice.objects.get(receipt=True, title__startswith=f"督办函 {fresh(again).mark}")
    receive(notice=signed, by=there.actor("head"))
    with pytest.raises(RuleBroken, match="已经有人签收"):
        act(actions.recall_letter, again, there.actor("officer"), reason="不发了")


@pytest.mark.once
def test_a_reply_is_recalled_until_it_is_judged_and_stands_in_the_box_again(there, issued, signed_in, send):
    letter, officer, head = Letter.objects.get(), signed_in(there.officer), signed_in(there.head)
    url = f"/supervision/letters/{letter.public_id}/"
    assert send(head, f"{url}reply/", letter, said="写了一半").status_code == 302
    assert "写了一半" in officer.get(issued).content.decode()
    assert send(officer, f"{url}reply/recall/", fresh(letter), reason="x").status_code == 403
    assert send(head, f"{url}reply/recall/", fresh(letter), reason="没有写完").status_code == 302
    assert fresh(letter).state == "issued"
    assert "写了一半" not in officer.get(issued).content.decode()
    assert "写了一半</textarea>" in head.get(issued).content.decode()
    assert Delivery.objects.filter(notice__title__contains="撤回了对督办函").exists()
    assert send(head, f"{url}reply/", fresh(letter), said="已整改").status_code == 302
    again = {"reason": "材料不全", "reply_by": today(3).isoformat()}
    assert send(officer, f"{url}return/", fresh(letter), **again).status_code == 302
    assert send(head, f"{url}reply/", fresh(letter), said="补全了").status_code == 302
    assert send(head, f"{url}reply/recall/", fresh(letter), reason="附件漏了").status_code == 302
    assert fresh(letter).state == "returned", "what had been returned is returned again"
    assert send(head, f"{url}reply/", fresh(letter), said="补全了").status_code == 302
    assert send(officer, f"{url}accept/", fresh(letter)).status_code == 302
    with pytest.raises(RuleBroken, match="不能撤回回复"):
        act(actions.recall_reply, letter, there.actor("head"), reason="再改")


@pytest.mark.once
def test_a_reply_recalled_after_a_return_is_read_by_nobody_else(there, issued, signed_in, send):
    """Neither its words nor its file, nor in the draft of a circular; the file does not go out again by itself."""
    letter, officer, head = Letter.objects.get(), signed_in(there.officer), signed_in(there.head)
    url = f"/supervision/letters/{letter.public_id}/"
    assert send(head, f"{url}reply/", letter, said="第一稿").status_code == 302
    again = {"reason": "材料不全", "reply_by": today(3).isoformat()}
    assert send(officer, f"{url}return/", fresh(letter), **again).status_code == 302
    file = SimpleUploadedFile("传错的.pdf", b"%PDF-1.4 reply")
    assert send(head, f"{url}reply/", fresh(letter), said="第二稿", files=file).status_code == 302
    assert b"".join(officer.get(f"{url}reply/file/")) == b"%PDF-1.4 reply"
    assert send(head, f"{url}reply/recall/", fresh(letter), reason="传错了").status_code == 302
    act(actions.note_rung, Case.objects.get(), there.actor("officer"), kind="talk", on=today(), words="约谈")
    for client in (officer, signed_in(there.county)):
        page = client.get(issued).content.decode()
        assert "第二稿" not in page
        assert "传错的" not in page
        assert client.get(f"{url}reply/file/").status_code == 404
    content = b"".join(officer.get(f"{issued}circular.docx"))
    assert "第二稿" not in "".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    assert send(head, f"{url}reply/", fresh(letter), said="第三稿").status_code == 302
    page = officer.get(issued).content.decode()
    assert "第三稿" in page
    assert "传错的" not in page


@pytest.mark.once
def test_of_a_closed_case_nothing_is_taken_back(there, issued, signed_in, send):
    """It was closed on this reply; an old page must not pull it away, nor answer or return what is over."""
    letter, officer, head = Letter.objects.get(), signed_in(there.officer), signed_in(there.head)
    url = f"/supervision/letters/{letter.public_id}/"
    assert send(head, f"{url}reply/", letter, said="整改好了").status_code == 302
    assert send(officer, f"{issued}close/", Case.objects.get(), reason="整改到位").status_code == 302
    assert send(head, f"{url}reply/recall/", fresh(letter), reason="不认了").status_code == 422
    again = {"reason": "再看", "reply_by": today(3).isoformat()}
    assert send(officer, f"{url}return/", fresh(letter), **again).status_code == 422
    assert fresh(letter).state == "replied"
    assert "整改好了" in officer.get(issued).content.decode()
    Letter.objects.update(state="issued", replied_at=None)
    for action, who, said in (
        (actions.reply_letter, "head", {"said": "改口"}),
        (actions.recall_letter, "officer", {"reason": "x"}),
    ):
        with pytest.raises(RuleBroken, match="已经办结"):
            act(action, letter, there.actor(who), **said)


@pytest.mark.once
def test_a_recalled_letter_is_nobodys_reproach(there, issued, signed_in, send):
    """A circular does not say that the school left it unanswered, and no button leads to a print that is gone."""
    letter, officer = Letter.objects.get(), signed_in(there.officer)
    act(actions.recall_letter, letter, there.actor("officer"), reason="发错学校")
    case = Case.objects.get()
    act(actions.add_letter, case, there.actor("officer"), words="整改", reply_by=today(5))
    second = Letter.objects.get(state="draft")
    assert send(officer, f"/supervision/letters/{second.public_id}/issue/", second).status_code == 302
    act(actions.note_rung, case, there.actor("officer"), kind="talk", on=today(), words="约谈")
    content = b"".join(officer.get(f"{issued}circular.docx"))
    text = "".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    assert fresh(second).mark in text
    assert fresh(letter).mark not in text
    page = signed_in(there.head).get(issued).content.decode()
    assert f"{second.public_id}/letter.pdf" in page
    assert f"{letter.public_id}/letter.pdf" not in page


@pytest.mark.once
def test_a_letter_that_was_talked_about_is_not_recalled_and_a_later_one_is(there, issued, signed_in, send):
    letter, officer = Letter.objects.get(), there.actor("officer")
    client, url = signed_in(there.officer), f"/supervision/letters/{letter.public_id}/recall/"
    assert url in client.get(issued).content.decode()
    act(actions.note_rung, Case.objects.get(), officer, kind="talk", on=today(), words="约谈")
    refused = send(client, url, fresh(letter), reason="发错学校")
    assert refused.status_code == 422
    assert f"印发以后已经记了约谈（{day_in_words(today())}），不能撤回。" in refused.content.decode()
    assert url not in client.get(issued).content.decode()
    act(actions.add_letter, Case.objects.get(), officer, words="再整改", reply_by=today(5))
    second = Letter.objects.get(state="draft")
    assert send(client, f"/supervision/letters/{second.public_id}/issue/", second).status_code == 302
    assert act(actions.recall_letter, second, officer, reason="写错").state == "recalled"
    assert Case.objects.get().state == "open"


@pytest.mark.once
def test_a_letter_stands_first_among_what_presses_even_when_its_reply_came_back(there, issued):
    letter, officer, head = Letter.objects.get(), there.actor("officer"), there.actor("head")
    (line,) = [item for item in desk.desk_items(head) if "督办" in item.title]
    assert (line.pressing, line.first, line.signs) == ("尽快", True, True)
    act(actions.reply_letter, letter, head, said="已整改")
    act(actions.return_reply, letter, officer, reason="材料不全", reply_by=today(30))
    assert [item.pressing for item in desk.desk_items(head) if "督办" in item.title] == ["尽快"]


@pytest.mark.once
def test_what_the_school_said_last_enters_a_letter_as_one_line_with_its_day(there):
    stuck = steps(there)[3]
    say(there, stuck, "blocked", "第一次流标，\n\n再招。")
    day = day_in_words(today())
    assert f"受阻，系统还没有提醒过；学校最近一次说明（{day}）：第一次流标， 再招。" in facts_of(
        there.actor("officer"), there.school
    )
    say(there, stuck, "blocked", "长" * 201)
    facts = facts_of(there.actor("officer"), there.school)
    assert (f"{'长' * 200}……。" in facts, "长" * 201 in facts, "流标" in facts) == (True, False, False)
