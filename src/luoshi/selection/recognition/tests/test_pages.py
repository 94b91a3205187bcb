"""What strangers are told of a certificate, and the pages of those who recognise."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.models import Throttle
from luoshi.common import clock, files
from luoshi.core.credentials import check, read_key, read_list
from luoshi.notices.throttle import PER_NETWORK
from luoshi.selection.applying.models import Application
from luoshi.selection.outcome.models import Decision, PublicNotice, Result
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.certifying import in_groups
from luoshi.selection.recognition.desk import desk_items
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.queries import public_announcements

from .helping import PAPER, announced, do, fresh, granted, issued

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def revoke(there: Any, award: Award) -> None:
    said = do(
        actions.say_revocation,
        there.actor("officer"),
        award=award,
        on=clock.today(),
        document_number="撤〔2026〕1号",
        reason="内部理由不公开",
    )
    do(actions.confirm_revocation, there.actor("leader"), revocation=said)


def upload(data: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile("证书.jwt", data if isinstance(data, bytes) else data.encode())


def test_a_stranger_looks_a_certificate_up_and_sees_that_it_was_revoked(there: Any, signed_in: Any) -> None:
    award, client = granted(there)[0], Client()
    code = award.certificates.get().code
    typed = client.get("/verify/", {"code": in_groups(code)})
    assert typed["Location"] == f"/verify/{code}/"
    shown = client.get(typed["Location"])
    page = shown.content.decode()
    assert (award.number in page, "有效" in page, "已撤销" in page) == (True, True, False)
    assert ("有效期至" in page, "从这一天起无效" in page) == (True, False)
    assert "no-store" in shown["Cache-Control"]
    own, here = signed_in(there.officer), reverse("award", args=[award.public_id])
    assert "有效期至" in own.get(here).content.decode()
    revoke(there, award)
    assert "有效期至" not in own.get(here).content.decode()
    page = client.get(f"/verify/{code}/").content.decode()
    assert ("已撤销" in page, "撤〔2026〕1号" in page, "内部理由" in page) == (True, True, False)
    assert ("有效期至" in page, "从这一天起无效" in page) == (False, True), (
        "nothing reads as if it still held"
    )


def test_what_was_never_issued_gets_one_answer(there: Any) -> None:
    client, answers = Client(), set()
    for code in ("2" * 12, "abc", "zzzzzzzzzzzzzzzzzzzzzzzz"):
        answer = client.get(f"/verify/{code}/")
        assert answer.status_code == 404
        answers.add(re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()))
    assert len(answers) == 1
    assert "没有查到这份证书" in answer.content.decode()


def test_whoever_tries_codes_is_slowed_down(there: Any) -> None:
    client = Client()
    client.get("/verify/222222222222/")
    Throttle.objects.update(count=PER_NETWORK)
    answer = client.get(f"/verify/{granted(there)[0].certificates.get().code}/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert PAPER not in answer.content.decode()


def test_a_file_is_checked_and_a_changed_one_refused(there: Any) -> None:
    award, client = granted(there)[0], Client()
    text = award.certificates.get().credential
    page = client.post("/verify/file/", {"file": upload(text)}).content.decode()
    assert ("没有改动过" in page, award.number in page) == (True, True)
    head, body, signature = text.split(".")
    forged = f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    answer = client.post("/verify/file/", {"file": upload(forged)})
    assert (answer.status_code, "改动过，或者" in answer.content.decode()) == (422, True)
    for bad in (b"%PDF-1.7", b"\xff" * 99, b"x" * 300_000, b'{"kind":"luoshi-receipt","version":1,"x":NaN}'):
        assert client.post("/verify/file/", {"file": upload(bad)}).status_code == 422
    assert client.post("/verify/file/").status_code == 422
    revoke(there, award)
    page = client.post("/verify/file/", {"file": upload(text)}).content.decode()
    assert "已撤销" in page


def test_key_and_list_are_published_for_checks_without_the_site(there: Any) -> None:
    award, client = granted(there)[0], Client()
    text = award.certificates.get().credential.encode()
    key = read_key(client.get("/verify/key.pem").content)
    listed = read_list(client.get("/verify/revoked.json").content)
    assert check(text, clock.today(), key=key, revoked=listed).standing == "valid"
    revoke(there, award)
    said = client.get("/verify/revoked.json").content
    assert check(text, clock.today(), key=key, revoked=read_list(said)).standing == "revoked"
    assert "内部理由" not in json.loads(said)["revokedCredential"][0]["revocationReason"]


def test_an_officer_registers_the_list_and_another_confirms_a_revocation(there: Any, signed_in: Any) -> None:
    officer, leader = signed_in(there.officer), signed_in(there.leader)
    here = reverse("recognition-call", args=[there.call.public_id])
    assert any(item.href == here for item in desk_items(there.actor("officer")))
    made = announced(there, document_number="宜教发〔2026〕9号")
    page = officer.get(here)
    words = page.content.decode()
    assert ("示例案例1" in words, "宜教发〔2026〕9号" in words, 'name="document_number"' in words) == (
        True,
        True,
        False,
    )
    said = {"on": clock.today().isoformat(), "document_number": PAPER, "shown": page.context["shown"]}
    sent = officer.post(here, {**said, "_version": fresh(there.call).version, "_once": "grant-1"})
    assert sent.status_code == 302
    award = Award.objects.get(application=there.applications[0])
    assert (award.document_number, award.granted_on) == (made.document_number, made.on)
    own = reverse("award", args=[award.public_id])
    assert officer.get(f"{own}certificate.jwt").content.decode() == award.certificates.get().credential
    sent = officer.post(
        f"{own}revoke/",
        {**said, "reason": "核查属实", "_version": award.version, "_once": "revoke-1"},
    )
    assert sent["Location"] == own
    assert any("确认撤销认定" in item.title for item in desk_items(there.actor("leader")))
    asked = leader.get(own).content.decode()
    assert ("核查属实" in asked, "确认撤销</" in asked, "确认确认" in asked) == (True, True, False)
    assert "提出撤销" not in officer.get(own).content.decode(), "once is enough"
    assert "核查属实" not in signed_in(there.school).get(own).content.decode()
    said = award.revocations.get()
    confirm = reverse("award-confirm-revocation", args=[said.public_id])
    assert officer.post(confirm, {"_version": said.version}).status_code == 403
    assert leader.post(confirm, {"_version": said.version}).status_code == 302
    assert officer.get(f"{own}certificate.jwt").status_code == 404
    assert fresh(award).state == "revoked"


def test_lists_cost_the_same_for_few_and_for_many(there: Any, signed_in: Any) -> None:
    client, call = signed_in(there.officer), there.call
    granted(there)
    urls = ["/awards/", reverse("recognition-call", args=[call.public_id]), "/awards/to-grant/"]
    client.get(urls[0])
    costs = []
    for _ in range(2):
        for url in urls:
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            costs.append(len(found))
        _more(there, len(costs))
    assert costs[:3] == costs[3:]


def _more(there: Any, start: int) -> None:
    first = there.applications[0]
    for at in range(start * 20, start * 20 + 12):
        made = Application.objects.create(
            call=there.call, organisation=first.organisation, owner=there.school, title=f"更多{at}", state="accepted",
            sequence=50 + at, sent_at=clock.now(), receipt={},
        )  # fmt: skip
        Result.objects.create(
            call=there.call, application=made, scoring=there.results[0].scoring, code=f"{50 + at}",
            level="second", selected=True, order=50 + at,
        )  # fmt: skip
        if at % 2:
            Award.objects.create(
                call=there.call, application=made, organisation=first.organisation, issuer=there.call.organisation,
                holder="示例", title=made.title, honour="示例", granted_on=clock.today(), document_number=PAPER,
            )  # fmt: skip


def test_the_school_is_asked_for_its_line_until_it_says_it(there: Any, signed_in: Any) -> None:
    award = granted(there)[1]
    asked = [item.title for item in desk_items(there.actor("other"))]
    assert asked == [f"把认定登记到台账：{award.title}"]
    page = signed_in(there.other).get(reverse("award-link", args=[award.public_id]))
    assert page.status_code == 200
    assert not list(desk_items(there.actor("school")))  # its award stands in its register


def test_the_page_of_a_call_that_ended_leads_to_its_paper_and_its_certificates(
    there: Any, signed_in: Any
) -> None:
    here = reverse("call", args=[there.call.public_id])
    grants = reverse("recognition-call", args=[there.call.public_id])
    paper = reverse("announcement", args=[there.call.public_id])

    def leads(post: Any) -> tuple[bool, bool, list[str]]:
        page = signed_in(post).get(here).content.decode()
        said = [each for each in ("没有印发公布文件", "待盖章印发", PAPER) if each in page]
        return f'href="{paper}"' in page, f'href="{grants}"' in page, said

    assert [leads(who) for who in (there.officer, there.other)] == [
        (True, True, ["没有印发公布文件"]),
        (False, False, []),
    ]
    row = issued(there)
    assert [leads(who) for who in (there.officer, there.other)] == [
        (True, True, ["待盖章印发"]),
        (False, False, []),
    ]
    do(actions.note_stamped, there.actor(there.officer), announcement=row)
    assert [leads(who) for who in (there.officer, there.other)] == [
        (True, True, [PAPER]),
        (True, False, [PAPER]),
    ]


def _stamped_first(there: Any) -> list[Any]:
    """Two versions, each public with its stamp and not before."""
    made = []
    for reason in ("", "单位名称有误"):
        row, stands = issued(there, reason=reason), made[-1:]
        assert Client().get(f"/public-announcements/{row.public_id}/").status_code == 404
        assert list(public_announcements()) == stands
        waits = [item.title for item in desk_items(there.actor("officer"))]
        assert f"公布文件盖章印发以后登记：{there.call.title}" in waits
        made.append(do(actions.note_stamped, there.actor(there.officer), announcement=row))
    return made


def test_a_stranger_finds_what_is_on_show_and_what_was_announced(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    """Notices leave the list with their last day, by the clock alone; of announcements the version that stands."""
    first, second = _stamped_first(there)
    other = fresh(there.call)
    decision = Decision.objects.create(
        call=other, stage="before", body="会", held_on=clock.today(), words="同意", digest="0" * 64,
        minutes=first.stored, minutes_name="纪要.docx", entered_by=there.officer,
    )  # fmt: skip
    PublicNotice.objects.create(
        call=other, number=1, title="示例名单公示", contact="电话", snapshot={}, digest="0" * 64, decision=decision,
        from_on=clock.today(), until_on=clock.today() + dt.timedelta(days=3), days=3, published_at=clock.now(),
        published_by="示例",
    )  # fmt: skip
    page = Client().get("/public-notices/").content.decode()
    assert ("示例名单公示" in page, PAPER in page, "单位名称有误" in page) == (True, True, True)
    assert f"/public-announcements/{second.public_id}/" in page
    assert f"/public-announcements/{first.public_id}/" not in page, "replaced"
    file = Client().get(f"/public-announcements/{second.public_id}/")
    assert b"".join(file.streaming_content) == files.read(second.stored)
    gone = Client().get(f"/public-announcements/{first.public_id}/")
    words = gone.content.decode()
    told = [each in words for each in ("单位名称有误", f"/public-announcements/{second.public_id}/")]
    assert (gone.status_code, told) == (410, [True, True])
    for address in ("/sign-in/", "/verify/"):
        assert 'href="/public-notices/"' in Client().get(address).content.decode()
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text((clock.now() + dt.timedelta(days=4)).isoformat())
    assert "示例名单公示" not in Client().get("/public-notices/").content.decode()
    assert PublicNotice.objects.get(call=other).state == "shown", "nobody had to end it"
