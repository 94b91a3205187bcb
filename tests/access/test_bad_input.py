"""Bad input for every form and every question behind a `?`: never a fault of ours, never script, never our insides."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.common.routes import routes
from tests.access.expectations import EXPECTED, Expected
from tests.access.people import Person, undone
from tests.access.share import LARGE, is_asked
from tests.access.things import MODELS, Things, address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEED = int(os.environ.get("LUOSHI_SEED", "7"))
SCRIPT = "<script>alert('XSS77')</script>\"'><img src=x onerror=XSS77>"
BAD = {
    "empty": "",
    "ten thousand characters": "字" * 10_000,
    "NUL": "a\0b",
    "half a character": b"\xed\xa0\x80",
    "not UTF-8": b"\xff\xfe\x00x",
    "wrong type": "十二",
    "negative": "-1",
    "huge": "9" * 40,
    "not a number": "NaN",
    "infinite": "1e999",
    "a page far away": "99999999999999999999",
    "script": SCRIPT,
    "template": "{{ 7*7 }}{% debug %}",
    "SQL": "' OR 1=1 --",
    "path": "../../../../etc/passwd",
    "line breaks": "a\r\nX-Evil: 1",
    "direction marks": "\u202eabc\u200b",
}
INSIDES = re.compile(
    rb"Traceback|File \"|site-packages|sqlite3|psycopg|SELECT .* FROM|/src/luoshi|DoesNotExist"
)
QUESTIONS = ("page", "q", "state", "area", "next", "sort", "from", "to", "task", "target", "tab", "finding")
OTHERS = ("task", "clause", "plan", "area", "user", "reading")
FIELDS = ("task", "clause", "area", "organisation", "plan", "clauses", "led_by", "on", "id", "owner")
# As each of these people: between them they are let in everywhere.
PEOPLE = ("city-officer", "system-admin", "security-admin", "log-admin")


def samples(route: dict[str, Any]) -> list[tuple[str, Any]]:
    """All of them in the large run, one chosen by the route's name otherwise."""
    if LARGE:
        return list(BAD.items())
    return random.Random(f"{SEED}{route['name']}").sample(list(BAD.items()), 1)


def faults_of(answer: Any) -> list[str]:
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    found += ["a script of the sender stands in the page"] if b"<script>alert" in answer.whole else []
    found += ["an image of the sender stands in the page"] if b"<img src=x" in answer.whole else []
    found += ["a header of the sender"] if "X-Evil" in answer.headers else []
    inside = INSIDES.search(answer.whole) if "html" in answer.headers.get("Content-Type", "") else None
    return [*found, f"shows {inside[0]!r}"] if inside else found


def line(route: dict[str, Any]) -> Expected:
    return EXPECTED.get(route["name"], Expected())


@pytest.mark.parametrize("key", PEOPLE)
def test_bad_questions_are_answered_without_a_fault(
    people: dict[str, Person], things: Things, key: str
) -> None:
    person, wrong = people[key], []
    for route in routes():
        ids = things.own_ids(route, key)
        if "GET" not in route["methods"] or ids is None or person.role not in line(route).get:
            continue
        if not is_asked("questions", route["name"], one_in=8):
            continue
        for name, value in samples(route):
            answer = person.ask("GET", address(route, ids), dict.fromkeys(QUESTIONS, value))
            wrong += [(route["name"], name, fault) for fault in faults_of(answer)]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("key", PEOPLE)
def test_bad_forms_are_answered_without_a_fault(people: dict[str, Person], things: Things, key: str) -> None:
    """Fields of a good form in turn are bad; then all; then others come too: a share of them, in the large run each."""
    person, wrong, sent = people[key], [], 0
    for route in routes():
        ids = things.own_ids(route, key)
        if "POST" not in route["methods"] or ids is None or person.role not in line(route).post:
            continue
        for name, form in bad_forms(route, things, ids, person):
            with undone():
                answer = person.ask("POST", address(route, ids), form)
            sent += 1
            wrong += [(route["name"], name, fault) for fault in faults_of(answer)]
    assert sent > (20 if LARGE else 5)
    assert not wrong, "\n".join(map(str, wrong))


def bad_forms(
    route: dict[str, Any], things: Things, ids: dict[str, str], person: Person
) -> Iterator[tuple[str, dict[str, Any]]]:
    made = line(route).form
    with undone():
        good = made(things.row(route, ids), person.user) if made else {}
    good = {"_once": "a-key", "_version": "1", **good}
    for name, value in samples(route):
        for field in good:
            if is_asked(route["name"], field, one_in=40):
                yield f"{field}: {name}", {**good, field: value}
        if is_asked(route["name"], "all", one_in=3):
            yield f"all: {name}", dict.fromkeys(good, value)
        if is_asked(route["name"], "more", one_in=3):
            others = dict.fromkeys(("id", "pk", "owner", "role", "state", "names"), value)
            yield f"more: {name}", {**good, **others}


@pytest.mark.parametrize("key", ["city-officer-west"])
def test_ids_of_others_in_a_form_change_nothing_of_theirs(
    world: dict[str, Any], people: dict[str, Person], things: Things, key: str
) -> None:
    """Each field in turn names an object of somebody else; what is theirs stays as it was (controls AZ-04)."""
    person, changed, sent = people[key], [], 0
    for route in routes():
        own = things.own_ids(route, key)
        if "POST" not in route["methods"] or own is None or person.role not in line(route).post:
            continue
        if not is_asked(route["name"], key, one_in=30):
            continue
        before = rows_of_others(things, key)
        for kind in OTHERS if LARGE else OTHERS[:2]:
            foreign = things.foreign(kind, key)
            for name, form in with_foreign(route, things, own, person, foreign.id if foreign else ""):
                with undone():
                    status = person.ask("POST", address(route, own), form).status_code
                    sent += 1
                    if status >= 500 or rows_of_others(things, key) != before:
                        changed.append((route["name"], kind, name, status))
    assert sent > 10
    assert not changed, "\n".join(map(str, changed))


def with_foreign(
    route: dict[str, Any], things: Things, own: dict[str, str], person: Person, foreign: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    made = line(route).form
    with undone():
        good = made(things.row(route, own), person.user) if made else {}
    for field in FIELDS if LARGE else FIELDS[:4]:
        yield field, {**good, field: foreign}


def rows_of_others(things: Things, key: str) -> list[tuple[str, int]]:
    """Version of everything that can change and is not visible to `key`."""
    kinds = ("plan", "area", "task", "target", "date", "duty", "reading")
    found: list[tuple[str, int]] = []
    for kind in kinds:
        ids = [each.id for each in things.by_kind[kind] if key not in each.visible_to]
        rows = MODELS[kind]._base_manager.filter(public_id__in=ids).order_by("pk")
        found += rows.values_list("public_id", "version")
    return found
