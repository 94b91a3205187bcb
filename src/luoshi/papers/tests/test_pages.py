"""The pages: writing, sending, deciding, returning, entering and printing as a browser does it, without JavaScript."""

from __future__ import annotations

import itertools
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.models import Draft
from luoshi.notices.models import Delivery
from luoshi.papers import actions
from luoshi.papers.models import Approval, Brief, Delegation, Entry, Route

from .conftest import days, decide, enter, fresh, lies_at, send_back

pytestmark = pytest.mark.once

_KEYS = itertools.count(1)
PDF = b"%PDF-1.4 signed"


@pytest.fixture
def browser(town, signed_in):
    """`browser(role, place)`: that person, signed in."""
    return lambda role, place="school": signed_in(town.the(role, place))


def post(client, url, row=None, **fields):
    if row is not None:
        row.refresh_from_db()
    version = {} if row is None else {"_version": row.version}
    return client.post(url, {"_once": f"pages-{next(_KEYS)}", **version, **fields})


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def at(brief, what=""):
    return f"/briefs/{brief.public_id}/{what}"


def test_a_brief_is_written_sent_and_approved(town, browser):
    author, office, head = (browser(role) for role in ("department_head", "office", "school_head"))
    file = SimpleUploadedFile("420502199001011234预算.pdf", PDF)
    said = {"kind": "request", "title": "关于添置设备的请示", "text": "正文", "up_to": town.school.public_id}
    answer = post(author, "/briefs/new/", **said, files=file)
    brief = Brief.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(brief))
    assert "4205**********1234预算.pdf" in words(author.get(at(brief)))
    assert post(author, at(brief, "send/"), brief).status_code == 302
    assert "轮到您办理" in words(office.get(at(brief)))
    assert "轮到您办理" not in words(head.get(at(brief)))
    assert post(office, at(brief, "pass/"), brief, comment="数字已核").status_code == 302
    assert post(head, at(brief, "pass/"), brief, comment="同意").status_code == 302
    brief.refresh_from_db()
    assert brief.state == "approved"
    page = words(author.get(at(brief)))
    assert "数字已核" in page
    assert "已批准" in page


def test_the_next_person_and_the_author_are_told_at_once(town, paper):
    brief = paper()
    told = Delivery.objects.filter(membership=town.the("office"))
    assert [each.notice.title for each in told] == ["请办理：关于添置实训设备的请示（项目办）"]
    decide(brief, town.actor("office"))
    assert Delivery.objects.filter(membership=town.the("school_head")).count() == 1
    decide(brief, town.actor("school_head"))
    last = Delivery.objects.filter(membership=town.the("department_head")).first()
    assert last.notice.title == "已通过：关于添置实训设备的请示"


def test_it_stands_on_the_desk_of_whoever_has_it_and_of_the_author(town, paper, browser):
    brief = paper()
    assert brief.title in words(browser("office").get("/desk/"))
    assert brief.title not in words(browser("school_head").get("/desk/"))
    mine = words(browser("department_head").get("/desk/?tab=mine"))
    assert "现在：school·项目办，示例office" in mine
    assert "今天收到" in mine
    send_back(brief, town.actor("office"))
    desk = words(browser("department_head").get("/desk/"))
    assert f"退回修改：{brief.title}" in desk.partition("尽快 1")[2], "above what is due later"


def test_returned_mended_and_sent_again(town, paper, browser):
    brief, author = paper(), browser("department_head")
    post(
        browser("office"), at(brief, "return/"), brief, comment="请补充预算", due=str(days(2)), resume="here"
    )
    page = words(author.get(at(brief)))
    assert "请补充预算" in page
    assert "重新报送后直接回到“school·项目办”" in page
    said = {"kind": "request", "title": "改过的请示", "text": "新正文", "up_to": town.school.public_id}
    assert post(author, at(brief, "edit/"), brief, **said).status_code == 302
    assert post(author, at(brief, "resubmit/"), brief, comment="已补").status_code == 302
    assert (lies_at(fresh(brief)), fresh(brief).title) == ("项目办", "改过的请示")


