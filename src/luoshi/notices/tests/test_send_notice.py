"""An officer sends a notice: to whom, what it carries, who follows it up, how it is taken back."""

import datetime as dt
import io
import re

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent, Draft
from luoshi.notices.actions import remind_notice, send_notice
from luoshi.notices.models import Delivery, Notice, NoticeFile, PhoneCall

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 example"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path


@pytest.fixture
def sent(town, school):
    """What the officer sent to head and office of one school, with a receipt."""
    by = actor_for(school.officer)
    return send_notice(
        organisation=town.city,
        to=[school.head, school.office],
        title="报送方案",
        body="请签收。",
        receipt=True,
        by=by,
    )


def form(**more):
    return {"title": "关于报送方案的通知", "body": "请按期报送。", "_once": "k1", **more}


def page(client, name, thing):
    return client.get(reverse(name, args=[thing.public_id])).content.decode()


def push(client, name, thing, **data):
    return client.post(reverse(name, args=[thing.public_id]), data)


def test_to_all_schools_at_the_chosen_posts(town, school, signed_in):
    client = signed_in(school.officer)
    chosen = form(groups=["schools"], roles=["school_head"], receipt="on")
    answer = client.post(reverse("new-notice"), chosen)
    notice = Notice.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("sent-notice", args=[notice.public_id])
    assert {row.membership for row in notice.deliveries.all()} == {school.head, school.stranger}
    assert (notice.written, notice.receipt, notice.sender) == (True, True, school.officer)
    assert client.post(reverse("new-notice"), chosen)
    assert Notice.objects.count() == 1, "sent twice, there once"


def test_places_people_and_attachments_come_together(town, school, signed_in):
    answer = signed_in(school.officer).post(
        reverse("new-notice"),
        form(
            places=[town.village.public_id],
            roles=["office"],
            people=[school.teacher.public_id],
            attachments=[SimpleUploadedFile("附件.pdf", PDF)],
        ),
    )
    assert answer.status_code == 302
    assert {row.membership for row in Delivery.objects.all()} == {school.office, school.teacher}
    link = reverse("notice-file", args=[Notice.objects.get().public_id, NoticeFile.objects.get().public_id])
    assert b"".join(signed_in(school.teacher).get(link).streaming_content) == PDF
    assert signed_in(school.stranger).get(link).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "请填写标题"),
        ({"groups": ["schools"], "roles": []}, "还要选发给哪些岗位"),
        ({}, "还没有选出收件人"),
        ({"groups": ["counties"], "roles": ["school_head"]}, "还没有选出收件人"),
        ({"groups": ["nonsense"]}, "groups"),
        ({"due": "2020-01-01"}, "期限已经过去"),
        ({"due": "明天"}, "日期不对"),
        ({"attachments": [SimpleUploadedFile("a.exe", b"MZ")]}, "不能作为附件"),
        ({"attachments": [SimpleUploadedFile("a.pdf", b"MZ not a pdf")]}, "与文件类型不符"),
        ({"attachments": [SimpleUploadedFile("a.pdf", b"")]}, "a.pdf"),
    ],
)
def test_what_cannot_be_sent_is_told_and_nothing_is_lost(school, signed_in, fields, words):
    given = form(**{"roles": ["office"], **fields})
    answer = signed_in(school.officer).post(reverse("new-notice"), given)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "请按期报送。" in html
    assert not Notice.objects.exists()


def test_nobody_writes_to_people_that_are_not_below(town, school, signed_in):
    head = signed_in(school.head)
    answer = head.post(reverse("new-notice"), form(people=[school.stranger.public_id], roles=["office"]))
    assert answer.status_code == 422
    with pytest.raises(RuleBroken, match="不在本单位及下属单位"):
        send_notice(
            organisation=town.village, to=[school.stranger], title="越界", body="", by=actor_for(school.head)
        )
    assert not Delivery.objects.exists()


