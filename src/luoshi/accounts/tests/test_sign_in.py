"""Signing in: counted before evaluated, silent about who exists, with a fresh session id; ended where rights end."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.test import Client
from django.urls import reverse

from luoshi.accounts import sign_in
from luoshi.accounts.actions import disable_user, end_post
from luoshi.accounts.middleware import IDLE, LIFE
from luoshi.accounts.models import Session, Throttle
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD

WRONG = "Wrong-7tuole-Xv"
SIGN_IN = "/sign-in/"


def post(client, account, password, **more):
    return client.post(SIGN_IN, {"account": account, "password": password}, **more)


def logged(action):
    return AuditEvent.objects.filter(action=action).count()


@pytest.fixture
def officer(town):
    return town.person("city_officer", name="示例周敏", password=GOOD_PASSWORD)


@pytest.mark.parametrize("by", ["mobile", "name"])
def test_number_or_name_and_password_let_in(officer, client, by):
    answer = post(client, getattr(officer.user, by), GOOD_PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/me/").status_code == 200
    assert logged("accounts.sign_in") == 1


def test_the_session_id_is_new_after_signing_in_and_the_old_one_is_worthless(officer, client):
    fixed = client.session  # somebody planted this cookie
    fixed["planted"] = True
    fixed.save()
    client.cookies["luoshi"] = fixed.session_key
    post(client, officer.user.mobile, GOOD_PASSWORD)
    assert client.cookies["luoshi"].value != fixed.session_key
    thief = Client()
    thief.cookies["luoshi"] = fixed.session_key
    assert thief.get("/me/").status_code == 302


def test_the_session_id_is_new_after_changing_the_post_but_no_younger(officer, town, client):
    second = town.person("school_head", "academy", name="另一岗位")
    second.user = officer.user
    second.save()
    post(client, officer.user.mobile, GOOD_PASSWORD)
    before = client.cookies["luoshi"].value
    started = Session.objects.get(session_key=before).started_at
    client.post("/posts/switch/", {"post": second.public_id})
    after = client.cookies["luoshi"].value
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert Session.objects.get(session_key=after).started_at == started
    assert "academy全称" in client.get("/me/").content.decode()
    assert logged("accounts.switch_post") == 1


def test_somebody_elses_post_cannot_be_taken(officer, town, client):
    foreign = town.person("school_head", "academy")
    post(client, officer.user.mobile, GOOD_PASSWORD)
    assert client.post("/posts/switch/", {"post": foreign.public_id}).status_code == 404


def test_who_exists_cannot_be_told_from_the_answer(officer, town, client):
    off = town.person("teacher", "academy", password=GOOD_PASSWORD)
    off.user.is_active = False
    off.user.save()
    without_post = town.person("teacher", "academy", password=GOOD_PASSWORD)
    without_post.end = clock.today()
    without_post.save()
    tries = [
        (officer.user.mobile, WRONG),
        ("10000099999", WRONG),
        ("无此人", WRONG),
        (off.user.mobile, GOOD_PASSWORD),
        (without_post.user.mobile, WRONG),
        (town.person("teacher", "academy").user.mobile, WRONG),
    ]
    answers = [post(Client(), account, password) for account, password in tries]
    assert {answer.status_code for answer in answers} == {422}
    assert (
        len({without_secrets(answer, account) for answer, (account, _) in zip(answers, tries, strict=True)})
        == 1
    )


@pytest.mark.parametrize("name", ["示例甲", ""])
def test_who_holds_no_post_learns_why_and_whom_to_ask_once_the_password_is_right(town, name):
    gone = town.person("school_head", "village", password=GOOD_PASSWORD)
    if name:
        town.person("system_admin", name=name)
    gone.start, gone.end = dt.date(2024, 9, 1), dt.date(2025, 7, 9)
    gone.save()
    coming = town.person("teacher", "village", password=GOOD_PASSWORD)
    coming.start = clock.today() + dt.timedelta(days=3)
    coming.save()
    asked = f"系统管理员{name}（city）" if name else "village的系统管理员"
    for person, words in (
        (gone, "原岗位“village 校长”到 2025年7月9日 为止"),
        (coming, "起才生效，到时再登录"),
    ):
        client = Client()
        page = post(client, person.user.mobile, GOOD_PASSWORD)
        assert page.status_code == 422
        html = page.content.decode()
        assert "<h3>没有登录</h3>" in html
        assert words in html
        assert asked in html
        assert "不对" not in html
        assert client.get("/me/").status_code == 302, "nobody was let in"
    assert (logged("accounts.sign_in"), logged("accounts.sign_in_failed")) == (0, 2)


def without_secrets(answer, account):
    """The page without its CSRF token and without what the person typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", answer.content.decode())
    return page.replace(account, "")


