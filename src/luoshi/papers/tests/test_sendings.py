"""Readers see what was sent; what the author writes meanwhile is his alone."""

from __future__ import annotations

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.papers import actions
from luoshi.papers.models import BriefFile
from luoshi.papers.queries import sendings_for

from .conftest import a_paper, decide, fresh, send_back

HEAD, AUTHOR, COUNTY = ("school_head", "school"), ("department_head", "school"), ("county_officer", "county")


def mend(town, brief, **said):
    """The author writes on, and sends nothing."""
    brief.refresh_from_db()
    given = {"title": brief.title, "text": brief.text, "kind": brief.kind, "up_to": brief.up_to, **said}
    actions.change_brief(brief=brief, by=town.actor(*AUTHOR), version=brief.version, **given)


def send_again(town, brief):
    brief.refresh_from_db()
    actions.resubmit_brief(brief=brief, by=town.actor(*AUTHOR), version=brief.version)


def texts(brief, actor):
    return [dict(sending.content.words)["正文"] for sending in sendings_for(fresh(brief), actor)]


@pytest.fixture
def returned(town, paper):
    """Sent with a file, returned by the head of the school, then rewritten and not sent."""
    brief = paper(text="报送的正文", title="报送的标题")
    decide(brief, town.actor("office"))
    send_back(brief, town.actor(*HEAD))
    mend(
        town,
        brief,
        text="没有报送的正文",
        title="没有报送的标题",
        kind="report",
        files=[a_paper("新附件.pdf")],
    )
    return brief


@pytest.mark.parametrize("page", ["", "print/"])
def test_readers_of_a_returned_brief_see_what_was_sent(town, returned, signed_in, page):
    answer = signed_in(town.the(*HEAD)).get(f"/briefs/{returned.public_id}/{page}").content.decode()
    assert ("报送的正文" in answer, "报送的标题" in answer, "请示" in answer) == (True, True, True)
    for unsent in ("没有报送的正文", "没有报送的标题", "新附件.pdf"):
        assert unsent not in answer


def test_its_author_sees_what_he_writes_and_beside_it_what_he_sent(town, returned, signed_in):
    answer = signed_in(town.the(*AUTHOR)).get(f"/briefs/{returned.public_id}/").content.decode()
    assert "没有报送的正文" in answer
    assert "第 1 次报送" in answer
    assert ">报送的正文<" in answer


def test_a_file_added_and_not_sent_does_not_exist_for_readers(town, returned, signed_in):
    file = BriefFile.objects.get(brief=returned)
    url = f"/briefs/{returned.public_id}/files/{file.public_id}/"
    assert signed_in(town.the(*AUTHOR)).get(url).getvalue() == "signed 新附件.pdf".encode()
    assert signed_in(town.the(*HEAD)).get(url).status_code == 404
    send_again(town, returned)
    assert signed_in(town.the(*HEAD)).get(url).getvalue() == "signed 新附件.pdf".encode()


def test_once_sent_again_the_new_text_is_read_with_the_earlier_one_below(town, returned, signed_in):
    send_again(town, returned)
    answer = signed_in(town.the(*HEAD)).get(f"/briefs/{returned.public_id}/").content.decode()
    assert "没有报送的正文" in answer
    assert answer.index("没有报送的正文") < answer.index(">报送的正文<")


def test_a_file_taken_out_while_it_is_mended_stays_with_what_was_sent(town, paper, signed_in):
    by = town.actor(*AUTHOR)
    brief = actions.start_brief(
        organisation=town.school,
        up_to=town.school,
        title="带附件",
        text="",
        files=[a_paper("附件.pdf")],
        by=by,
    )
    actions.send_brief(brief=brief, by=by, version=brief.version)
    send_back(brief, town.actor("office"))
    brief.refresh_from_db()
    actions.remove_brief_file(brief=brief, file=brief.files.get(), by=by, version=brief.version)
    reader = signed_in(town.the("office", "school"))
    assert "附件.pdf" in reader.get(f"/briefs/{brief.public_id}/").content.decode()
    kept = fresh(brief).sendings.get().files.get()
    answer = reader.get(f"/approvals/{fresh(brief).public_id}/sent/{kept.public_id}/")
    assert (answer.status_code, answer.getvalue()) == (200, "signed 附件.pdf".encode())


def test_readers_of_a_recalled_brief_read_what_was_recalled(town, paper, signed_in):
    brief = paper(text="撤回前的正文")
    approval = fresh(brief)
    actions.recall_brief(brief=brief, by=town.actor(*AUTHOR), version=brief.version)
    mend(town, brief, text="撤回后写的正文")
    answer = signed_in(town.the("office", "school")).get(f"/approvals/{approval.public_id}/").content.decode()
    assert "撤回前的正文" in answer
    assert "撤回后写的正文" not in answer


def test_above_only_what_came_that_far_is_read(town, paper):
    brief = paper(up_to="county", text="校内第一稿")
    send_back(brief, town.actor("office"))
    mend(town, brief, text="报出的稿")
    send_again(town, brief)
    decide(brief, town.actor("office"))
    decide(brief, town.actor(*HEAD))
    county = town.actor(*COUNTY)
    assert texts(brief, county) == ["报出的稿"]
    send_back(brief, county, resume="start")
    mend(town, brief, text="校内第三稿")
    send_again(town, brief)
    assert texts(brief, county) == ["报出的稿"]
    assert texts(brief, town.actor(*HEAD)) == ["校内第一稿", "报出的稿", "校内第三稿"]
    decide(brief, town.actor("office"))
    decide(brief, town.actor(*HEAD))
    assert texts(brief, county) == ["报出的稿", "校内第三稿"]


def test_a_new_title_is_in_no_list_above_before_it_comes_there(town, paper):
    brief = paper(up_to="county", title="报出的标题")
    for by in (town.actor("office"), town.actor(*HEAD)):
        decide(brief, by)
    send_back(brief, town.actor(*COUNTY), resume="start")
    mend(town, brief, title="校内还在看的标题")
    send_again(town, brief)
    assert fresh(brief).title == "报出的标题"
    for by in (town.actor("office"), town.actor(*HEAD)):
        decide(brief, by)
    assert fresh(brief).title == "校内还在看的标题"


def test_files_of_a_sending_are_for_those_whom_it_reached(town, paper, signed_in):
    brief = paper(up_to="county")
    send_back(brief, town.actor("office"))
    mend(town, brief, text="改好", files=[a_paper("报出.pdf")])
    send_again(town, brief)
    approval = fresh(brief)
    file = approval.sendings.get(number=2).files.get()
    url = f"/approvals/{approval.public_id}/sent/{file.public_id}/"
    county = signed_in(town.the(*COUNTY))
    assert county.get(url).status_code == 404
    decide(brief, town.actor("office"))
    decide(brief, town.actor(*HEAD))
    assert county.get(url).getvalue() == "signed 报出.pdf".encode()


def test_a_paper_that_skips_the_first_steps_has_reached_their_organisation(town, paper):
    """The office sends: its own step is done by sending, and what it sent is readable up to where it lies."""
    brief = paper(author=("office", "school"))
    approval = fresh(brief)
    assert (approval.reached, approval.sendings.get().reached) == (1, 1)


def test_what_was_sent_is_dated_by_the_moment(town, paper):
    sending = fresh(paper()).sendings.get()
    assert (sending.number, sending.at <= clock.now(), sending.title) == (1, True, "关于添置实训设备的请示")
    assert actor_for(town.the(*AUTHOR)).organisation_id == town.school.pk
