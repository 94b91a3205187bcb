"""What was sent, printed to be stamped: the version that was sent, for those who read it, outdated by the next one."""

from __future__ import annotations

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.errors import RuleBroken
from luoshi.common.rendering.paper import Heading
from luoshi.core.scans.tests.making import as_jpeg
from luoshi.papers import actions
from luoshi.papers.filed import actions as filed_actions
from luoshi.papers.filed.models import FiledPaper, ScanPage
from luoshi.papers.filed.queries import papers_visible_to
from luoshi.papers.filed.tests.conftest import come_back, do_jobs, quick, sent, texts, upload
from luoshi.papers.prints import as_paper, edition_of, last_sending

from .conftest import decide, fresh, send_back
from .test_sendings import AUTHOR, COUNTY, HEAD, mend, send_again


def quickly(brief):
    """What was sent last, as if printed: typesetting takes half a second."""
    sending = last_sending(fresh(brief))
    return sending, quick(
        sending.approval.author, 1, edition_of(sending), kind="brief", about=brief, sending=sending
    )


def printed(brief, by):
    sending, prepared = quickly(brief)
    return actions.print_approval(approval=fresh(brief), sending=sending, prepared=prepared, by=by)


def page_of(brief, client):
    return client.get(f"/briefs/{brief.public_id}/").content.decode()


def test_from_the_button_to_the_stamped_copy_through_a_real_print(town, paper, signed_in):
    brief = paper(up_to="county", text="真正报送的正文")
    author, office = signed_in(town.the(*AUTHOR)), signed_in(town.the("office"))
    approval = fresh(brief)
    assert f"/approvals/{approval.public_id}/print/" in page_of(brief, author)
    answer = sent(author, f"/approvals/{approval.public_id}/print/")
    made = FiledPaper.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/filed/{made.public_id}/")
    assert (made.state, made.about_version, made.title) == ("waiting", 1, brief.title)
    document = pypdfium2.PdfDocument(files.read(made.print))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    sheets = [page.render(scale=2).to_pil().convert("RGB") for page in document]
    document.close()
    assert "真正报送的正文" in text.replace("\r\n", "")
    assert "待盖章" in page_of(brief, office)
    upload(office, *[(f"{at}.jpg", as_jpeg(sheet)) for at, sheet in enumerate(sheets)])
    do_jobs()
    made.refresh_from_db()
    assert made.state == "stamped"
    page = page_of(brief, signed_in(town.the(*HEAD)))
    assert "已盖章" in page
    url = f"/approvals/{approval.public_id}/stamped.pdf"
    assert url in page
    copy = signed_in(town.the(*HEAD)).get(url)
    assert copy.getvalue().startswith(b"%PDF")


def test_the_same_version_is_printed_once(town, paper):
    brief = paper()
    first, second = printed(brief, town.actor("office")), printed(brief, town.actor(*AUTHOR))
    assert first == second


def test_what_was_sent_again_outdates_the_print_and_its_scans_are_refused_in_words(town, paper, signed_in):
    brief = paper()
    old = printed(brief, town.actor("office"))
    send_back(brief, town.actor("office"))
    mend(town, brief, text="第二稿")
    old.refresh_from_db()
    assert not old.is_outdated
    send_again(town, brief)
    old.refresh_from_db()
    assert old.is_outdated
    [scan] = come_back(town.the("office"), texts(old, 1))
    assert (scan.state, "材料已经修改" in scan.message) == ("refused", True)
    assert printed(brief, town.actor("office")).about_version == 2
    [again] = come_back(town.the("office"), texts(old, 1))
    assert (again.state, "材料已有新版" in again.message) == ("refused", True)


@pytest.mark.parametrize("how", ["recall", "withdraw"])
def test_what_is_taken_back_or_given_up_is_not_to_be_stamped(town, paper, how):
    brief, by = paper(), town.actor(*AUTHOR)
    made = printed(brief, by)
    if how == "recall":
        actions.recall_brief(brief=brief, by=by, version=brief.version)
    else:
        send_back(brief, town.actor("office"))
        brief.refresh_from_db()
        actions.withdraw_brief(brief=brief, by=by, version=brief.version, reason="不报了")
    made.refresh_from_db()
    assert made.is_outdated


def test_versions_count_on_over_a_recall(town, paper):
    brief, by = paper(), town.actor(*AUTHOR)
    first = printed(brief, by)
    actions.recall_brief(brief=brief, by=by, version=brief.version)
    brief.refresh_from_db()
    actions.send_brief(brief=brief, by=by, version=brief.version)
    assert (first.about_version, printed(brief, by).about_version) == (1, 2)


def test_while_it_is_mended_it_is_refused_in_words(town, paper, signed_in):
    brief = paper()
    send_back(brief, town.actor("office"))
    office = signed_in(town.the("office"))
    answer = sent(office, f"/approvals/{fresh(brief).public_id}/print/")
    assert (answer.status_code, "重新报送后再打印" in answer.content.decode()) == (422, True)
    assert "重新报送后再打印" in page_of(brief, office)


def test_a_print_made_while_it_was_sent_anew_does_not_count(town, paper):
    brief, by = paper(), town.actor("office")
    sending, prepared = quickly(brief)
    send_back(brief, town.actor("office"))
    send_again(town, brief)
    with pytest.raises(RuleBroken, match="重新报送过"):
        actions.print_approval(approval=fresh(brief), sending=sending, prepared=prepared, by=by)
    assert not FiledPaper.objects.exists()