def test_of_two_at_one_step_the_second_gets_409_with_the_latest_page_and_his_words(
    town, paper, browser, signed_in
):
    brief = paper()
    second, seen = signed_in(town.post("office")), brief.version
    post(browser("office"), at(brief, "pass/"), brief, comment="先")
    answer = second.post(at(brief, "pass/"), {"_once": "late", "_version": seen, "comment": "后写的意见"})
    assert answer.status_code == 409
    assert "示例office" in words(answer)
    assert Entry.objects.filter(step__name="项目办").count() == 1


def test_the_same_form_sent_twice_decides_once(town, paper, browser):
    brief = paper()
    brief.refresh_from_db()
    form = {"_once": "one", "_version": brief.version, "comment": "同意"}
    assert [browser("office").post(at(brief, "pass/"), form).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(step__name="项目办").count() == 1


def test_what_is_typed_at_a_step_is_kept_and_comes_back(town, paper, browser):
    brief, office = paper(), browser("office")
    kept = office.post(at(brief, "pass/"), {"comment": "写到一半"}, headers={"X-Requested-With": "autosave"})
    assert kept.status_code == 204
    assert "写到一半" in words(office.get(at(brief)))
    post(office, at(brief, "pass/"), brief, comment="写完了")
    assert not Draft.objects.exists()


def test_the_office_enters_the_head_s_signature_and_the_head_objects(town, paper, browser):
    brief = paper()
    decide(brief, town.actor("office"))
    office, head = browser("office"), browser("school_head")
    form = {"enter-outcome": "passed", "enter-leader": town.the("school_head").public_id}
    form |= {"enter-decided_on": str(days(-1)), "enter-files": SimpleUploadedFile("签批单.pdf", PDF)}
    assert post(office, at(brief, "enter/"), brief, **form).status_code == 302
    entry = Entry.objects.get(way="entered")
    page = words(head.get(at(brief)))
    assert "代录" in page
    assert "由示例office" in page
    file = entry.files.get()
    got = head.get(f"/approvals/{brief.approval.public_id}/files/{file.public_id}/")
    assert b"".join(got.streaming_content) == PDF
    url = f"/approvals/{brief.approval.public_id}/entries/{entry.public_id}/object/"
    assert post(head, url, reason="我没有签").status_code == 302
    printed = words(browser("department_head").get(at(brief, "print/")))
    assert "申明：我没有签" in printed
    assert "（代录）" in printed


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("单.exe", b"MZ", "不能上传"), ("单.pdf", b"PK\x03\x04", "内容与扩展名不符"), ("单.pdf", b"", "空")],
)
def test_a_paper_that_is_none_is_refused_by_name(town, paper, browser, name, content, said):
    brief = paper()
    decide(brief, town.actor("office"))
    form = {"enter-outcome": "passed", "enter-leader": town.the("school_head").public_id}
    form |= {"enter-decided_on": str(days(0)), "enter-files": SimpleUploadedFile(name, content)}
    answer = post(browser("office"), at(brief, "enter/"), brief, **form)
    assert answer.status_code == 422
    assert said in words(answer)
    assert lies_at(fresh(brief)) == "校长"


def test_what_the_school_says_inside_stays_inside(town, paper, browser):
    brief = paper(up_to="county")
    decide(brief, town.actor("office"), comment="校内的话", parts={"text": "校内分部分的话"})
    decide(brief, town.actor("school_head"), comment="校长的话")
    page = words(browser("county_officer", "county").get(at(brief)))
    assert "校长的话" in page
    assert "校内" not in page.replace("该单位内部意见", "")
    assert "示例office" not in page
    assert "school·项目办" in page


def test_what_the_county_says_to_itself_the_school_does_not_read_but_a_return_it_does(town, paper, browser):
    brief = paper(up_to="county")
    for role in ("office", "school_head"):
        decide(brief, town.actor(role))
    decide(brief, town.actor("county_officer", "county"), comment="股内的话")
    author = browser("department_head")
    assert "股内的话" not in words(author.get(at(brief)))
    send_back(brief, town.actor("county_leader", "county"), comment="退回的话")
    assert "退回的话" in words(author.get(at(brief)))


