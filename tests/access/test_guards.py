"""What guards every route alike: tokens, the host's name, headers, and reading that never writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from luoshi.common.middleware import CSP
from luoshi.common.routes import routes
from tests.access.expectations import EXPECTED
from tests.access.people import (
    MAY_BE_WRITTEN_BY_GET,
    READ_AUDITED,
    READ_LINES,
    WITHOUT_A_LINE,
    Person,
    state_of_the_world,
    tables_written,
)
from tests.access.share import is_asked
from tests.access.things import Things, address
from tests.handing import FILES, LINES, answers_of, is_said_each_time, leaves_a_line, views

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE_OF_EACH = ("city-officer", "school-head", "system-admin", "security-admin", "log-admin")


def own_addresses(method: str, key: str, things: Things) -> list[tuple[dict[str, Any], str, dict[str, str]]]:
    """(route, address, ids) of routes with this method whose objects `key` sees: one in twenty, or all."""
    found = []
    for route in routes():
        ids = things.own_ids(route, key)
        asked = is_asked(route["name"], method, key, one_in=20)
        if asked and method in route["methods"] and ids is not None:
            found.append((route, address(route, ids) + EXPECTED[route["name"]].query, ids))
    return found


@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_reading_writes_nothing_but_session_and_throttle(
    people: dict[str, Person], things: Things, key: str
) -> None:
    written, unsaid, every = {}, [], views()
    for route, path, _ in own_addresses("GET", key, things):
        for method in ("GET", "HEAD"):
            with tables_written() as tables:
                answer = people[key].ask(method, path)
            taken = "attachment" in answer.headers.get("Content-Disposition", "")
            if taken and not tables & READ_LINES and is_said_each_time(every[route["name"]]):
                unsaid.append(route["name"])
            if route["name"] in READ_AUDITED:
                tables -= READ_LINES
            if tables - MAY_BE_WRITTEN_BY_GET:
                written[route["name"], method] = tables
    assert (written, unsaid) == ({}, [])


def test_every_route_that_hands_out_a_file_leaves_a_line_in_the_log() -> None:
    """Read from the source, for every address there is: a new download cannot forget its line."""
    every = views()
    answers = {name: answers_of(view) for name, view in every.items()}
    files = {name for name, named in answers.items() if named & FILES}
    assert len(files) > 100
    assert {"evidence-file", "download-binder", "week-pdf", "money-xlsx"} <= files
    silent = {name for name in files if not leaves_a_line(answers[name])}
    assert silent == set(WITHOUT_A_LINE)
    lines = {name for name in files if answers[name] & LINES and every[name].methods == ("GET",)}
    assert lines - READ_AUDITED == set()


def test_the_look_at_written_tables_sees_a_write(people: dict[str, Person]) -> None:
    """The control of the test above."""
    with tables_written() as tables:
        people["city-officer"].ask("POST", "/sign-out/")
    assert "common_auditevent" in tables


@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_no_form_is_taken_without_its_token(people: dict[str, Person], things: Things, key: str) -> None:
    person, neighbour, taken = people[key], people["other-school-head"], []
    own, other = token_of(person), token_of(neighbour)
    often = 4 if key in ("city-officer", "school-head") else 1
    asked = [
        each for each in own_addresses("POST", key, things) if is_asked(each[0]["name"], key, one_in=often)
    ]
    before = state_of_the_world()
    for route, path, _ in asked:
        for name, extra in {
            "no token": {},
            "another session's token": {"token": other},
            "a token and the origin null": {"token": own, "HTTP_ORIGIN": "null"},
            "a token and a foreign origin": {
                "token": token_of(person),
                "HTTP_ORIGIN": "https://evil.example",
            },
        }.items():
            status = strict_post(person, path, own[0], **extra).status_code
            if status != 403:
                taken.append((route["name"], name, status))
    assert asked
    assert taken == []
    assert state_of_the_world() == before


def test_with_its_token_a_form_is_taken(people: dict[str, Person]) -> None:
    """The control of the test above."""
    person = people["city-officer"]
    own = token_of(person)
    answer = strict_post(person, "/sign-out/", own[0], token=own, HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 302


def browser(person: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies = type(person.client.cookies)(person.cookies)
    return client


def token_of(person: Person) -> tuple[str, str]:
    """The cookie and the form value a page gave to this person."""
    client = browser(person)
    page = client.get("/roles/").content.decode()
    value = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return client.cookies["luoshi-csrf"].value, value


def strict_post(
    person: Person, path: str, cookie: str, token: tuple[str, str] | None = None, **extra: Any
) -> Any:
    """A POST as a browser with this person's cookies sends it; a token may be somebody else's, the cookie never."""
    client = browser(person)
    client.cookies["luoshi-csrf"] = cookie
    data = {"csrfmiddlewaretoken": token[1]} if token else {}
    return client.post(path, data, **extra)


def test_a_wrong_host_is_refused_everywhere(people: dict[str, Person], things: Things) -> None:
    person = people["city-officer"]
    wrong = [
        (path, host)
        for route, path, _ in own_addresses("GET", person.key, things)
        for host in ("evil.example", "testserver.evil.example", "testserver@evil.example")
        if person.ask("GET", path, HTTP_HOST=host).status_code != 400
    ]
    assert wrong == []


@pytest.mark.parametrize("key", ["anonymous", *ONE_OF_EACH])
def test_every_answer_carries_the_policy_for_content(
    people: dict[str, Person], things: Things, key: str
) -> None:
    """Pages, refusals, wrong methods and redirects alike; a download may do nothing at all."""
    person, bare = people[key], []
    asked = [
        (method, path) for method in ("GET", "DELETE") for _, path, _ in own_addresses("GET", key, things)
    ]
    asked += [("GET", "/nothing/here/"), ("GET", "/static/css/base.css"), ("GET", "/static/nothing.css")]
    for method, path in asked:
        answer = person.ask(method, path)
        policy = answer.headers.get("Content-Security-Policy", "")
        charts = policy == f"{CSP}; style-src-attr 'unsafe-inline'"
        download = {"sandbox", "default-src 'none'"} == set(policy.split("; "))
        if not (policy == CSP or charts or download):
            bare.append((method, path, policy))
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            bare.append((method, path, "may be guessed at"))
    assert bare == []
