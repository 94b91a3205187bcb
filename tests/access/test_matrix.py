"""The access matrix: every principal of the world at every route, with own, foreign and nonexistent objects.

Nothing here asks the product's own permissions: the expectations stand in `expectations.py`, and who sees which object
stands in world.json. Each test is one principal, so that a failure names who got what.
"""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.models import Session
from luoshi.accounts.roles import ROLES
from luoshi.common import clock
from luoshi.common.routes import routes
from tests.access.expectations import EXPECTED, Expected
from tests.access.people import Person, comparable, state_of_the_world, undone
from tests.access.plain_words import machine_words
from tests.access.principals import FEW, KEYS, ROLE_OF
from tests.access.share import LARGE, is_asked
from tests.access.things import Things, address, object_params

pytestmark = pytest.mark.django_db
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SOME = ("anonymous", "disabled", "county-officer", "school-head", "teacher", "city-officer-west", "log-admin")
MUCH = ("city-officer", "other-school-head")
LET_IN = (200, 204, 302)
WORKING = [key for key in reversed(KEYS) if key != "disabled"]
ONE_OF_EACH = [
    *{ROLE_OF[key]: key for key in WORKING}.values(),
    *({"disabled"} & set(KEYS)),
]  # of each role the first
ELSEWHERE = [
    key for key in ("other-school-head", "city-officer-west") if key in KEYS
]  # same role, another place


def expected(route: dict[str, Any]) -> Expected:
    return EXPECTED.get(route["name"], Expected())


def form_of(route: dict[str, Any], things: Things, ids: dict[str, str], person: Person) -> dict[str, Any]:
    """A form that succeeds; making it may first put the object where the form applies."""
    made = expected(route).form
    return made(things.row(route, ids), person.user) if made else {}


def right_answer(route: dict[str, Any], method: str, person: Person, own: bool) -> tuple[int, ...]:
    """The statuses this person may get: `own` tells whether the objects named are visible to it."""
    line = expected(route)
    allowed = line.get if method in ("GET", "HEAD") else line.post
    declared = "GET" if method == "HEAD" else method
    if not person.is_signed_in and not line.public:
        return (302,)
    if declared not in route["methods"]:
        return (405,)
    if line.gate and person.role not in allowed:
        return (403,)
    if not own:
        return (line.missing,)
    if person.role in allowed or line.public:
        return (line.done,) if method == "POST" else LET_IN
    return (line.others,)


def is_let_in(route: dict[str, Any], method: str, person: Person, own: bool) -> bool:
    line = expected(route)
    known = person.is_signed_in and person.role in line.post
    return method == "POST" and own and (line.public or known)


def is_of_the_line(route: dict[str, Any], method: str, person: Person) -> bool:
    line = expected(route)
    return person.is_signed_in and (
        line.public or person.role in (line.post if method == "POST" else line.get)
    )


def often(key: str) -> int:
    """One in how many of a person's questions is asked: an eighteenth of those of the two who may most and least of
    what is alike, a sixtieth of the others'.
    """
    return 18 if key in MUCH else 60


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    names = [route["name"] for route in routes()]
    assert sorted(names) == sorted(EXPECTED), "a line without a route, or two routes of one name"


def test_every_role_has_somebody_in_the_world(world: dict[str, Any]) -> None:
    assert {each["key"]: each["role"] for each in world["principals"]} == ROLE_OF
    assert set(ROLES) <= set(ROLE_OF.values())


def test_every_route_lets_somebody_in(people: dict[str, Person], things: Things) -> None:
    """Without this a site that refuses everybody would pass all else. On the second database it alone stays: every
    form of the site is sent there once with success. Each page that opens is read: plain words at its head. Asked are
    those of whom the line says that they are let in.
    """
    shut = {(route["name"], method) for route in routes() for method in route["methods"]}
    for route in routes():
        for method in route["methods"]:
            for person in people.values():
                if (route["name"], method) not in shut or not is_of_the_line(route, method, person):
                    continue
                ids = things.own_ids(route, person.key)
                if ids is not None:
                    shut -= _let_in(route, method, person, ids, things)
    assert shut == set()


def _let_in(
    route: dict[str, Any], method: str, person: Person, ids: dict[str, str], things: Things
) -> set[tuple[str, str]]:
    with undone():
        Session.objects.update(
            started_at=clock.now()
        )  # on a busy machine five minutes pass before the last route
        answer = _asked(route, method, person, ids, things)
    status = status_of(answer, person)
    if method == "GET" and answer.headers.get("Content-Type", "").startswith("text/html"):
        assert not list(machine_words(answer.whole.decode())), route["name"]
    good = status in LET_IN if method == "GET" else status == expected(route).done
    return {(route["name"], method)} if good else set()


def _asked(route: dict[str, Any], method: str, person: Person, ids: dict[str, str], things: Things) -> Any:
    return person.ask(method, *_question(route, method, person, ids, things))