def test_who_may_not_send_gets_403_and_sees_no_button(school, signed_in):
    client = signed_in(school.teacher)
    for name in ("new-notice", "sent-notices"):
        assert client.get(reverse(name)).status_code == 403
    assert reverse("new-notice") not in client.get(reverse("notices")).content.decode()
    assert reverse("new-notice") in signed_in(school.head).get(reverse("notices")).content.decode()


def test_preview_says_to_whom_and_keeps_what_was_typed(school, signed_in):
    client = signed_in(school.officer)
    chosen = form(groups=["schools"], roles=["school_head"], _preview="1")
    html = client.post(reverse("new-notice"), chosen, follow=True).content.decode()
    assert "将发给 2 人" in html
    assert school.head.user.name in html
    assert "请按期报送。" in html
    assert (Notice.objects.count(), Draft.objects.count()) == (0, 1)


def test_the_senders_page_shows_who_has_not_signed(school, sent, signed_in):
    push(signed_in(school.head), "notice-receive", sent)
    html = page(signed_in(school.officer), "sent-notice", sent)
    assert "提醒未签收的 1 人" in html
    assert (school.office.user.name in html, school.head.user.name in html) == (True, False)
    every = signed_in(school.officer).get(reverse("sent-notice", args=[sent.public_id]) + "?tab=all")
    assert school.head.user.name in every.content.decode()


@pytest.mark.parametrize(
    "name",
    ["sent-notice", "remind-notice", "withdraw-notice", "restore-notice", "correct-notice", "urge-notice"],
)
def test_another_organisation_does_not_know_what_was_sent(school, sent, signed_in, name):
    client = signed_in(school.head)
    ask = client.post if name in ("remind-notice", "withdraw-notice", "restore-notice") else client.get
    assert ask(reverse(name, args=[sent.public_id])).status_code == 404


def test_a_colleague_follows_up_when_the_sender_is_away(town, sent, signed_in):
    colleague = town.person("section_head", "city")
    assert push(signed_in(colleague), "remind-notice", sent).status_code == 302
    assert Notice.objects.filter(kind="reminder").count() == 1


