"""The system administrator's pages: who can sign in, disabling, ending sessions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.accounts.models import Session, User
from luoshi.common.actor import system_actor
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD


@pytest.fixture
def client(town, signed_in):
    return signed_in(town.person("system_admin", name="示例沈浩"))


def acts(action):
    return list(AuditEvent.objects.filter(action=action).values_list("result", flat=True))


def url(post, act=""):
    return f"/accounts/{post.user.public_id}/{act}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"示例甲", "示例乙", "示例沈浩"}),
        ("?q=示例甲", {"示例甲"}),
        ("?q=MOBILE", {"示例甲"}),
        ("?q=无此人", set()),
        ("?state=on", {"示例甲"}),
        ("?state=new", {"示例乙", "示例沈浩"}),
        ("?state=off", set()),
        ("?state=nonsense&page=nonsense", {"示例甲", "示例乙", "示例沈浩"}),
    ],
)
def test_accounts_are_found_by_name_number_and_state(town, client, query, found):
    one = town.person("school_head", "village", name="示例甲", password=GOOD_PASSWORD)
    town.person("teacher", "academy", name="示例乙")
    answer = client.get("/accounts/" + query.replace("MOBILE", one.user.mobile))
    assert {row["user"].name for row in answer.context["rows"]} == found
    assert ("MOBILE" in query) is (one.user.mobile in answer.content.decode())  # only as it was typed
    assert found or "没有符合条件的账号" in answer.content.decode()


def test_the_list_costs_the_same_for_few_and_for_thirty(town, client):
    with CaptureQueriesContext(connection) as few:
        client.get("/accounts/")
    for _ in range(30):
        town.person("teacher", "village")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/accounts/").context["rows"]) > 30
    assert len(many) == len(few) <= 12


def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(town, client, signed_in):
    post = town.person("teacher", "village")
    browser = signed_in(post)
    answer = client.post(url(post, "disable/"), {"_version": post.user.version, "reason": "离职"})
    assert answer.status_code == 302
    assert browser.get("/me/").status_code == 302
    post.user.refresh_from_db()
    assert not post.user.is_active
    client.post(url(post, "enable/"), {"_version": post.user.version})
    post.user.refresh_from_db()
    assert post.user.is_active
    assert (acts("accounts.disable_user"), acts("accounts.enable_user")) == (["done"], ["done"])


def test_disabling_needs_a_reason(town, client):
    post = town.person("teacher", "village")
    answer = client.post(url(post, "disable/"), {"_version": post.user.version, "reason": "  "})
    assert answer.status_code == 422
    assert "要写明理由" in answer.content.decode()
    assert User.objects.get(pk=post.user.pk).is_active
    assert acts("accounts.disable_user") == ["refused"]


def test_disabling_twice_is_one_act_and_an_old_page_is_told(town, client):
    post = town.person("teacher", "village")
    form = {"_version": post.user.version, "_once": "key", "reason": "离职"}
    codes = [client.post(url(post, "disable/"), form).status_code for _ in range(2)]
    assert codes == [302, 302]
    assert acts("accounts.disable_user") == ["done"]
    assert client.post(url(post, "enable/"), {"_version": 1}).status_code == 409


def test_nobody_disables_the_own_account(town, signed_in):
    own = town.person("system_admin")
    answer = signed_in(own).post(url(own, "disable/"), {"_version": own.user.version, "reason": "试"})
    assert answer.status_code == 403
    assert User.objects.get(pk=own.user.pk).is_active
    assert acts("accounts.disable_user") == ["refused"]


def test_the_last_log_administrator_is_not_disabled(town, client):
    last = town.person("log_admin", name="示例杨帆")
    form = {"_version": last.user.version, "reason": "离职"}
    answer = client.post(url(last, "disable/"), form)
    assert answer.status_code == 422
    assert "唯一的日志员" in answer.content.decode()
    town.person("log_admin")
    assert client.post(url(last, "disable/"), form).status_code == 302


def test_all_sessions_of_a_person_are_ended(town, client, signed_in):
    post = town.person("teacher", "village")
    browser = signed_in(post)
    assert client.post(url(post, "end-sessions/"), {"_once": "a"}).status_code == 302
    assert browser.get("/me/").status_code == 302
    assert not Session.objects.filter(user_id_hint=post.user.pk).exists()


def test_foreign_and_unknown_accounts_are_the_same(town, client, signed_in):
    by = system_actor()
    other = set_up_organisation(parent=None, names=[], name="外市", short="外市", kind="city_bureau", by=by)
    foreign = add_person(name="外人", mobile="19900000009", organisation=other, role="teacher", by=by)
    for act in ("ticket/", "disable/", "enable/", "end-sessions/"):
        answers = [client.post(f"/accounts/{key}/{act}") for key in (foreign.user.public_id, "2" * 20)]
        assert [answer.status_code for answer in answers] == [404, 404], act
    pages = [client.get(f"/accounts/{key}/").content for key in (foreign.user.public_id, "2" * 20)]
    assert strip(pages[0]) == strip(pages[1])


def strip(page):
    """Without the CSRF tokens, which differ with every answer."""
    return re.sub(rb'(X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', b"", page)


def test_ending_sessions_twice_with_another_form_is_refused_on_the_page(town, signed_in):
    admin, one, two = town.person("system_admin"), town.person("teacher"), town.person("teacher")
    client = signed_in(admin)
    answers = [
        client.post(f"/accounts/{post.user.public_id}/end-sessions/", {"_once": "same-key"})
        for post in (one, two)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert two.user.name in answers[1].content.decode()
