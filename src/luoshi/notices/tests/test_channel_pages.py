"""Channels on the administrator's pages: set up, tried, switched, named in the log; secrets are never shown."""

import json

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent
from luoshi.notices import delivery
from luoshi.notices.actions.posting import note_letter
from luoshi.notices.models import Channel, InHouse

from .letters import SECRET, letter_of, state_of, work

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def admin(town, signed_in):
    return signed_in(town.person("system_admin"))


def test_a_channel_is_set_up_switched_tried_and_its_secrets_are_never_shown(town, admin, home):
    form = {"name": "局邮箱", "organisation": town.city.public_id, "host": "smtp.example.org", "port": "465",
            "tls": "tls", "sender": "o@example.org", "user": "u", "password": SECRET}  # fmt: skip
    assert admin.post(reverse("new-channel", args=["mail"]), form).status_code == 302
    made = Channel.objects.get()
    page = reverse("channel", args=[made.public_id])
    assert SECRET not in admin.get(page).content.decode() + admin.get(reverse("channels")).content.decode()
    assert SECRET.encode() not in bytes(made.sealed)
    for moved in ({"host": "smtp.attacker.example"}, {"port": "587"}, {"tls": "starttls"}, {"user": "v"}):
        asked = admin.post(page, {**form, "password": "", **moved, "_version": made.version})
        assert (asked.status_code, "重新填写一遍" in asked.content.decode()) == (422, True), moved
    change = {**form, "host": "mail.example.org", "_version": made.version}
    assert admin.post(page, change).status_code == 302
    made.refresh_from_db()
    assert (made.settings["password"], made.settings["host"]) == (SECRET, "mail.example.org")
    assert admin.post(page, change).status_code == 409
    admin.post(page, {**change, "sender": "p@example.org", "password": "", "_version": made.version})
    made.refresh_from_db()
    assert (made.settings["sender"], made.settings["password"]) == ("p@example.org", SECRET)
    tried = {"to": "me@example.org"}
    assert (
        "还没有启用"
        in admin.post(reverse("test-channel", args=[made.public_id]), tried, follow=True).content.decode()
    )
    admin.post(reverse("switch-channel", args=[made.public_id]), {"_version": made.version})
    assert admin.post(reverse("test-channel", args=[made.public_id]), tried).status_code == 302
    work()
    assert "已发出" in admin.get(reverse("channels")).content.decode()
    assert len(list((home / "outbox").iterdir())) == 1
    assert SECRET not in json.dumps([event.changes for event in AuditEvent.objects.all()])


def test_the_secret_of_a_webhook_does_not_go_along_to_another_address(channel, admin):
    hook = channel("webhook", url="https://hook.example.org/", secret=SECRET, ca="")
    page = reverse("channel", args=[hook.public_id])
    moved = {"name": "x", "url": "https://evil.example.org/", "secret": "", "_version": hook.version}
    assert admin.post(page, moved).status_code == 422
    hook.refresh_from_db()
    assert hook.settings["url"] == "https://hook.example.org/"
    assert admin.post(page, {**moved, "url": ""}).status_code == 302
    hook.refresh_from_db()
    whole = {**moved, "secret": f"{SECRET}-new", "_version": hook.version}
    assert admin.post(page, whole).status_code == 302
    hook.refresh_from_db()
    assert hook.settings["url"] == "https://evil.example.org/"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("mail", {"host": "0x7f.1"}, "不是规范的主机名"),
        ("mail", {"ca": "nonsense"}, "根证书不是有效的 PEM"),
        ("mail", {"ca": "证书"}, "根证书不是有效的 PEM"),
        ("mail", {"sender": "not an address"}, "地址不对"),
        ("webhook", {"url": "ftp://x", "secret": SECRET}, "地址要写成 https"),
        ("webhook", {"url": "https://user@x.org/", "secret": SECRET}, "地址要写成 https"),
        ("webhook", {"url": "https://x.example.org/", "secret": "short"}, "至少 16 个字符"),
    ],
)
def test_settings_that_cannot_work_are_refused(town, admin, kind, fields, words):
    form = {"name": "x", "organisation": town.city.public_id, "host": "smtp.example.org", "port": "465",
            "tls": "tls", "sender": "o@example.org", "password": "p", **fields}  # fmt: skip
    answer = admin.post(reverse("new-channel", args=[kind]), form)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Channel.objects.exists()


def test_machines_of_the_house_are_named_in_the_log(admin):
    form = {"host": "Mail.Bureau.Local", "port": "465", "reason": "局邮件服务器"}
    assert admin.post(reverse("allow-host"), form).status_code == 302
    machine = InHouse.objects.get()
    assert str(machine) == "mail.bureau.local:465"
    event = AuditEvent.objects.get(action="notices.allow_host")
    assert "mail.bureau.local" in [change["after"] for change in event.changes]
    assert admin.post(reverse("allow-host"), form).status_code == 422
    for host in (
        "10.0.0.1",
        "[::1]",
        "0x7f",
        "a b",
        "169.254.169.254",
        "localhost",
        "LocalHost",
        "x.localhost",
        "localhost.localdomain",
    ):
        assert admin.post(reverse("allow-host"), {**form, "host": host, "port": "25"}).status_code == 422, (
            host
        )
    assert admin.post(reverse("forbid-host", args=[machine.public_id])).status_code == 302
    assert not InHouse.objects.exists()


def test_what_did_not_leave_is_sent_again_by_a_person(channel, admin, home):
    letter = letter_of(channel("sms", url="https://x.example.org/", secret=SECRET))
    note_letter(letter=letter, state="unknown", problem=delivery.DIED, later=clock.now(), by=system_actor())
    again = reverse("send-again", args=[letter.public_id])
    letter.refresh_from_db()
    assert admin.post(again, {"_version": letter.version}).status_code == 302
    work()
    assert state_of(letter) == ("sent", "")
    assert admin.post(again, {"_version": letter.version}, follow=True).status_code == 200
    assert state_of(letter)[0] == "sent"


@pytest.mark.parametrize("name", ["channels", "new-channel"])
def test_officers_do_not_touch_channels(school, signed_in, name):
    arguments = ["mail"] if name == "new-channel" else []
    assert signed_in(school.officer).get(reverse(name, args=arguments)).status_code == 403