def test_before_its_leg_is_reached_an_upper_level_knows_nothing_of_it(town, paper, browser):
    brief = paper(up_to="city")
    for role in ("office", "school_head"):
        assert browser("county_officer", "county").get(at(brief)).status_code == 404
        decide(brief, town.actor(role))
    assert browser("county_officer", "county").get(at(brief)).status_code == 200
    assert browser("section_head", "city").get(at(brief)).status_code == 404


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("department_head", "school", 200),
        ("office", "school", 200),
        ("school_head", "school", 200),
        ("party_secretary", "school", 200),
        ("deputy_head", "school", 404),
        ("teacher", "school", 404),
        ("office", "sister", 404),
        ("county_leader", "county", 404),
        ("bureau_leader", "city", 404),
    ],
)
def test_only_whom_it_concerns_opens_it(town, paper, browser, role, place, status):
    brief = paper()
    assert browser(role, place).get(at(brief)).status_code == status
    assert browser(role, place).get(f"/approvals/{brief.approval.public_id}/").status_code == status


def test_a_draft_is_the_author_s_alone(town, browser):
    brief = actions.start_brief(
        organisation=town.school, up_to=town.school, title="草稿", by=town.actor("department_head")
    )
    assert browser("department_head").get(at(brief)).status_code == 200
    assert browser("school_head").get(at(brief)).status_code == 404


def test_an_autosaved_draft_of_a_new_brief_comes_back(town, browser):
    author = browser("department_head")
    typed = {"title": "写到一半", "kind": "report", "up_to": town.school.public_id, "text": "还没写完"}
    assert author.post("/briefs/new/", typed, headers={"X-Requested-With": "autosave"}).status_code == 204
    assert "还没写完" in words(author.get("/briefs/new/"))


def test_files_are_taken_out_and_put_back(town, browser):
    by = town.actor("office")
    from .conftest import a_paper

    brief = actions.start_brief(
        organisation=town.school, up_to=town.school, title="x", files=[a_paper("附件.pdf")], by=by
    )
    file = brief.files.get()
    office = browser("office")
    post(office, at(brief, f"files/{file.public_id}/remove/"), brief)
    assert "还不能报送" in words(office.get(at(brief)))
    post(office, at(brief, f"files/{file.public_id}/restore/"), brief)
    assert "还不能报送" not in words(office.get(at(brief)))


def test_recall_withdraw_and_restore_are_buttons_of_the_author(town, paper, browser):
    brief, author = paper(), browser("department_head")
    assert post(author, at(brief, "recall/"), brief).status_code == 302
    assert post(author, at(brief, "withdraw/"), brief, reason="").status_code == 422
    assert post(author, at(brief, "withdraw/"), brief, reason="不办了").status_code == 302
    assert post(author, at(brief, "restore/"), brief).status_code == 302
    brief.refresh_from_db()
    assert brief.state == "draft"
    assert "以前的审批" in words(author.get(at(brief)))


def test_urging_is_a_button_and_once_a_day(town, paper, browser):
    brief, author = paper(), browser("department_head")
    url = f"/approvals/{brief.approval.public_id}/urge/"
    assert post(author, url, words="急", back=at(brief))["Location"] == at(brief)
    assert "今天已催办" in words(author.get(at(brief)))
    assert post(author, url).status_code == 422
    assert post(author, url, back="https://evil.example/").status_code == 422
    assert (
        Delivery.objects.filter(membership=town.the("office"), notice__title__startswith="催办").count() == 1
    )


def test_a_delegation_is_registered_seen_by_both_and_ended(town, paper, browser):
    head, deputy = browser("school_head"), browser("deputy_head")
    form = {"principal": town.the("school_head").public_id, "to": town.the("deputy_head").public_id}
    form |= {"start": str(days(0)), "end": str(days(3)), "reason": "出差"}
    assert post(head, "/delegations/new/", **form).status_code == 302
    brief = paper()
    decide(brief, town.actor("office"))
    assert "代示例school_head" in words(deputy.get("/desk/"))
    assert "代示例school_head" in words(deputy.get(at(brief)))
    post(deputy, at(brief, "pass/"), brief)
    assert re.search(r"示例deputy_head\d+（.*）\s代\s示例school_head", words(head.get(at(brief))))
    given = Delegation.objects.get()
    assert post(deputy, f"/delegations/{given.public_id}/revoke/", given).status_code == 302
    assert "已收回" in words(head.get("/delegations/"))
    assert browser("teacher").get(f"/delegations/{given.public_id}/proof/").status_code == 404