@pytest.fixture
def friday(settings, tmp_path):
    """It is one before anything is made: what is made later than the clock says would not be there yet."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    set_clock(tmp_path, "2026-11-27T10:00:00+08:00")


def test_reminding_reaches_only_who_is_missing_and_once_a_working_day(
    friday, school, sent, signed_in, tmp_path
):
    push(signed_in(school.head), "notice-receive", sent)
    client = signed_in(school.officer)
    assert push(client, "remind-notice", sent).status_code == 302
    reminder = Notice.objects.get(kind="reminder")
    assert [row.membership for row in reminder.deliveries.all()] == [school.office]
    assert reminder.href == reverse("notice", args=[sent.public_id])
    for moment in ("2026-11-27T16:00:00+08:00", "2026-11-28T10:00:00+08:00"):
        set_clock(tmp_path, moment)
        with pytest.raises(RuleBroken, match="这个工作日已经提醒过"):
            remind_notice(notice=sent, by=actor_for(school.officer))
    set_clock(tmp_path, "2026-11-30T09:00:00+08:00")
    remind_notice(notice=sent, by=actor_for(school.officer))
    assert Notice.objects.filter(kind="reminder").count() == 2


def set_clock(folder, text):
    (folder / "clock").write_text(text)


def test_nobody_left_to_remind_is_said(school, sent, signed_in):
    for person in (school.head, school.office):
        push(signed_in(person), "notice-receive", sent)
    answer = push(signed_in(school.officer), "remind-notice", sent)
    assert answer.status_code == 422
    assert "不用再提醒" in answer.content.decode()


def test_a_phone_call_is_noted_in_one_tap_and_taken_back(school, sent, signed_in):
    client = signed_in(school.officer)
    delivery = sent.deliveries.get(membership=school.office)
    assert push(client, "note-phone-call", delivery).status_code == 302
    assert re.search(r"<time[^>]*>今天 \d\d:\d\d</time>打过电话", page(client, "sent-notice", sent))
    assert push(signed_in(school.head), "note-phone-call", delivery).status_code == 404
    assert push(client, "take-back-call", PhoneCall.objects.get()).status_code == 302
    assert not PhoneCall.objects.exists()


def test_withdrawing_shows_everywhere_and_can_be_undone(school, sent, signed_in):
    client = signed_in(school.officer)
    refused = push(client, "withdraw-notice", sent, _version=sent.version, reason="")
    assert (refused.status_code, "写明理由" in refused.content.decode()) == (422, True)
    assert push(client, "withdraw-notice", sent, _version=sent.version, reason="发错了").status_code == 302
    assert "已被发送单位撤回" in page(signed_in(school.head), "notice", sent)
    assert "报送方案" not in signed_in(school.head).get(reverse("desk")).content.decode()
    stale = push(client, "withdraw-notice", sent, _version=sent.version, reason="再撤一次")
    assert stale.status_code == 409
    sent.refresh_from_db()
    assert push(client, "restore-notice", sent, _version=sent.version).status_code == 302
    assert "报送方案" in signed_in(school.head).get(reverse("desk")).content.decode()


def test_a_correction_goes_to_the_same_people_and_both_lead_to_each_other(school, sent, signed_in):
    client = signed_in(school.officer)
    assert "更正：报送方案" in page(client, "correct-notice", sent)
    assert push(client, "correct-notice", sent, title="更正：报送方案", body="改为月底。").status_code == 302
    later = Notice.objects.get(follows=sent)
    assert {row.membership for row in later.deliveries.all()} == {school.head, school.office}
    assert reverse("notice", args=[later.public_id]) in page(signed_in(school.head), "notice", sent)
    assert reverse("sent-notice", args=[later.public_id]) in page(client, "sent-notice", sent)


def test_the_text_for_the_chat_group_names_schools_not_people(town, school, sent, signed_in):
    html = page(signed_in(school.officer), "urge-notice", sent)
    text = html.partition("<textarea")[2].partition("</textarea>")[0]
    assert "【催办】报送方案" in text
    assert town.village.short in text
    assert reverse("notice", args=[sent.public_id]) in text
    assert not [person for person in (school.head, school.office) if person.user.name in text]
    png = signed_in(school.officer).get(reverse("urge-qr", args=[sent.public_id]))
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)))
    assert code.text in text
    assert code.text.endswith(reverse("notice", args=[sent.public_id]))
    push(signed_in(school.office), "notice-receive", sent)
    push(signed_in(school.head), "notice-receive", sent)
    assert (
        town.village.short
        not in page(signed_in(school.officer), "urge-notice", sent).partition("<textarea")[2]
    )


def test_people_of_the_own_house_are_named(town, school, signed_in):
    notice = send_notice(
        organisation=town.village,
        to=[school.teacher],
        title="交材料",
        body="",
        due=clock.today() + dt.timedelta(days=30),
        by=actor_for(school.head),
    )
    text = page(signed_in(school.head), "urge-notice", notice)
    assert school.teacher.user.name in text
    assert "（还有 30 天）" in text


def test_the_log_knows_the_send_but_not_the_words(school, sent):
    event = AuditEvent.objects.get(action="notices.send_notice")
    titles = [change for change in event.changes if change.get("field") in ("title", "body")]
    assert titles
    assert all("commitment" in change["after"] for change in titles)


def test_the_senders_pages_cost_the_same_for_many(town, school, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(count):
        people = [town.person("teacher", "village") for _ in range(count)]
        notice = send_notice(
            organisation=town.city, to=people, title="多人", body="", by=actor_for(school.officer)
        )
        for delivery in notice.deliveries.all():
            PhoneCall.objects.create(delivery=delivery, caller=school.officer)
        client = signed_in(school.officer)
        client.get("/desk/")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("sent-notice", args=[notice.public_id]))
            client.get(reverse("sent-notices"))
        return len(asked)

    assert cost(1) == cost(30)


def test_who_left_is_neither_missing_nor_reminded(school, sent, signed_in):
    Membership.objects.filter(pk=school.office.pk).update(end=clock.today())
    push(signed_in(school.head), "notice-receive", sent)
    assert "都办了" in page(signed_in(school.officer), "sent-notice", sent)
