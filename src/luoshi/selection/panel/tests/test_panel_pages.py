"""Pages of the panel: what they say, and that long lists cost what short ones cost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.common import audit, clock
from luoshi.common.models import AuditEvent
from luoshi.notices.models import Delivery
from luoshi.selection.panel import actions
from luoshi.selection.panel.desk import desk_items
from luoshi.selection.panel.models import Assigned, Discipline, Draw, Expert
from luoshi.selection.reads import A_MINUTE, LISTED_A_MINUTE

from .helping import an_application, an_expert, confirmed, do, drawn, seated, started

pytestmark = [pytest.mark.django_db, pytest.mark.once]


FACTS = {
    "title": "教授", "sort": "school", "region": "province", "fields": ["思政"], "load": 9,
    "tenures": [{"name": "示例大学", "organisation": None, "since": None, "until": None}],
}  # fmt: skip


def cost(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_cost_the_same_for_few_and_for_many(there: Any, signed_in: Any) -> None:
    client = signed_in(there.officer)
    seated(there)
    confirmed(there)
    here = f"/panels/{there.call.public_id}/"
    urls = ["/experts/", here, f"{here}hands/", f"{here}conflicts/", "/panels/"]
    client.get(here)
    before = {url: cost(client, url) for url in urls}
    seat = there.call.seats.order_by("code")[0]
    for number in range(20):
        expert = an_expert(there, f"示例多{number}")
        paper = an_application(there, 40 + number)
        more = there.call.seats.create(expert=expert, code=f"专家{50 + number}", most=9)
        for each in (seat, more):
            Assigned.objects.create(seat=each, application=paper, given_at=paper.sent_at, reason="指派")
    after = {url: cost(client, url) for url in urls}
    assert {url: after[url] - before[url] for url in urls} == dict.fromkeys(urls, 0)


def test_an_expert_reads_the_commitment_signs_it_and_sees_how_many(there: Any, signed_in: Any) -> None:
    seats = seated(there)
    confirmed(there)
    seat = next(each for each in seats if each.assigned.exists())
    client = signed_in(seat.expert.membership)
    page = client.get("/own-panels/").content.decode()
    assert "签署后可见" in page
    here = f"/own-panels/{seat.public_id}/"
    page = client.get(here).content.decode()
    assert there.text.words in page
    assert "示例团队" not in page
    seat.refresh_from_db()
    sent = client.post(f"{here}sign/", {"text": there.text.public_id, "_version": seat.version})
    assert sent.status_code == 302
    assert Discipline.objects.get(seat=seat).text == there.text
    assert f"分给您 {seat.assigned.count()} 件" in client.get(here).content.decode()


def test_the_page_of_a_draw_tells_digest_then_seed_then_result(there: Any, signed_in: Any) -> None:
    seated(there)
    draw = started(there)
    client = signed_in(there.monitor)
    here = f"/panel-draws/{draw.public_id}/"
    page = client.get(here).content.decode()
    assert draw.commitment in page
    assert "随机数密封着" in page
    assert "规则写的是" not in page
    assert "luoshi assign" not in page.partition("<details")[0], "for who checks the draw, folded"
    officer = signed_in(there.officer).get(here).content.decode()
    assert "下一步：" in officer
    assert officer.count('class="step done"') == 1
    assert 'class="step current"' in officer
    assert "马上抽取；再要作废重来，要写明理由、监督员同意" in officer, (
        "asked once before what cannot be taken back"
    )
    assert client.get(f"{here}problem.json").status_code == 404
    Draw.objects.filter(pk=draw.pk).update(need=1)
    assert "1 人（规则写的是 2 人）" in client.get(here).content.decode()


def test_the_page_of_an_impossible_draw_says_why_and_what_to_do(there: Any, signed_in: Any) -> None:
    seated(there)
    there.call.seats.update(most=1)
    draw = drawn(there)
    page = signed_in(there.officer).get(f"/panel-draws/{draw.public_id}/").content.decode()
    for words in draw.clashes["remedies"]:
        assert words in page
    assert "示例团队1" in page


def test_a_form_takes_an_expert_in_with_employers_we_know(there: Any, signed_in: Any) -> None:
    school = there.schools[1]
    said = {
        "name": "示例新人", "sort": "school", "region": "here", "load": "12", "fields_said": "思政、机电",
        "employer1": school.short, "employer2": "外地大学", "until2": "2025-06-30",
    }  # fmt: skip
    sent = signed_in(there.officer).post("/experts/new/", said)
    expert = Expert.objects.get(name="示例新人")
    assert sent.headers["Location"] == f"/experts/{expert.public_id}/"
    assert expert.fields == ["思政", "机电"]
    assert {row.name: row.organisation for row in expert.tenures.all()} == {
        school.short: school,
        "外地大学": None,
    }
    refused = signed_in(there.officer).post("/experts/new/", {**said, "since2": "2026-01-01"})
    assert "结束日期早于开始日期" in refused.content.decode()


def test_in_the_pool_and_by_pair_the_pages_say_who_must_keep_away_and_why(there: Any, signed_in: Any) -> None:
    """The same expert bound to one school: counted where he is chosen, explained where the pairs stand."""
    school = there.applications[0].organisation
    theirs = [row for row in there.applications if row.organisation_id == school.pk]
    tenures = [{"name": school.name, "organisation": school, "since": None, "until": None}]
    bound = an_expert(there, "示例本校人", tenures=tenures)
    client, here = signed_in(there.officer), f"/panels/{there.call.public_id}/"
    options = html.fromstring(client.get(f"{here}choose/").content).xpath("//label")
    said = {label.text_content().split()[0]: label.text_content() for label in options}
    assert f"应回避 {len(theirs)} 件" in said["示例本校人"]
    assert "应回避" not in said["示例专家1"]
    do(actions.add_seats, there.call, there.officer, on="call", experts=[bound])
    rows = html.fromstring(client.get(f"{here}conflicts/").content).xpath("//tbody/tr")
    told = [" ".join(row.text_content().split()) for row in rows]
    assert len(told) == len(theirs)
    assert [line for line in told if "示例本校人现在或将要在申报单位任职" not in line] == []


def test_an_expert_is_invited_by_link_or_slip_and_bound_to_his_line_of_the_pool(
    there: Any, signed_in: Any
) -> None:
    """The security administrator gives the post, the system administrator the link or the slip; the officer binds."""
    posts = {way: there.post("expert") for way in ("link", "slip")}
    admin = signed_in(there.post("system_admin"))
    user = posts["link"].user
    sent = admin.post(f"/accounts/{user.public_id}/ticket/", {"_once": "a"})
    slips = admin.post(
        "/accounts/invitations/", {"organisation": there.bureau.public_id, "days": "3", "_once": "b"}
    )
    tickets = {
        "link": re.search(r"/tickets/([\w-]+)/", sent.content.decode()),
        "slip": re.search(rf"{posts['slip'].user.name}.*?/tickets/([\w-]+)/", slips.content.decode(), re.S),
    }
    for way, post in posts.items():
        ticket = tickets[way]
        assert ticket is not None, way
        browser = Client()
        password = {"password": "Mq3#riverstone", "again": "Mq3#riverstone"}
        assert browser.post(f"/tickets/{ticket[1]}/", password).status_code == 302
        expert = do(
            actions.add_expert, there.bureau, there.officer, on="organisation", name=post.user.name, **FACTS
        )
        bound = signed_in(there.officer).post(
            f"/experts/{expert.public_id}/bind/",
            {"post": post.public_id, "_version": expert.version, "_once": way},
        )
        assert bound.status_code == 302, way
        expert.refresh_from_db()
        assert (expert.membership, expert.state) == (post, "active")
        browser.post("/sign-in/", {"account": post.user.mobile, "password": "Mq3#riverstone"})
        assert browser.get("/own-panels/").status_code == 200


def test_the_desk_tells_whose_turn_it_is(there: Any) -> None:
    def titles(post: Any) -> list[str]:
        return [each.title.split("：")[0] for each in desk_items(there.actor(post))]

    assert titles(there.officer) == ["组建评审组"]
    seats = seated(there)
    assert titles(seats[0].expert.membership) == ["签署纪律承诺"]
    started(there)
    assert titles(there.officer) == ["封存候选名单"]
    there.call.draws.update(state="void")
    drawn(there)
    assert (titles(there.monitor), titles(there.officer)) == (["见证抽取"], [])


@pytest.fixture
def _one_minute(settings: Any, tmp_path: Any) -> None:
    """However long the machine takes for so many pages, it is the same minute."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(clock.now().isoformat())


