"""One mail a day, and the calendar: own settings, nothing when there is nothing, a link that can be revoked."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import hash_of
from luoshi.common.models import Holiday
from luoshi.notices import digest, feed, throttle
from luoshi.notices.actions import receive
from luoshi.notices.models import Channel, Letter, Wish

pytestmark = pytest.mark.django_db
FORM = {"address": "me@example.org", "digest": "on", "digest_hour": "8", "sms": "on"}


@pytest.fixture(autouse=True)
def at(settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")

    def set_to(text):
        (tmp_path / "clock").write_text(f"{text}:00+08:00")

    set_to("2026-11-25T09:00")
    return set_to


@pytest.fixture
def mail(town):
    return Channel.objects.create(kind="mail", name="邮箱", organisation=town.city, enabled=True)


def wish(post, **more):
    made = Wish(user=post.user, **more)
    made.address_sealed = made.sealed_address("me@example.org")
    made.save()
    return made


def test_one_mail_a_day_says_what_is_late_due_and_new(school, say, mail, at):
    wish(school.head)
    say(school.head, title="晚了的", due=dt.date(2026, 11, 20), receipt=True)
    say(school.head, title="快到的 13800005678", due=dt.date(2026, 11, 27), body="正文不外发")
    say(school.head, title="新的")
    assert (digest.write_digests(), digest.write_digests()) == (1, 0)
    content = Letter.objects.get().content
    assert content["subject"] == "【落实】11月25日：3 件等您处理"
    assert [line for line in content["text"].splitlines() if line.startswith(("·", "已", "快", "其他"))] == [
        "已逾期 1 件",
        "· 晚了的（逾期 5 天）",
        "快到期 1 件",
        "· 快到的 138****5678（还有 2 天）",
        "其他 1 件",
        "· 新的",
    ]
    assert "正文" not in content["text"]
    at("2026-11-26T09:00")
    assert digest.write_digests() == 1


def test_no_mail_on_a_day_the_own_bureau_does_not_work(town, school, say, mail, at):
    Membership.objects.update(start=dt.date(2026, 1, 1))
    wish(school.head), wish(school.stranger)
    say(school.head), say(school.stranger)
    day = Holiday.objects.create(
        organisation=town.county.public_id, day=dt.date(2026, 11, 26), kind="holiday"
    )
    at("2026-11-26T09:00")
    assert digest.write_digests() == 1  # the school of the city
    day.delete()
    assert digest.write_digests() == 1


def test_the_mail_leaves_by_a_channel_of_the_own_city_only(school, say, mail, west):
    wish(west.head)
    wish(school.head)
    for post in (west.head, school.head):
        say(post, title=f"给{post.organisation.name}")
    assert digest.write_digests() == 1
    assert Letter.objects.get().content["text"].count("给") == 1
    Channel.objects.create(kind="mail", name="西市邮箱", organisation=west.city, enabled=True)
    assert (digest.write_digests(), digest.write_digests()) == (1, 0)
    assert {letter.channel.organisation_id for letter in Letter.objects.all()} == {
        mail.organisation_id,
        west.city.pk,
    }


def test_no_mail_without_anything_to_say_without_wish_or_on_a_sunday(school, say, mail, at):
    wish(school.head)
    wish(school.office, digest=False)
    wish(school.teacher, digest_hour=18)
    notice = say(school.head, receipt=True)
    say(school.office), say(school.teacher), say(school.stranger)
    from luoshi.accounts.queries import actor_for

    receive(notice=notice, by=actor_for(school.head))
    assert digest.write_digests() == 0
    at("2026-11-29T19:00")
    assert digest.write_digests() == 0
    at("2026-11-30T19:00")
    assert digest.write_digests() == 1


def test_own_wishes_are_saved_sealed(school, signed_in):
    client = signed_in(school.head)
    assert client.post(reverse("wishes"), {**FORM, "digest_hour": "17"}).status_code == 302
    saved = Wish.objects.get()
    assert (saved.address, saved.digest_hour, saved.user) == ("me@example.org", 17, school.head.user)
    assert b"me@example.org" not in bytes(saved.address_sealed)
    assert client.post(reverse("wishes"), {"digest_hour": "8"}).status_code == 302
    saved.refresh_from_db()
    assert (saved.address, saved.digest, saved.sms) == ("", False, False)


@pytest.mark.parametrize(
    "wrong", [{"address": "nobody"}, {"digest_hour": "3"}, {"address": "a@b.org\nBcc: c@d.org"}]
)
def test_wishes_that_cannot_be_are_refused(school, signed_in, wrong):
    assert signed_in(school.head).post(reverse("wishes"), {**FORM, **wrong}).status_code == 422
    assert not Wish.objects.exists()


def link_from(client):
    html = client.post(reverse("make-feed")).content.decode()
    return re.search(r"(/calendar/[\w-]+/luoshi\.ics)", html)[1]


def test_the_calendar_shows_titles_and_days_of_what_waits_and_no_more(school, say, signed_in):
    say(
        school.head, title="报送方案,第二次；13800005678", body="正文", due=dt.date(2026, 12, 1), receipt=True
    )
    say(school.head, title="没有日期"), say(school.office, title="别人的", due=dt.date(2026, 12, 1))
    client = signed_in(school.head)
    link = link_from(client)
    answer = Client().get(link)
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert "SUMMARY:报送方案\\,第二次；138****5678\r\n" in text
    assert "DTSTART;VALUE=DATE:20261201\r\n" in text
    assert text.count("BEGIN:VEVENT") == 1
    assert [word for word in ("正文", "别人的", "没有日期", school.head.user.name) if word in text] == []


def test_the_link_is_shown_once_kept_as_hash_and_dies_when_revoked_or_made_anew(school, signed_in):
    client = signed_in(school.head)
    first = link_from(client)
    secret = first.split("/")[2]
    assert len(secret) >= 32
    assert Wish.objects.get().feed_hash == hash_of(secret)
    assert secret not in client.get(reverse("wishes")).content.decode()
    second = link_from(client)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)
    assert client.post(reverse("revoke-feed")).status_code == 302
    assert Client().get(second).status_code == 410
    assert Client().get("/calendar/nothing/luoshi.ics").content == Client().get(second).content


def test_the_link_ends_with_the_account(school, signed_in):
    link = link_from(signed_in(school.head))
    type(school.head.user).objects.filter(pk=school.head.user.pk).update(is_active=False)
    assert Client().get(link).status_code == 410


def test_guessing_is_slowed_down(monkeypatch):
    monkeypatch.setattr(throttle, "PER_NETWORK", 3)
    answers = [Client().get("/calendar/guess/luoshi.ics").status_code for _ in range(5)]
    assert answers == [410, 410, 410, 429, 429]


def test_long_lines_are_folded_between_characters():
    line = feed.folded("SUMMARY:" + "长" * 60)
    parts = line.encode().split(b"\r\n")
    assert max(len(part) for part in parts) <= 75
    assert line.replace("\r\n ", "") == "SUMMARY:" + "长" * 60 + "\r\n"
