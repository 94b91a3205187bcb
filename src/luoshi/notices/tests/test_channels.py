"""Letters: real mail and real web receivers on the loopback address, verified, signed, once, masked, never lost."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
from urllib.parse import unquote

import pytest
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, jobs
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Job
from luoshi.notices import actions, delivery, posting, transports
from luoshi.notices.models import Channel, Letter, Notice

from .letters import SECRET, letter_of, state_of, work
from .receivers import certificate, mail_server, web_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


# ---- mail


@pytest.mark.parametrize("starttls", [False, True])
def test_mail_leaves_over_verified_tls_with_its_password(real, channel, tmp_path, starttls):
    path, root = certificate(tmp_path)
    with mail_server(path, starttls=starttls) as box:
        mail = channel("mail", box.port, host="localhost", port=box.port, tls="starttls" if starttls else "tls",
                       sender="office@example.org", user="u", password="p", ca=root)  # fmt: skip
        letter = letter_of(mail, text="张三的电话 13800005678，身份证 420501199001011234。")
        work()
    assert state_of(letter) == ("sent", "")
    message = email.message_from_bytes(box.messages[0], policy=email.policy.default)
    assert (message["To"], message["Subject"]) == ("a@example.org", "题")
    assert message["Message-ID"] == f"<{letter.public_id}@example.org>"
    assert message.get_content().strip() == "张三的电话 138****5678，身份证 4205**********1234。"
    assert message.get_content_type() == "text/plain"
    assert len(box.logins) == 1


@pytest.mark.parametrize("starttls", [False, True])
@pytest.mark.parametrize("wrong", ["unknown root", "other name"])
def test_a_bad_certificate_gets_neither_mail_nor_password(real, channel, tmp_path, starttls, wrong):
    path, root = certificate(tmp_path, "localhost" if wrong == "unknown root" else "other.example.org")
    ca = "" if wrong == "unknown root" else root
    with mail_server(path, starttls=starttls) as box:
        mail = channel("mail", box.port, host="localhost", port=box.port, tls="starttls" if starttls else "tls",
                       sender="office@example.org", user="u", password="p", ca=ca)  # fmt: skip
        letter = letter_of(mail)
        work()
    assert (box.messages, box.logins) == ([], [])
    assert state_of(letter) == ("waiting", "邮件服务器 localhost 的证书没有通过验证。")


def test_a_wrong_password_and_a_dead_server_are_tried_again_later_and_then_given_up(
    real, channel, tmp_path, home
):
    path, root = certificate(tmp_path)
    with mail_server(path, refuse_login=True) as box:
        mail = channel("mail", box.port, host="localhost", port=box.port, tls="tls",
                       sender="o@example.org", user="u", password="p", ca=root)  # fmt: skip
        letter = letter_of(mail)
        work()
        assert state_of(letter) == ("waiting", "邮件服务器不认这个用户名和密码，请在通道设置中核对。")
        work()
        assert letter.attempts == 1, "not before its time"
    for hour in range(11, 16):
        (home / "clock").write_text(f"2026-11-25T{hour + (hour > 14) * 4}:00:00+08:00")
        work()
    assert state_of(letter)[0] == "failed"
    assert letter.attempts == 6


def test_heads_of_a_mail_cannot_be_forged(channel):
    mail = channel("mail", sender="o@example.org\r\nX-Evil: 1")
    letter = letter_of(mail, subject="题\r\nBcc: all@example.org", to="a@example.org\nCc: b@example.org")
    message = transports.mail_of(letter, letter.content, mail.settings)
    assert {name for name in message if name in ("Bcc", "Cc", "X-Evil")} == set()
    assert message["Subject"] == "题 Bcc: all@example.org"


def test_an_inner_mail_server_nobody_named_is_not_reached(real, channel, tmp_path):
    path, root = certificate(tmp_path)
    with mail_server(path) as box:
        mail = channel("mail", host="localhost", port=box.port, tls="tls", sender="o@example.org", ca=root)
        letter = letter_of(mail)
        work()
    state, problem = state_of(letter)
    assert (state, box.messages) == ("failed", [])
    assert "允许名单" in problem


# ---- robots and webhooks


def test_a_webhook_is_signed_with_the_time_and_bears_its_id(real, channel, tmp_path):
    path, root = certificate(tmp_path)
    with web_server(path) as heard:
        hook = channel(
            "webhook", heard.port, url=f"https://localhost:{heard.port}/in?x=1", secret=SECRET, ca=root
        )
        letter = letter_of(hook)
        work()
    ((asked, headers, body),) = heard.requests
    stamp = headers["Luoshi-Timestamp"]
    good = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Luoshi-Signature"] == f"v1={good}"
    assert (asked, headers["Luoshi-Delivery"]) == ("/in?x=1", letter.public_id)
    assert state_of(letter) == ("sent", "")


def test_robots_get_what_they_understand(real, channel, tmp_path):
    path, root = certificate(tmp_path)
    with web_server(path) as heard:
        base = f"https://localhost:{heard.port}/send?access_token=t"
        for kind, secret in (("wecom", ""), ("dingtalk", SECRET)):
            letter_of(
                channel(kind, heard.port, url=base, secret=secret, ca=root), key=kind, text="请看 13800005678"
            )
        work()
    bodies = [json.loads(body) for _, _, body in heard.requests]
    assert bodies == [{"msgtype": "text", "text": {"content": "请看 138****5678"}}] * 2
    asked, _, sign = heard.requests[1][0].partition("&sign=")
    assert asked.endswith("access_token=t&timestamp=1795572000000")
    said = hmac.digest(SECRET.encode(), f"1795572000000\n{SECRET}".encode(), "sha256")
    assert base64.b64decode(unquote(sign)) == said


def test_a_short_message_goes_signed_to_the_adapter_with_the_number_and_nothing_of_what_it_is_about(
    real, school, say, channel, tmp_path
):
    path, root = certificate(tmp_path)
    with web_server(path) as heard:
        url = f"https://localhost:{heard.port}/sms"
        channel("sms", heard.port, url=url, secret=SECRET, ca=root)
        say(school.head, title="秘密标题", urgent=True)
        work()
    ((asked, headers, body),) = heard.requests
    assert (asked, json.loads(body)) == (
        "/sms",
        {"to": school.head.user.mobile, "text": "【落实】您有一条紧急消息，请尽快登录查看。"},
    )
    stamp = headers["Luoshi-Timestamp"]
    good = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Luoshi-Signature"] == f"v1={good}"


@pytest.mark.parametrize(
    ("status", "answer", "headers"),
    [
        (200, b'{"errcode": 93000}', ()),
        (200, b"<html>", ()),
        (500, b"", ()),
        (302, b"", (("Location", "/elsewhere"),)),
    ],
)
def test_what_the_robot_did_not_take_is_tried_again_and_no_redirect_followed(
    real, channel, tmp_path, status, answer, headers
):
    path, root = certificate(tmp_path)
    with web_server(path, status=status, answer=answer, headers=headers) as heard:
        letter = letter_of(
            channel("wecom", heard.port, url=f"https://localhost:{heard.port}/send?key={SECRET}", ca=root)
        )
        work()
    state, problem = state_of(letter)
    assert state == "waiting"
    assert [asked for asked, _, _ in heard.requests] == [f"/send?key={SECRET}"]
    assert SECRET not in problem


def test_a_web_receiver_with_a_bad_certificate_hears_nothing(real, channel, tmp_path):
    path, _ = certificate(tmp_path)
    with web_server(path) as heard:
        letter = letter_of(
            channel("webhook", heard.port, url=f"https://localhost:{heard.port}/", secret=SECRET)
        )
        work()
    assert heard.requests == []
    assert state_of(letter) == ("waiting", "主机 localhost 的证书没有通过验证。")


def test_this_machine_hears_nothing_unless_the_server_is_set_so(real, channel, tmp_path, settings):
    settings.LOCAL_TARGETS = False
    path, root = certificate(tmp_path)
    with web_server(path) as heard:
        url = f"https://localhost:{heard.port}/"
        hook = letter_of(channel("webhook", heard.port, url=url, secret=SECRET, ca=root))
        mail = letter_of(
            channel("mail", host="localhost", port=heard.port, tls="tls", sender="a@example.org")
        )
        work()
    assert heard.requests == []
    for letter in (hook, mail):
        assert (letter.problem, state_of(letter)[0]) == ("", "failed")
        assert "指向本机" in letter.problem


# ---- once, after the act, and nothing of what was rolled back


def test_outside_production_everything_goes_to_the_outbox_with_numbers_masked(channel, home):
    letter = letter_of(channel("sms", url="https://sms.example.org/", secret=SECRET), to="13800005678")
    work()
    (file,) = (home / "outbox").iterdir()
    said = json.loads(file.read_text())
    assert (said["channel"], said["content"]["to"]) == ("sms", "138****5678")
    assert state_of(letter) == ("sent", "")


def test_a_rolled_back_act_writes_no_letter(school, channel):
    channel("webhook", url="https://hook.example.org/", secret=SECRET)

    @acts.act("tests.breaks", who=lambda actor, target: True)
    def breaks(*, by):
        actions.tell(to=[school.head], title="不会外发", kind="x", urgent=True, by=by)
        assert Letter.objects.count() == 1
        raise RuleBroken("不行。")

    try:
        with pytest.raises(RuleBroken):
            breaks(by=actor_for(school.officer))
    finally:
        del acts.REGISTRY["tests.breaks"]
    assert (Letter.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(("kind", "after", "files"), [("sms", "unknown", 0), ("webhook", "sent", 1)])
def test_a_worker_killed_between_sending_and_marking(channel, home, kind, after, files):
    """What may have left is not sent twice, but where the receiver knows the second copy."""
    letter = letter_of(channel(kind, url="https://x.example.org/", secret=SECRET))
    delivery.hand_out()
    Letter.objects.filter(pk=letter.pk).update(state="sending", attempts=1)  # as the killed one left it
    while jobs.run_next():
        pass
    assert state_of(letter)[0] == after
    assert len(list((home / "outbox").glob("*.json"))) == files


def test_a_letter_is_handed_out_once_and_a_second_key_writes_none(channel):
    sms = channel("sms")
    letter_of(sms)
    posting.write_letter(sms, "k", {"to": "other"})
    assert (delivery.hand_out(), delivery.hand_out()) == (1, 0)
    assert Job.objects.filter(kind=delivery.LETTER_JOB).count() == 1


def test_a_withdrawn_notice_and_a_closed_channel_say_nothing_more(school, say, channel, home):
    hook = channel("webhook", url="https://hook.example.org/", secret=SECRET)
    notice = say(school.head)
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=clock.now())
    work()
    assert Letter.objects.get().problem == "消息已撤回，不再外发。"
    say(school.office)
    Channel.objects.filter(pk=hook.pk).update(enabled=False)
    work()
    assert [letter.state for letter in Letter.objects.all()] == ["failed", "failed"]
    assert not (home / "outbox").exists()


# ---- what goes where


def test_at_night_letters_wait_for_the_morning_unless_urgent(school, say, channel, home):
    channel("webhook", url="https://hook.example.org/", secret=SECRET)
    for moment in ("2026-11-25T22:00:00+08:00", "2026-11-26T06:59:00+08:00"):
        (home / "clock").write_text(moment)
        say(school.head)
        say(school.head, urgent=True)
    (home / "clock").write_text("2026-11-26T07:00:00+08:00")
    assert delivery.hand_out() == 4
    kept = [
        letter.not_before.astimezone(clock.dt.UTC).strftime("%d %H:%M")
        for letter in Letter.objects.order_by("id")
    ]
    assert kept == ["25 23:00", "25 14:00", "25 23:00", "25 22:59"]


def test_a_webhook_learns_that_something_was_said_and_not_what(school, say, channel):
    channel("webhook", url="https://hook.example.org/", secret=SECRET)
    notice = say(school.head, title="张三被约谈", body="内容")
    assert Letter.objects.get().content.keys() == {"id", "kind", "due", "receipt", "urgent", "url"}
    assert notice.public_id in Letter.objects.get().content["url"]


def test_only_urgent_notices_become_short_messages_and_say_nothing_of_their_text(school, say, channel):
    channel("sms", url="https://sms.example.org/", secret=SECRET)
    say(school.head, title="平常")
    assert not Letter.objects.exists()
    say(school.head, school.office, title="秘密标题", urgent=True, receipt=True)
    texts = {letter.content["text"] for letter in Letter.objects.all()}
    assert texts == {"【落实】您有一条紧急消息，请尽快登录签收。"}
    assert {letter.content["to"] for letter in Letter.objects.all()} == {
        school.head.user.mobile,
        school.office.user.mobile,
    }


def test_a_channel_carries_nothing_of_another_city(town, school, say, channel, west):
    """AZ-07: neither who was told, nor a number, nor that something was said."""
    for kind in ("sms", "webhook"):
        channel(kind, url="https://east.example.org/", secret=SECRET)
    say(west.head, title="西市的", urgent=True)
    assert not Letter.objects.exists()
    own = channel("sms", url="https://west.example.org/", secret=SECRET, organisation=west.city)
    say(west.head, school.head, title="两市的", urgent=True)
    sent = {(letter.channel.kind, letter.channel.organisation.name, letter.content.get("to"))
            for letter in Letter.objects.all()}  # fmt: skip
    assert sent == {
        ("sms", west.city.name, west.head.user.mobile),
        ("sms", town.city.name, school.head.user.mobile),
        ("webhook", town.city.name, None),
    }
    assert own.letters.count() == 1


def test_each_organisation_has_its_own_way_and_the_nearest_is_used(town, school, say, channel):
    channel("sms", url="https://city.example.org/", secret=SECRET)
    near = channel("sms", url="https://county.example.org/", secret=SECRET, organisation=town.county)
    say(school.head, school.stranger, title="急", urgent=True)
    assert [letter.content["to"] for letter in near.letters.all()] == [school.head.user.mobile]
    assert Letter.objects.count() == 2


def test_another_city_switches_on_its_own_channel_beside_the_first(town, channel, west):
    channel("mail", host="smtp.example.org")
    own = channel("mail", host="smtp.west.example.org", organisation=west.city, enabled=False)
    by = actor_for(west.admin)
    actions.switch_channel(channel=own, enabled=True, by=by, version=own.version)
    assert Channel.objects.filter(kind="mail", enabled=True).count() == 2
    third = channel("mail", host="smtp2.west.example.org", organisation=west.city, enabled=False)
    with pytest.raises(RuleBroken, match="已有一个启用的"):
        actions.switch_channel(channel=third, enabled=True, by=by, version=third.version)


def test_the_sender_chooses_the_groups_of_the_own_organisation(town, school, channel, signed_in):
    group = channel("wecom", url="https://qyapi.example.org/send?key=x")
    form = {"title": "发群", "people": [school.head.public_id], "channels": [group.public_id]}
    assert signed_in(school.officer).post(reverse("new-notice"), form).status_code == 302
    text = Letter.objects.get().content["text"]
    assert text.startswith("【落实】发群\n请登录查看：")
    assert signed_in(school.head).post(reverse("new-notice"), form).status_code == 422
    assert Letter.objects.count() == 1
