"""My account: my browsers, my password, my posts."""

import pytest
from django.test import Client

from luoshi.accounts.browsers import browser_in_words
from luoshi.accounts.models import Session
from luoshi.accounts.queries import actor_for
from luoshi.common import audit
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD

NEW = "Zu9+pifeng-Ka"


@pytest.fixture
def officer(town):
    return town.person("city_officer", name="示例周敏", password=GOOD_PASSWORD)


def browser(post, agent="Chrome Windows"):
    client = Client(headers={"User-Agent": agent})
    client.post("/sign-in/", {"account": post.user.mobile, "password": GOOD_PASSWORD})
    return client


def row_of(client):
    return Session.objects.get(session_key=client.cookies["luoshi"].value)


def is_in(client):
    return client.get("/me/").status_code == 200


def change(client, post, **given):
    post.user.refresh_from_db()
    fields = {"present": GOOD_PASSWORD, "password": NEW, "again": NEW, "_version": post.user.version, **given}
    return client.post("/me/password/", fields)


def test_the_page_shows_posts_and_browsers_but_no_plain_number(officer):
    here = browser(officer)
    browser(officer, agent="Mozilla MicroMessenger Android")
    page = here.get("/me/").content.decode()
    assert "示例周敏" in page
    assert officer.user.masked_mobile in page
    assert officer.user.mobile not in page
    assert "安卓设备 微信" in page
    assert page.count("退出这一处") == 1  # the present one is left by signing out


def test_one_browser_is_ended_from_another(officer):
    here, there, third = browser(officer), browser(officer), browser(officer)
    answer = here.post(f"/me/sessions/{row_of(there).public_id}/end/")
    assert answer.status_code == 302
    assert [is_in(here), is_in(there), is_in(third)] == [True, False, True]
    assert AuditEvent.objects.filter(action="accounts.end_session", result="done").count() == 1


def test_all_other_browsers_are_ended_at_once(officer):
    here, there, third = browser(officer), browser(officer), browser(officer)
    here.post("/me/sessions/end-others/", {"_once": "a"})
    assert [is_in(here), is_in(there), is_in(third)] == [True, False, False]


def test_a_neighbours_browser_cannot_be_ended_nor_told_from_none(officer, town):
    neighbour = town.person("city_officer", password=GOOD_PASSWORD)
    here, foreign = browser(officer), browser(neighbour)
    answers = [here.post(f"/me/sessions/{each}/end/") for each in (row_of(foreign).public_id, "2" * 20)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert is_in(foreign)


def test_a_new_password_ends_every_other_session_and_renews_the_present_one(officer):
    here, there = browser(officer), browser(officer)
    before = here.cookies["luoshi"].value
    assert change(here, officer).status_code == 302
    assert is_in(here)
    assert here.cookies["luoshi"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert not is_in(there)
    officer.user.refresh_from_db()
    assert officer.user.check_password(NEW)
    assert is_in(here)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "Wrong-7tuole-Xv"}, "现在的密码不对"),
        ({"password": "short", "again": "short"}, "至少 10 位"),
        ({"again": "Another-7x-Wm"}, "不一样"),
        ({"password": GOOD_PASSWORD, "again": GOOD_PASSWORD}, "最近 5 次"),
        ({"present": ""}, "请填写现在的密码"),
    ],
)
def test_a_bad_change_is_refused_and_nothing_changes(officer, given, said):
    here = browser(officer)
    answer = change(here, officer, **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    officer.user.refresh_from_db()
    assert officer.user.check_password(GOOD_PASSWORD)
    assert is_in(here)


def test_a_change_from_an_old_page_is_refused(officer):
    here = browser(officer)
    assert change(here, officer, _version=officer.user.version + 7).status_code == 409
    officer.user.refresh_from_db()
    assert officer.user.check_password(GOOD_PASSWORD)


def test_the_present_password_cannot_be_guessed_without_end(officer):
    here = browser(officer)
    codes = [change(here, officer, present=f"Wrong-7tuole-X{n}").status_code for n in range(6)]
    assert codes == [422] * 5 + [429]
    assert change(here, officer).status_code == 429


def test_other_fields_of_the_person_cannot_be_sent_along(officer):
    here = browser(officer)
    change(here, officer, name="别人", is_active="", public_id="2" * 20, user="1")
    officer.user.refresh_from_db()
    assert (officer.user.name, officer.user.is_active) == ("示例周敏", True)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120",
            "Windows 电脑 Edge 浏览器",
        ),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Safari", "苹果手机 苹果浏览器"),
        ("curl/8", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_a_browser_is_said_in_words(agent, words):
    assert browser_in_words(agent) == words


def test_a_conflict_shows_no_field_that_has_no_label_whatever_the_request_names(officer):
    inner = ("id", "public_id", "cast_key", "created_at", "password_history", "mobile_index")
    answer = change(browser(officer), officer, _version=0, is_active="x", **dict.fromkeys(inner, "x"))
    assert answer.status_code == 409
    shown = {row["label"] for row in answer.context["conflict"]["rows"]}
    assert shown == {"可登录"}


def test_a_conflict_names_who_changed_it_not_who_took_it_out_or_was_refused(officer, town):
    here = browser(officer)
    editor, reader = (actor_for(town.person("city_officer", name=name)) for name in ("示例改者", "示例读者"))
    audit.record("accounts.edit_person", by=editor, obj=officer.user)
    for action in ("home.fetch_profile", "evidence.look", "selection.read_task"):
        audit.record(action, by=reader, obj=officer.user)
    said = change(here, officer, _version=0, is_active="x").context["conflict"]
    assert said["by"] == "示例改者", "nor whoever was just refused himself"


@pytest.mark.parametrize("name", ["_once", "present", "un\0known"])
def test_a_nul_in_any_field_is_no_text(officer, name):
    here = browser(officer)
    assert here.post("/me/sessions/end-others/", {"_once": "a", name: "a\0b"}).status_code == 400
    assert here.post("/me/sessions/end-others/", {"_once": "a"}).status_code == 302