@pytest.mark.usefixtures("_one_minute")
def test_what_is_sensitive_is_read_by_name_and_not_by_the_heap(there: Any, signed_in: Any) -> None:
    """Controls BL-10: each thing read enters the log with the words looked for; beyond so many a minute 429, an alarm
    to monitor and security administrator, and the log tells exactly which were read.
    """
    rows = [
        Expert(organisation=there.bureau, name=f"示例多{at}", state="removed") for at in range(A_MINUTE + 9)
    ]
    experts = Expert.objects.bulk_create(rows)
    guard, officer = there.post("security_admin"), signed_in(there.officer)
    officer.get("/experts/?q=示例专家1")
    first = [officer.get(f"/experts/{each.public_id}/").status_code for each in experts]
    read = A_MINUTE - 1  # the pool itself is one of them
    assert first == [200] * read + [429] * (len(experts) - read)
    again = officer.get(f"/experts/{experts[0].public_id}/")
    assert again.status_code == 200  # what he has before him stays
    refused = officer.get(f"/experts/{experts[-1].public_id}/")
    assert "请过一分钟再看" in refused.content.decode()
    assert refused.headers["Retry-After"] == "60"
    mine = AuditEvent.objects.filter(user=there.officer.user.public_id)
    lines = mine.filter(action="selection.read_expert", result="done").values_list("object_id", flat=True)
    assert sorted(lines) == sorted(each.public_id for each in experts[:read])
    asked = mine.get(action="selection.search_experts").changes[0]["asked"]["commitment"]
    assert audit.opened(asked) == "示例专家1"
    told = Delivery.objects.filter(
        notice__title__contains=f"已停止：{there.bureau.name} {there.officer.user.name}"
    )
    assert set(told.values_list("user", flat=True)) == {there.monitor.user_id, guard.user_id}
    assert signed_in(there.monitor).get(f"/experts/{experts[-1].public_id}/").status_code == 200