class Counting(PBKDF2PasswordHasher):
    """Counts how often a password was hashed, whichever way."""

    algorithm = "counting"
    iterations = 1
    hashed = 0

    def encode(self, password, salt, iterations=None):
        Counting.hashed += 1
        return super().encode(password, salt, iterations)


@pytest.mark.parametrize("account", ["known", "10000099999", "无此人", "unopened"])
def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(town, client, settings, account):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    known = town.person("city_officer", password=GOOD_PASSWORD).user.mobile
    unopened = town.person("city_officer").user.mobile
    Counting.hashed = 0
    post(client, {"known": known, "unopened": unopened}.get(account, account), WRONG)
    assert Counting.hashed == 1


def test_the_sixth_guess_is_not_looked_at_even_if_it_is_right(officer, client):
    for _ in range(sign_in.PER_ACCOUNT_AND_NETWORK):
        assert post(client, officer.user.mobile, WRONG).status_code == 422
    answer = post(client, officer.user.mobile, GOOD_PASSWORD)
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.content.decode()
    assert (logged("accounts.sign_in_failed"), logged("accounts.sign_in_throttled")) == (5, 1)


def test_failures_with_a_number_do_not_tell_whose_it_is(officer, town, client):
    stranger = town.person("teacher", "academy", password=GOOD_PASSWORD).user.name
    codes = [post(client, officer.user.mobile, WRONG).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    assert [post(client, name, WRONG).status_code for name in (officer.user.name, stranger)] == [422, 422]


def test_name_and_number_of_one_person_share_the_high_limit(officer, client, monkeypatch):
    monkeypatch.setattr(sign_in, "PER_ACCOUNT", 3)
    typed = (officer.user.mobile, officer.user.name)
    assert [post(client, account, WRONG).status_code for account in typed * 2] == [422] * 3 + [429]


def test_an_unknown_account_is_counted_just_the_same(db, client):
    codes = [post(client, "10000099999", WRONG).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]


def test_a_forged_forwarding_header_gives_no_new_guesses(officer, client):
    codes = [
        post(client, officer.user.mobile, WRONG, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(6)
    ]
    assert codes[-1] == 429


def test_strangers_cannot_shut_a_person_out_of_the_own_network(officer, client):
    post(client, officer.user.mobile, GOOD_PASSWORD)
    for n in range(sign_in.PER_ACCOUNT + 5):
        sign_in.throttled(officer.user.public_id, officer.user.public_id, f"10.9.{n}.1")
    assert sign_in.throttled(officer.user.public_id, officer.user.public_id, "10.9.200.1")
    assert post(Client(), officer.user.mobile, GOOD_PASSWORD).status_code == 302


def test_those_who_sign_in_well_do_not_use_up_the_attempts_of_their_network(officer, town):
    network, neighbour = "10.8.0.1", town.person("county_officer")
    for _ in range(sign_in.PER_NETWORK + 5):
        assert not sign_in.throttled(officer.user.public_id, officer.user.public_id, network)
        sign_in.forget_attempts(officer.user.public_id, officer.user.public_id, network)
    assert not sign_in.throttled(neighbour.user.public_id, neighbour.user.public_id, network)
    for n in range(sign_in.PER_NETWORK - 1):
        sign_in.throttled(f"unknown {n}", f"unknown {n}", network)
    assert sign_in.throttled("one more", "one more", network)
    sign_in.forget_attempts(officer.user.public_id, officer.user.public_id, network)
    assert sign_in.throttled("and another", "and another", network)


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_than_the_limit_are_looked_at(town):
    mobile = town.person("city_officer", password=GOOD_PASSWORD).user.mobile

    def guess(number):
        try:
            return post(Client(), mobile, f"{WRONG}{number}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(24)))
    evaluated = logged("accounts.sign_in_failed")
    assert codes.count(422) == evaluated <= sign_in.PER_ACCOUNT_AND_NETWORK + 2
    assert codes.count(429) == 24 - evaluated
    assert Throttle.objects.filter(count=24).exists()


ELSEWHERE = [
    "\n//evil.example",
    "https://evil.example",
    "http://evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example\nhttp:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x\n//evil.example/desk/",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "ftp://testserver/",
    "//[::1]/\n/\\/evil.example",
    "/%09/evil.example\t",
    "\thttps://evil.example",
    "evil.example",
    "desk/",
    "?next=/desk/",
    "#x",
    "..",
    "../desk/\nhttp://evil.example\\@testserver",
    "http:///evil.example",
    "https:///evil.example",
    "mailto:a@evil.example\n",
]


@pytest.mark.parametrize("wanted", [part for part in ELSEWHERE if part.strip()])
def test_after_signing_in_nobody_is_sent_elsewhere(officer, client, wanted):
    answer = client.post(SIGN_IN, {"account": officer.user.mobile, "password": GOOD_PASSWORD, "next": wanted})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not re.match(r"/[/\\]", answer["Location"])
    assert "evil" not in answer["Location"].split("?")[0] or answer["Location"].startswith("/%09")


def test_one_comes_back_to_the_page_one_wanted(officer, client):
    answer = client.post(SIGN_IN, {"account": officer.user.mobile, "password": GOOD_PASSWORD, "next": "/me/"})
    assert answer["Location"] == "/me/"


@pytest.mark.parametrize("path", [SIGN_IN, "/sign-out/", "/sign-in/as/city-officer/", "/posts/switch/"])
def test_without_the_form_of_our_own_page_nothing_is_done(officer, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer.user, backend="luoshi.accounts.sign_in.Backend")
    before = AuditEvent.objects.count()
    assert strict.post(path, {"account": officer.user.mobile, "password": GOOD_PASSWORD}).status_code == 403
    assert AuditEvent.objects.count() == before


def test_signing_out_ends_the_session(officer, client):
    post(client, officer.user.mobile, GOOD_PASSWORD)
    key = client.cookies["luoshi"].value
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("how", ["disabled", "post ended"])
def test_a_session_is_worth_nothing_at_the_next_request(officer, client, how):
    post(client, officer.user.mobile, GOOD_PASSWORD)
    assert client.get("/me/").status_code == 200
    officer.user.refresh_from_db()
    if how == "disabled":
        disable_user(user=officer.user, reason="离职", by=system_actor(), version=officer.user.version)
    else:
        end_post(post=officer, reason="调动", by=system_actor(), version=officer.version)
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(("field", "age"), [("seen_at", IDLE), ("started_at", LIFE)])
def test_an_idle_and_an_old_session_end(officer, client, field, age):
    post(client, officer.user.mobile, GOOD_PASSWORD)
    row = Session.objects.filter(session_key=client.cookies["luoshi"].value)
    row.update(**{field: clock.now() - age + dt.timedelta(minutes=2)})
    assert client.get("/me/").status_code == 200
    row.update(**{field: clock.now() - age - dt.timedelta(seconds=1)})
    assert client.get("/me/").status_code == 302
    assert not row.exists()


@pytest.mark.parametrize(("mode", "status"), [("demo", 302), ("test", 302), ("production", 404)])
def test_cards_exist_in_demo_and_test_only(town, client, settings, mode, status):
    settings.LUOSHI_MODE = mode
    card = town.person("city_officer")
    card.user.cast_key = "city-officer"
    card.user.save()
    assert client.post("/sign-in/as/city-officer/").status_code == status
    assert (b"/sign-in/as/city-officer/" in Client().get(SIGN_IN).content) is (mode == "demo")


def test_the_password_is_never_in_the_page_or_the_log(officer, client):
    answer = post(client, officer.user.mobile, WRONG)
    assert WRONG not in answer.content.decode()
    assert not any(WRONG in str(event.changes) for event in AuditEvent.objects.all())
    assert not any(officer.user.mobile in str(event.changes) for event in AuditEvent.objects.all())


def test_the_page_is_not_kept_by_anybody(db, client):
    answer = client.get(reverse("sign-in"))
    assert answer["Cache-Control"].count("no-store") == 1
    assert "Cookie" in answer["Vary"]