def test_only_the_author_and_those_of_his_house_print_it(town, paper, signed_in):
    brief = paper(up_to="county")
    for by in (town.actor("office"), town.actor(*HEAD)):
        decide(brief, by)
    sending, prepared = quickly(brief)
    with pytest.raises(PermissionDenied):
        actions.print_approval(
            approval=fresh(brief), sending=sending, prepared=prepared, by=town.actor(*COUNTY)
        )
    url = f"/approvals/{fresh(brief).public_id}/print/"
    assert sent(signed_in(town.the(*COUNTY)), url).status_code == 403
    assert sent(signed_in(town.the("office", "sister")), url).status_code == 404


def test_the_print_is_seen_by_those_who_read_what_was_sent(town, paper):
    brief = paper(up_to="county")
    made = printed(brief, town.actor(*AUTHOR))
    colleague, city = actor_for(town.post("department_head")), town.actor("city_officer", "city")

    def see():
        whose = (town.actor("office"), town.actor(*AUTHOR), colleague, town.actor(*COUNTY), city)
        return [papers_visible_to(each).filter(pk=made.pk).exists() for each in whose]

    assert see() == [True, True, False, False, False]
    decide(brief, town.actor("office"))
    decide(brief, town.actor(*HEAD))
    assert see() == [True, True, False, True, False]


def test_the_stamped_copy_is_for_those_who_read_what_was_sent(town, paper, signed_in):
    brief = paper(up_to="county")
    made = printed(brief, town.actor(*AUTHOR))
    url = f"/approvals/{fresh(brief).public_id}/stamped.pdf"
    assert signed_in(town.the(*HEAD)).get(url).status_code == 404
    come_back(town.the("office"), texts(made, 1))
    made.refresh_from_db()
    FiledPaper.objects.filter(pk=made.pk).update(
        state="stamped", stamped=made.print, stamped_at=made.created_at
    )
    assert ScanPage.objects.get().state == "filed"
    assert signed_in(town.the(*HEAD)).get(url).getvalue().startswith(b"%PDF")
    assert signed_in(town.the(*COUNTY)).get(url).status_code == 404


def test_it_is_laid_out_as_an_official_paper(town, paper):
    approval = fresh(paper(up_to="county", text="正文第一段"))
    laid = as_paper(approval, approval.sendings.get())
    assert (laid.to, laid.signed, laid.title) == ("county全称", "school全称", "关于添置实训设备的请示")
    said = str([block.as_data() for block in laid.blocks])
    assert ("正文第一段" in said, "请示" in said, laid.date.endswith("日")) == (True, True, True)


def with_grids(sending, columns, count):
    """The sending as if it had held these tables: what is kept of it never changes."""
    sending.body = {**sending.body, "grids": [
        {"heading": f"第 {at} 项任务", "columns": columns, "rows": []} for at in range(1, count + 1)
    ]}  # fmt: skip
    return sending


def test_a_paper_of_a_hundred_and_more_headings_is_numbered_to_its_end(town, paper):
    approval = fresh(paper())
    sending = with_grids(approval.sendings.get(), ["里程碑"], 130)
    headings = [block.text for block in as_paper(approval, sending).blocks if isinstance(block, Heading)]
    assert (headings[98][:5], headings[110][:6]) == ("九十九、第", "一百一十一、")
    assert headings[-1].endswith("、第 130 项任务")


def test_what_is_said_of_one_task_is_one_chapter_with_its_tables_after_its_words(town, paper):
    approval = fresh(paper())
    sending = approval.sendings.get()
    words = [["三全育人：建设基础", "有"], ["实训：建设基础", "无"], ["三全育人：主要举措", "办"]]
    grids = [
        {"heading": heading, "columns": ["里程碑"], "rows": []}
        for heading in ("三全育人：进度表", "经费：合计")
    ]
    sending.body = {**sending.body, "words": words, "grids": grids}
    headings = [block.text for block in as_paper(approval, sending).blocks if isinstance(block, Heading)]
    assert headings == [
        "一、三全育人", "（一）建设基础", "（二）主要举措", "（三）进度表", "二、实训：建设基础", "三、经费：合计",
    ]  # fmt: skip


@pytest.mark.once  # the other database takes no half characters
def test_what_cannot_be_typeset_gets_a_page_with_its_code_whose_paper_can_be_received(town, paper, signed_in):
    brief = paper(up_to="county")
    approval, office = fresh(brief), signed_in(town.the("office"))
    broken = with_grids(approval.sendings.get(), ["\ud800"], 1)
    type(broken)._base_manager.filter(pk=broken.pk).update(body=broken.body)
    answer = office.post(f"/approvals/{approval.public_id}/print/", {}, follow=True)
    made = FiledPaper.objects.get()
    assert (answer.status_code, made.page_count, made.state) == (200, 1, "waiting")
    assert "只有一张首页" in answer.content.decode()
    document = pypdfium2.PdfDocument(files.read(made.print))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert made.short_code.replace(" ", "") in text.replace(" ", "")
    assert "以本单位另行打印" in text.replace("\r\n", "")
    received = filed_actions.register_received(
        paper=made,
        copies=2,
        on=clock.today(),
        by=town.actor("county_officer", "county"),
        version=made.version,
    )
    assert received.state == "received"