def _lines(post: Any, action: str) -> Any:
    return AuditEvent.objects.filter(user=post.user.public_id, action=action, result="done")


def _many(there: Any, number: int) -> list[Expert]:
    rows = [Expert(organisation=there.bureau, name=f"示例多{at}", state="proposed") for at in range(number)]
    return Expert.objects.bulk_create(rows)


@pytest.mark.usefixtures("_one_minute")
def test_an_expert_is_read_through_whatever_page_shows_him(there: Any, signed_in: Any) -> None:
    """Controls BL-10: the page that comes after a refused button, the forms, the host's page, each is a read; beyond
    so many a minute there is none of it.
    """
    experts = _many(there, A_MINUTE + 3)
    officer = signed_in(there.officer)
    for at, name in enumerate(("pause", "remove")):
        shown = officer.post(f"/experts/{experts[at].public_id}/{name}/", {"_version": "0", "_once": name})
        assert (shown.status_code >= 400, experts[at].name in shown.content.decode()) == (True, True)
    for at, name in enumerate(("edit", "bind"), 2):
        assert officer.get(f"/experts/{experts[at].public_id}/{name}/").status_code == 200
    assert _lines(there.officer, "selection.read_expert").count() == 4
    asked = [officer.get(f"/experts/{each.public_id}/edit/").status_code for each in experts[4:]]
    assert asked == [200] * (A_MINUTE - 4) + [429] * 3
    refused = officer.post(f"/experts/{experts[-1].public_id}/pause/", {"_version": "0", "_once": "z"})
    assert (refused.status_code, experts[-1].name in refused.content.decode()) == (429, False)
    host = there.post("host", "yichang-zhijiaoshi")
    type(there.call).objects.filter(pk=there.call.pk).update(host=host.organisation, host_panel=True)
    assert signed_in(host).get(f"/experts/{experts[0].public_id}/").status_code == 200
    assert _lines(host, "selection.read_expert").count() == 1


@pytest.mark.usefixtures("_one_minute")
def test_lists_and_searches_of_the_pool_count_by_what_they_name(there: Any, signed_in: Any) -> None:
    """Each page of the list is a line with whom it named, each search one of so many a minute; the whole pool is a
    download of its own that is never taken for the search before. Of a small one that was all read the guards hear.
    """
    ours = {each.public_id for each in _many(there, 96)}
    officer, pages = signed_in(there.officer), LISTED_A_MINUTE // 50
    officer.get("/experts/?q=示例多1")
    answers = [officer.get(f"/experts/?state=proposed&page={at % 2 + 1}").status_code for at in range(pages)]
    assert answers == [200] * pages
    assert officer.get("/experts/?state=proposed").status_code == 429
    named = [each.changes[-1] for each in _lines(there.officer, "selection.search_experts").order_by("id")]
    assert [each["named"] for each in named[1:3]] == [50, 46]
    assert {key for each in named[1:3] for key in each["which"]} == ours
    told = Delivery.objects.filter(notice__title__startswith="一小时内看过专家库的大部分")
    assert [each.user_id for each in told] == [there.monitor.user_id]
    for _ in range(2):
        assert officer.post("/experts/experts.xlsx").status_code == 200
    assert _lines(there.officer, "panel.fetch_pool").count() == 2
    monitor = signed_in(there.monitor)
    found = [monitor.get(f"/experts/?q=没有这个人{at}").status_code for at in range(A_MINUTE + 1)]
    assert found == [200] * A_MINUTE + [429]
