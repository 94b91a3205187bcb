"""Pages after a review: the whole way by forms, the public page while it is shown, and what an objected party sees."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import anonymous_actor
from luoshi.core.public_notice import FIELDS, snapshot
from luoshi.notices.models import Delivery
from luoshi.selection.applying.models import Application
from luoshi.selection.outcome import actions, papers, throttle
from luoshi.selection.outcome.actions import Standing
from luoshi.selection.outcome.forms import suggested
from luoshi.selection.outcome.listing import list_digest, public_rows
from luoshi.selection.outcome.models import Decision, Objection, PublicNotice, Result
from luoshi.selection.outcome.queries import checkers_of
from luoshi.selection.outcome.sealing import Words, opened

from .helping import WORDS, act, days_on, drawn_up, objected, published, result, taken

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def signed_in(post: Any) -> Client:
    client = Client()
    client.force_login(post.user)
    return client


def test_the_page_of_the_results_shows_the_list_and_the_tie_the_meeting_has_to_settle(there: Any) -> None:
    client = signed_in(there.officer)
    here = reverse("outcome", args=[there.call.public_id])
    assert "整理结果" in client.get(here).content.decode()
    press = {"_version": there.call.version}
    assert client.post(reverse("outcome-draw-up", args=[there.call.public_id]), press).status_code == 302
    page = client.get(here).content.decode()
    assert "第 3 名并列 2 件（0003、0004），名额只有二等 1 个" in page
    drawn = Client()
    drawn.force_login(there.school.user)
    assert drawn.get(here).status_code == 404


def test_a_decision_is_entered_with_its_minutes(there: Any) -> None:
    drawn_up(there)
    said = {
        "stage": "before", "body": "局长办公会", "held_on": clock.today().isoformat(), "words": "同意。",
        "file": SimpleUploadedFile("纪要.pdf", b"%PDF-1.4"), "shown": list_digest(there.call),
    }  # fmt: skip
    client = signed_in(there.officer)
    answer = client.post(reverse("outcome-decide", args=[there.call.public_id]), said)
    assert answer.status_code == 302
    made = Decision.objects.get(call=there.call)
    file = client.get(reverse("outcome-minutes", args=[made.public_id]))
    assert b"".join(file.streaming_content) == b"%PDF-1.4"


def test_the_public_page_is_open_while_it_is_shown_and_gone_afterwards(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    here = reverse("outcome-public", args=[notice.public_id])
    answer = Client().get(here)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "示例案例1" in page
    assert "0717-0000000" in page
    score = there.call.scorings.get().data["results"][0]["score"]
    assert f">{score}<" not in page  # by itself, in no cell: two digits also stand in ids
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    answer = Client().get(here)
    assert answer.status_code == 410
    assert "公示已结束" in answer.content.decode()
    assert "示例案例1" not in answer.content.decode()
    assert Client().get(reverse("outcome-object", args=[notice.public_id])).status_code == 410


def test_the_word_file_and_the_page_for_the_own_site_hold_the_list(there: Any) -> None:
    notice = published(there, title="公示<b>")
    document = docx.Document(io.BytesIO(papers.docx_bytes(notice)))
    assert document.tables[0].rows[1].cells[1].text == "示例案例1"
    assert any("5个工作日" in line.text for line in document.paragraphs)
    notice.snapshot |= {
        "columns": [*FIELDS.items()],
        "rows": [["1", "示例案例1", "甲校", "第一组", "张三", "一等"]],
    }
    whole = docx.Document(io.BytesIO(papers.docx_bytes(notice)))
    assert [cell.text for cell in whole.tables[0].rows[0].cells] == [*FIELDS.values()], "whatever is chosen"
    notice.refresh_from_db()
    text = papers.html_text(notice)
    assert "公示&lt;b&gt;" in text
    assert "示例案例3" in text
    for hidden in ("<script", "http", "src="):
        assert hidden not in text


def an_objection(notice: PublicNotice, client: Client, **said: str) -> Any:
    given = {"result": "1", "words": "抄袭", "name": "金丝雀", "phone": "10000990001", **said}
    return client.post(reverse("outcome-object", args=[notice.public_id]), given)


def test_anybody_objects_on_the_page_with_name_and_telephone(there: Any) -> None:
    notice = published(there)
    assert an_objection(notice, Client(), name="").status_code == 422
    assert an_objection(notice, Client(), phone="不告诉").status_code == 422
    assert an_objection(notice, Client(), result="9").status_code == 422
    assert not Objection.objects.exists()
    answer = an_objection(notice, Client()).content.decode()
    row = Objection.objects.get()
    assert (opened(row).words, row.result.code if row.result else "") == ("抄袭", "0001")
    here = reverse("outcome-look-up")
    told = (row.code, "抄袭", "10000990001", here)
    assert [each for each in told if each not in answer] == []
    _looked_up(there, row, here)


def _looked_up(there: Any, row: Objection, here: str) -> None:
    """By the number and the telephone together, and neither alone; what was answered, and nothing else of it."""
    wrong = {"code": row.code, "phone": "10000990002"}, {"code": "AAAAAA", "phone": "10000990001"}
    assert [Client().post(here, said).status_code for said in wrong] == [404, 404]
    said = {"code": f" {row.code.lower()} ", "phone": "1000099 0001"}
    page = Client().post(here, said)
    words = page.content.decode()
    assert (page.status_code, "待审核" in words, "还没有答复" in words) == (200, True, True)
    assert (page["Cache-Control"], "抄袭" in words, "金丝雀" in words) == ("no-store", False, False)
    Objection.objects.filter(pk=row.pk).update(reply="经核查，不属实。", replied_at=row.received_at)
    assert "经核查，不属实。" in Client().post(here, said).content.decode()


def test_one_network_does_not_flood_the_bureau(there: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_NETWORK", 1)
    notice = published(there)
    assert an_objection(notice, Client()).status_code == 200
    assert an_objection(notice, Client()).status_code == 429
    assert Objection.objects.count() == 1


def test_an_objector_who_is_signed_in_finds_and_withdraws_his_own(there: Any) -> None:
    client = signed_in(there.other)
    an_objection(published(there), client)
    row = Objection.objects.get()
    assert "抄袭" in client.get(reverse("outcome-own-objections")).content.decode()
    assert "抄袭" not in signed_in(there.school).get(reverse("outcome-own-objections")).content.decode()
    answer = client.post(reverse("outcome-withdraw", args=[row.public_id]), {"_version": row.version})
    assert answer.status_code == 302
    assert Objection.objects.get().state == "withdrawn"


SECRETS = {
    "who objected": Words("抄袭", "另一只金丝雀", "10000990002", "别的学校"),
    "his telephone": Words("抄袭", WORDS.name, "10000990099", WORDS.unit),
    "what he said": Words("评审人收了礼。", WORDS.name, WORDS.phone, WORDS.unit),
    "his unit": Words(WORDS.words, WORDS.name, WORDS.phone, ""),
}


def seen_by_the_school(there: Any, notice: PublicNotice) -> list[Any]:
    """All that the objected school gets of it: its desk, the call, its application, the notice, its own list, what it
    was told; and what a stranger gets. Whole answers: status, headers, body (controls DN-04).
    """
    school, stranger = signed_in(there.school), Client()
    application = there.applications[0].public_id
    addresses = [
        reverse("desk"),
        reverse("call", args=[there.call.public_id]),
        reverse("apply-page", args=[application]),
        reverse("selection-applications"),
        reverse("outcome-public", args=[notice.public_id]),
        reverse("outcome-own-objections"),
        reverse("notices"),
        reverse("search") + "?q=金丝雀",
    ]
    public = [
        reverse("outcome-public", args=[notice.public_id]),
        reverse("outcome-object", args=[notice.public_id]),
    ]
    told = (
        Delivery.objects.filter(user=there.school.user_id)
        .order_by("pk")
        .values_list("notice__title", flat=True)
    )
    return [
        *(answered(school.get(address)) for address in addresses),
        *(answered(stranger.get(address)) for address in public),
        list(told),
    ]


def answered(response: Any) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in response.headers.items() if name not in VARYING}
    return response.status_code, headers, plain(response.content)


VARYING = ("Date", "X-Request-Id", "Server-Timing", "Set-Cookie")
CHANGING = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|_once)" value="|X-CSRFToken": "|(?:id|for)="reason-)[^"]*'
)


def plain(page: bytes) -> bytes:
    """Without what differs on every answer: tokens against forgery and repetition."""
    return CHANGING.sub(rb"\1", page)


def test_pairs_of_worlds_that_differ_in_an_objection_look_alike_to_whom_it_is_about(there: Any) -> None:
    notice = published(there)
    none = seen_by_the_school(there, notice)
    first = objected(notice)
    assert seen_by_the_school(there, notice) == none, "whether anybody objected"
    for secret, words in SECRETS.items():
        with transaction.atomic():
            objected(notice, words=words, objector=there.other.user.public_id)
            assert seen_by_the_school(there, notice) == none, secret
            transaction.set_rollback(True)
    taken(there, first)
    assert seen_by_the_school(there, notice) == none, "that it is looked into"


def test_a_leader_who_keeps_away_from_one_reads_and_confirms_nothing(there: Any) -> None:
    """Named in it or of its team: no page of the results, no list, no notice; no change through the act."""
    notice = published(there)
    row = objected(notice)
    client, call = signed_in(there.leader), [there.call.public_id]
    pages = [reverse(name, args=call) for name in ("outcome", "outcome-objections")]
    pages += [reverse(name, args=[notice.public_id]) for name in ("outcome-notice", "outcome-notice-docx")]
    pages.append(reverse("outcome-objection", args=[row.public_id]))
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    said = {"after": Standing(False, ""), "reason": "核查", "objection": None, "by": actor_for(there.officer)}
    change = actions.say_change(result=result(there, "0002"), **said)
    team = there.applications[0].people
    bound = [
        lambda: there.applications[0].officer_conflicts.create(
            membership=there.leader, reason="亲属", said_by=there.head
        ),
        lambda: team.create(name=there.leader.user.name, organisation=there.leader.organisation),
    ]
    for bind in bound:
        made = bind()
        assert {client.get(page).status_code for page in pages} <= {403, 404}
        with pytest.raises(PermissionDenied):
            act(actions.confirm_change, actor_for(there.leader), change=change)
        assert there.leader not in checkers_of(there.call)
        made.delete()
    assert act(actions.confirm_change, actor_for(there.leader), change=change).confirmed_at


def test_pages_of_an_objection_and_of_a_report_open_for_those_who_may(there: Any) -> None:
    notice = published(there)
    row = taken(there, objected(notice))
    here = reverse("outcome-objection", args=[row.public_id])
    page = signed_in(there.leader).get(here).content.decode()
    assert "金丝雀" in page
    assert "办结" in page
    assert signed_in(there.school).get(here).status_code == 404
    answer = Client().post(reverse("outcome-report", args=[there.call.public_id]), {"words": "收礼"})
    assert answer.status_code == 200
    monitor = signed_in(there.monitor)
    assert there.call.title in monitor.get(reverse("misconduct-list")).content.decode()
    assert signed_in(there.officer).get(reverse("misconduct-list")).status_code == 403
    assert there.call.title in monitor.get(reverse("desk")).content.decode()


def test_lists_cost_the_same_for_one_row_and_for_thirty(there: Any) -> None:
    notice = published(there)
    objected(notice, objector=there.other.user.public_id)
    report = reverse("outcome-report", args=[there.call.public_id])
    Client().post(report, {"words": "收礼"})
    actions.say_change(
        result=result(there, "0005"), after=Standing(False, "", True), reason="核查", objection=None,
        by=there.actor("officer"),
    )  # fmt: skip
    asked = [
        (signed_in(there.head), reverse("desk")),
        (signed_in(there.officer), reverse("outcomes")),
        (signed_in(there.officer), reverse("outcome", args=[there.call.public_id])),
        (signed_in(there.head), reverse("outcome", args=[there.call.public_id])),
        (signed_in(there.officer), reverse("outcome-objections", args=[there.call.public_id])),
        (signed_in(there.other), reverse("outcome-own-objections")),
        (signed_in(there.monitor), reverse("misconduct-list")),
        (Client(), reverse("outcome-public", args=[notice.public_id])),
    ]
    for client, address in asked:
        client.get(address)  # what is asked once for a session
    few = [queries_of(client, address) for client, address in asked]
    thirty(there, notice)
    assert [queries_of(client, address) for client, address in asked] == few


def queries_of(client: Client, address: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return address, len(found)


def thirty(there: Any, notice: PublicNotice) -> None:
    """As many more of everything: results, changes nobody confirmed, objections, reports."""
    owner, scoring = there.applications[0], there.call.scorings.get()
    for at in range(29):
        made = Application.objects.create(
            call=there.call, organisation=owner.organisation, owner=owner.owner, title=f"更多{at}", state="accepted",
            sequence=50 + at, sent_at=clock.now(), receipt={},
        )  # fmt: skip
        row = Result.objects.create(call=there.call, application=made, scoring=scoring, code=f"{50 + at:04d}")
        actions.say_change(
            result=row,
            after=Standing(False, "", True),
            reason="核查",
            objection=None,
            by=there.actor("officer"),
        )
        objected(notice, objector=there.other.user.public_id)
        actions.report_misconduct(
            call=there.call, words=Words(f"收礼{at}", "", "", ""), file=None, by=anonymous_actor()
        )


def test_in_a_selection_by_groups_page_and_notice_tell_groups_and_places_within_them(there: Any) -> None:
    """The third and the fourth are equal in the order of all; alone in their group they are the first of it."""
    drawn_up(there)
    there.call.rules = {**there.call.rules, "group_titles": ["甲类", "乙类"]}
    there.call.save(update_fields=["rules"])
    rows = Result.objects.filter(call=there.call)
    rows.update(group="甲类")
    rows.filter(code__in=("0003", "0004")).update(group="乙类")
    page = signed_in(there.officer).get(reverse("outcome", args=[there.call.public_id])).content.decode()
    places = re.findall(r'data-label="编号">(\d+)</td>.*?data-label="组内名次">(\S+?)</td>', page, re.S)
    assert dict(places) == {"0001": "1", "0002": "2", "0003": "1", "0004": "1", "0005": "3"}
    assert suggested(there.call, None)["columns"][0] == "group"
    shown = snapshot({}, ["group"], public_rows(there.call))
    assert {row[-1] for row in shown["rows"]} == {"甲类", "乙类"}


def test_the_list_of_scores_says_where_not_all_sheets_count(there: Any) -> None:
    here = reverse("review-results", args=[there.call.public_id])
    client = signed_in(there.officer)
    assert "张评分表</span>" not in client.get(here).content.decode()
    scoring = there.call.scorings.get()
    first, *others = scoring.data["reviews"]
    type(scoring).objects.filter(pk=scoring.pk).update(data={**scoring.data, "reviews": others})
    page = client.get(here).content.decode()
    asked = len([row for row in scoring.data["reviews"] if row["application"] == first["application"]])
    assert page.count("张评分表</span>") == 1
    assert f"只有 {asked - 1}/{asked} 张评分表" in page