def _question(
    route: dict[str, Any], method: str, person: Person, ids: dict[str, str], things: Things
) -> tuple[str, dict[str, Any] | None]:
    """Address and form. Making the form may first put the object where the form applies."""
    path = address(route, ids)
    if method in ("GET", "HEAD"):
        return path + expected(route).query, None
    nothing_there = bool(object_params(route)) and things.row(route, ids) is None
    return path, {"_version": 1} if nothing_there else form_of(route, things, ids, person)


def cells(route: dict[str, Any], key: str, things: Things) -> list[tuple[bool, dict[str, str]]]:
    """(visible?, ids): own objects, then foreign ones, then ids of nothing."""
    own = things.own_ids(route, key)
    found = [(True, own)] if own is not None else []
    return found + [(False, ids) for ids in not_own(route, key, things)]


def not_own(route: dict[str, Any], key: str, things: Things) -> list[dict[str, str]]:
    if not object_params(route):
        return []
    return [*things.foreign_ids(route, key), *things.nonexistent_ids(route, key)]


def questions(route: dict[str, Any], key: str, things: Things) -> list[tuple[str, bool, dict[str, str]]]:
    """(method, visible?, ids): every declared method at own objects; for a few people also one the page does not know,
    and HEAD, which goes the way of GET; of all these a share. In the large run every method at every cell.
    """
    all_cells = cells(route, key, things)
    if LARGE:
        methods = sorted({*route["methods"], "GET", "HEAD", *UNSAFE})
        return [(method, own, ids) for method in methods for own, ids in all_cells]
    unknown = "POST" if "POST" not in route["methods"] else "DELETE"
    asked = {*route["methods"], *(("HEAD", unknown) if key in FEW else ())}
    asked = {method for method in asked if is_asked(route["name"], method, key, one_in=often(key))}
    return [(method, own, ids) for method in sorted(asked) for own, ids in all_cells[:1]]


@pytest.mark.once
@pytest.mark.parametrize("key", KEYS if LARGE else [*ONE_OF_EACH, *ELSEWHERE])
def test_everybody_gets_what_is_his_and_nothing_else(
    people: dict[str, Person], things: Things, key: str
) -> None:
    person, wrong = people[key], []
    for route in routes():
        for method, own, ids in questions(route, key, things):
            with undone():
                status = status_of(_asked(route, method, person, ids, things), person)
            if status not in right_answer(route, method, person, own):
                wrong.append((route["name"], method, "own" if own else "not own", ids, status))
    assert not wrong, "\n".join(map(str, wrong))


def status_of(answer: Any, person: Person) -> int:
    """The status; 401 where somebody signed in is led to the sign-in page."""
    led_away = person.is_signed_in and "/sign-in/?next=" in answer.headers.get("Location", "")
    return 401 if led_away else int(answer.status_code)


@pytest.mark.once
@pytest.mark.parametrize("key", KEYS if LARGE else ONE_OF_EACH)
def test_what_is_foreign_does_not_exist(people: dict[str, Person], things: Things, key: str) -> None:
    """Every declared method, at foreign objects and at ids of nothing: one and the same answer."""
    person, wrong = people[key], []
    for route in routes():
        for method in route["methods"]:
            answers = []
            if not is_asked(route["name"], method, key, one_in=often(key)):
                continue
            for ids in not_own(route, key, things):
                with undone():
                    response = person.ask(method, address(route, ids))
                answers.append(_without_address(comparable(response), address(route, ids)))
                if response.status_code not in right_answer(route, method, person, own=False):
                    wrong.append((route["name"], method, ids, response.status_code))
            wrong += [(route["name"], method, "differs") for answer in answers[1:] if answer != answers[0]]
    assert not wrong, "\n".join(map(str, wrong))


def _without_address(answer: tuple[int, dict[str, str], bytes], path: str) -> Any:
    """Only the way to the sign-in page may repeat the address asked for."""
    status, headers, body = answer
    if status == 302:
        headers = {**headers, "Location": headers["Location"].replace(path, "")}
    return status, headers, body


@pytest.mark.once
@pytest.mark.parametrize("key", KEYS if LARGE else SOME)
def test_a_refused_request_leaves_the_world_as_it_was(
    people: dict[str, Person], things: Things, key: str
) -> None:
    refused = [
        (route, method, ids)
        for route in routes()
        for method in UNSAFE
        for own, ids in cells(route, key, things)
        if is_asked(route["name"], method, key, one_in=60)
        if (LARGE or method in route["methods"]) and not is_let_in(route, method, people[key], own)
    ]
    assert refused
    assert _changing(refused, people[key], things) == []


def _changing(refused: list[Any], person: Person, things: Things) -> list[Any]:
    """Those that change the world each by itself; among many, what one form prepares may open the door to another."""
    if not _changes_the_world(refused, person, things):
        return []
    if len(refused) == 1:
        return refused
    half = len(refused) // 2
    return _changing(refused[:half], person, things) + _changing(refused[half:], person, things)


def _changes_the_world(refused: list[Any], person: Person, things: Things) -> bool:
    with undone():
        asked = [(method, *_question(route, method, person, ids, things)) for route, method, ids in refused]
        before = state_of_the_world()
        for method, path, form in asked:
            person.ask(method, path, form)
        return state_of_the_world() != before
