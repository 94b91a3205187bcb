"""What every answer carries, errors and static files too."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from luoshi.common import middleware
from luoshi.common.errors import Busy, OnceConflict, RuleBroken
from luoshi.common.routes import routes

pytestmark = pytest.mark.django_db


def every_answer(client):
    """One answer of each kind the site gives."""
    yield 200, client.get("/sign-in/")
    yield 404, client.get("/nothing/here/")
    yield 405, client.delete("/sign-in/")
    yield 302, client.get("/desk/")
    yield 400, client.get("/sign-in/?next=%00")
    yield 400, client.get("/sign-in/", headers={"host": "evil.example"})
    yield 404, client.get("/static/nothing.css")


def test_every_answer_carries_the_policy_and_the_other_headers(client):
    for status, answer in every_answer(client):
        assert answer.status_code == status
        assert answer["Content-Security-Policy"] == middleware.CSP
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert len(answer["X-Request-Id"]) == 20


@pytest.mark.parametrize("said", ["utf-7", "raw_unicode_escape", "utf-16", "gbk"])
def test_nobody_says_in_which_alphabet_he_is_to_be_read(client, said):
    """Some of them make half signs and NULs of plain letters, which no database takes (controls WB-08)."""
    client.raise_request_exception = False
    kind = f"multipart/form-data; boundary=B; charset={said}"
    field = b'--B\r\nContent-Disposition: form-data; name="account"\r\n\r\na+2AA-\\ud800+AAA-\r\n--B--\r\n'
    answers = [
        client.generic("POST", "/sign-in/", field, content_type=kind),
        client.get("/sign-in/?next=%2B%32%41%41%2D%5C%75%64%38%30%30", CONTENT_TYPE=kind),
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert client.get("/sign-in/", CONTENT_TYPE="text/plain; charset=UTF8").status_code == 200


@pytest.mark.parametrize("cookie", ['"\\000abcdefgh"', '"\\303\\050abcdefgh"', "a" * 3000, "é" * 32])
def test_a_cookie_that_is_no_key_is_none(client, cookie):
    client.raise_request_exception = False
    answer = client.get("/desk/", headers={"cookie": f"luoshi={cookie}"})
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


def test_every_page_is_kept_by_no_cache_and_varies_with_the_cookie(client):
    for path in ("/sign-in/", "/nothing/here/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "cookie" in answer["Vary"].lower()


def test_the_policy_allows_no_foreign_source_and_nothing_inline():
    assert "unsafe" not in middleware.CSP
    assert "http" not in middleware.CSP


def test_an_error_of_ours_shows_the_request_id_and_nothing_of_the_inside(client, monkeypatch):
    from luoshi.accounts.views import signing

    def broken(*args, **kwargs):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(signing, "SignInForm", broken, raising=True)
    client.raise_request_exception = False
    answer = client.get("/sign-in/")
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert "secret detail" not in answer.content.decode()
    assert answer["Content-Security-Policy"] == middleware.CSP


@pytest.mark.parametrize(
    ("refusal", "status"), [(RuleBroken("请先保存。"), 422), (OnceConflict(), 409), (Busy(), 503)]
)
def test_a_refusal_nobody_showed_gets_a_page_with_its_sentence(refusal, status, rf):
    request = rf.get("/")
    request.request_id, request.actor, request.posts = "r", None, []
    answer = middleware.RefusalMiddleware(lambda r: HttpResponse()).process_exception(request, refusal)
    assert answer.status_code == status
    assert refusal.message in answer.content.decode()
    assert answer.get("Retry-After") == ("5" if status == 503 else None)


def test_a_lock_that_does_not_come_is_503_and_another_trouble_is_not(rf):
    request = rf.get("/")
    request.request_id, request.actor, request.posts = "r", None, []
    busy = middleware.BusyMiddleware(lambda r: HttpResponse())
    assert busy.process_exception(request, OperationalError("database is locked")).status_code == 503
    assert busy.process_exception(request, OperationalError("no such table")) is None


def test_each_request_has_an_id_of_its_own():
    name = middleware.RequestIdMiddleware(lambda request: HttpResponse())
    ids = {name(RequestFactory().get("/"))["X-Request-Id"] for _ in range(5)}
    assert len(ids) == 5


def test_who_has_not_signed_in_gets_only_public_pages(client):
    for route in routes():
        if route["params"] or "GET" not in route["methods"] or route["path"] == "/healthz":
            continue
        answer = client.get(route["path"])
        if not route["public"]:
            assert answer.status_code == 302, route["path"]
            assert answer["Location"].startswith("/sign-in/"), route["path"]