def test_the_office_registers_one_for_the_head_with_a_paper_only(town, browser):
    form = {"principal": town.the("school_head").public_id, "to": town.the("deputy_head").public_id}
    form |= {"start": str(days(0)), "end": str(days(3))}
    office = browser("office")
    assert "授权书" in words(post(office, "/delegations/new/", **form))
    answer = post(office, "/delegations/new/", **form, files=SimpleUploadedFile("请假单.pdf", PDF))
    assert answer.status_code == 302
    given = Delegation.objects.get()
    assert b"".join(office.get(f"/delegations/{given.public_id}/proof/").streaming_content) == PDF


def test_a_route_is_built_on_screen_looked_at_saved_and_put_back(town, browser):
    town.the("school_head")
    office, url = browser("office"), "/routes/of/all/"
    rows = {"what": ["person:office", "person:school_head"], "name": ["项目办", "校长"], "person": ["", ""]}
    rows |= {"days": ["3", "2"], "seen": "0"}
    office.post(url, {**rows, "do": "down:0"})
    page = words(office.get(url))
    assert page.index('value="校长"') < page.index('value="项目办"')
    assert "还没有保存" in page
    assert not Route.objects.exists()
    office.post(url, {**rows, "do": "full"})
    page = words(office.get(url))
    assert "党委会" in page
    assert "现在无人担任" in page
    assert post(office, url, **rows).status_code == 302
    assert Route.objects.get().number == 1
    assert post(office, url, **rows).status_code == 409
    assert post(office, f"{url}default/", seen="1").status_code == 302
    assert "默认" in words(office.get(url))
    old = Route.objects.get()
    assert post(office, f"/routes/{old.public_id}/restore/", old).status_code == 302
    assert Route.objects.filter(superseded_at__isnull=True).get().number == 2


def test_a_chain_that_cannot_be_keeps_the_rows(town, browser):
    rows = {"what": ["person:county_leader"], "name": ["局长"], "person": [""], "days": ["3"], "seen": "0"}
    answer = post(browser("office"), "/routes/of/brief/", **rows)
    assert answer.status_code == 422
    assert 'value="局长"' in words(answer)


def test_everybody_who_writes_papers_reads_the_routes_and_nobody_else_edits_them(town, browser):
    assert browser("department_head").get("/routes/").status_code == 200
    assert browser("department_head").get("/routes/of/all/").status_code == 403
    assert browser("teacher").get("/routes/").status_code == 403
    assert browser("office").get("/routes/of/nothing/").status_code == 404


def many(town, paper, count):
    for number in range(count):
        paper(title=f"请示{number}", author=("department_head", "school"))


LISTS = {
    "office": ("/approvals/?box=all", "/approvals/", "/desk/"),
    "department_head": ("/desk/?tab=mine", "/briefs/"),
}


def test_a_list_costs_the_same_for_one_and_for_thirty(town, paper, browser):
    clients = {path: browser(who) for who, paths in LISTS.items() for path in paths}

    def queries(path):
        with CaptureQueriesContext(connection) as found:
            assert clients[path].get(path).status_code == 200
        return len(found)

    many(town, paper, 1)
    for path, client in clients.items():
        client.get(path)
    one = {path: queries(path) for path in clients}
    many(town, paper, 29)
    assert {path: queries(path) for path in clients} == one


def test_the_list_finds_by_box_state_and_title(town, paper, browser):
    brief = paper()
    office = browser("office")
    assert brief.title in words(office.get("/approvals/"))
    assert brief.title not in words(office.get("/approvals/?box=done"))
    decide(brief, town.actor("office"))
    assert brief.title in words(office.get("/approvals/?box=done&state=running&q=实训"))
    assert "没有符合条件" in words(office.get("/approvals/?box=done&q=别的"))
    assert brief.title in words(browser("department_head").get("/approvals/?box=sent"))


def test_a_leader_on_paper_and_a_meeting_are_shown_as_such_for_ever(town, paper, browser):
    brief = paper()
    decide(brief, town.actor("office"))
    enter(brief, town.actor("office"), leader=town.the("school_head"))
    page = words(browser("school_head").get(f"/approvals/{Approval.objects.get().public_id}/"))
    assert "代录" in page
    assert "签批日期" in page
