"""The canary sweep: no text of an object reaches anybody who is not entitled to it, whatever form the answer has."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest

from luoshi.common.routes import routes
from luoshi.notices.models import Delivery
from luoshi.papers.models import Entry
from luoshi.progress.meetings.models import RaisedStep
from tests.access.expectations import EXPECTED
from tests.access.people import SECRETS, Person, undone
from tests.access.plain_words import machine_words
from tests.access.principals import KEYS
from tests.access.share import LARGE, is_asked
from tests.access.things import Things, address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CANARY = re.compile(r"CNRY[0-9a-f]{10}")
# Of each kind of right one, and its twin elsewhere; in the large run everybody.
VARIED = (
    "anonymous",
    "city-officer-west",
    "county-officer-neighbour",
    "other-school-head",
    "teacher",
    "log-admin",
)
SWEEPERS = [key for key in KEYS if LARGE or key in VARIED]
READERS = ("city-officer-west", "other-school-head", "teacher", "log-admin")
KNOWS_THE_SECRET = {
    "ticket",
    "calendar-feed",
    "verify-certificate",
}  # whoever holds the link is told whose it is
MAY_SEE_NOTHING = {"anonymous", "disabled"}
PUBLIC_PAGES = ("/public-notices/", "/public-announcements/", "/public-reports/", "/public-draw")
PUBLISHED = (
    "organisation",
    "public_notice",
    "public_announcement",
)  # what those pages name for everybody; nothing else may stand there


def texts_of(answer: Any) -> Iterator[str]:
    """Headers, body, and what lies inside a zipped document."""
    yield unquote(str(answer.headers))
    yield answer.whole.decode("utf-8", "ignore")
    if answer.whole.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.whole)) as parts:
            for name in parts.namelist():
                yield name + parts.read(name).decode("utf-8", "ignore")


def canaries_in(answer: Any, path: str) -> set[str]:
    """Those the server added itself: what the question held may come back."""
    return {found for text in texts_of(answer) for found in CANARY.findall(text)} - set(CANARY.findall(path))


def all_addresses(person: Person, things: Things) -> Iterator[str]:
    """Every GET route with own objects, and with foreign ones: one address in sixty, in the large run all."""
    for route in routes():
        if "GET" not in route["methods"] or route["name"] in KNOWS_THE_SECRET:
            continue
        own = things.own_ids(route, person.key)
        if own is not None:
            yield address(route, own) + EXPECTED[route["name"]].query
        for number, ids in enumerate(things.foreign_ids(route, person.key)):
            if is_asked(route["name"], str(number), person.key, one_in=60):
                yield address(route, ids) + EXPECTED[route["name"]].query


@pytest.mark.parametrize("key", SWEEPERS)
def test_everybody_reads_what_is_for_him_and_in_plain_words(
    world: dict[str, Any], people: dict[str, Person], things: Things, key: str
) -> None:
    """No canary of what is not his; no id, code or file name in the head of a page or on a line of work."""
    person = people[key]
    kinds = {c: t["type"] for t in world["objects"] for c in t["canaries"]}
    foreign = {c for t in world["objects"] if key not in t["visible_to"] for c in t["canaries"]}
    leaks, seen, signed, machine = set(), set(), signatures(), set()
    written_to = senders(person)
    for path in {*all_addresses(person, things), *every_object_s_page(world, key)}:
        answer = person.ask("GET", path)
        found = canaries_in(answer, path)
        if path.startswith(PUBLIC_PAGES):
            found = {canary for canary in found if kinds[canary] not in PUBLISHED}
        if key in READERS and answer.headers.get("Content-Type", "").startswith("text/html"):
            machine |= {(path, word) for word in machine_words(answer.whole.decode())}
        told = {canary for public_id, names in signed.items() if public_id in path for canary in names}
        told |= written_to if path.startswith(("/notices/", "/desk/")) else set()
        leaks |= {(path, kinds[canary]) for canary in (found & foreign) - told}
        seen |= found
    assert leaks == set()
    assert machine == set()
    assert bool(seen) != (key in MAY_SEE_NOTHING), "a sweep that finds nothing proves nothing"


def signatures() -> dict[str, set[str]]:
    """Public id of a paper → names of those whose consent left their organisation with it: the last of each leg.

    They stand on the paper for whoever may open it; inner steps keep theirs. So do those of a matter who said
    something for their level.
    """
    found: dict[str, set[str]] = {}
    for entry in Entry.objects.filter(outcome="passed", step__isnull=False).select_related(
        "step", "approval"
    ):
        last = entry.approval.steps.filter(leg=entry.step.leg).order_by("-order").first()
        if last is not None and last.pk == entry.step_id:
            found.setdefault(entry.approval.about_id, set()).update(CANARY.findall(entry.by_name))
    said = RaisedStep.objects.values_list("raised__public_id", "said_by__user__name")
    for public_id, name in said:
        found.setdefault(public_id, set()).update(CANARY.findall(name))
    return found


def senders(person: Person) -> set[str]:
    """Names of those who sent this person something: a notice says who it is from."""
    words = Delivery.objects.filter(user=person.user).values_list("notice__sender_words", flat=True)
    return {canary for each in words for canary in CANARY.findall(each)}


def every_object_s_page(world: dict[str, Any], key: str) -> list[str]:
    """A third of his own, a sixtieth of the foreign ones."""
    return [
        url
        for number, thing in enumerate(world["objects"])
        for url in thing["urls"]
        if is_asked(thing["type"], str(number), key, one_in=3 if key in thing["visible_to"] else 60)
    ]


@pytest.mark.parametrize("key", ["city-officer", "school-head", "enterprise", "log-admin"])
def test_search_answers_for_a_foreign_word_as_for_no_word(
    world: dict[str, Any], people: dict[str, Person], key: str
) -> None:
    """Neither hits nor their number, order or kind tell that something exists."""
    person, different = people[key], set()
    kinds = words_to_search(world, key)
    nothing = searched(person, "CNRYffffffffff")
    for canary, kind in kinds.items():
        if searched(person, canary) != nothing:
            different.add(kind)
    assert kinds
    assert different == set()


def words_to_search(world: dict[str, Any], key: str) -> dict[str, str]:
    """Foreign canaries and the kind of thing they stand in: one of one thing of a third of the
    kinds, in the large run all.
    """
    words: dict[str, str] = {}
    for thing in world["objects"]:
        if key not in thing["visible_to"] and (LARGE or _is_a_new_kind(thing["type"], key, words)):
            canaries = thing["canaries"] if LARGE else thing["canaries"][-1:]
            words |= dict.fromkeys(canaries, thing["type"])
    return words


def _is_a_new_kind(kind: str, key: str, words: dict[str, str]) -> bool:
    return kind not in words.values() and is_asked(kind, key, one_in=3)


def searched(person: Person, word: str) -> tuple[int, str]:
    answer = person.ask("GET", f"/search/?q={quote(word)}")
    return answer.status_code, SECRETS.sub(rb"\1\2", answer.whole).decode().replace(word, "…")


@pytest.mark.parametrize("key", ["school-head", "county-officer-neighbour", "city-officer-west", "log-admin"])
def test_a_refused_form_shows_nothing_of_the_foreign_row(
    world: dict[str, Any], people: dict[str, Person], things: Things, key: str
) -> None:
    """Conflict pages and error texts are answers too; one route in six, in the large run all."""
    person, leaks = people[key], set()
    foreign = {c for t in world["objects"] if key not in t["visible_to"] for c in t["canaries"]}
    for route in routes():
        if "POST" not in route["methods"] or not is_asked(route["name"], key, one_in=6):
            continue
        for ids in things.foreign_ids(route, key):
            path = address(route, ids)
            with undone():
                found = canaries_in(person.ask("POST", path, {"_version": "0", "reason": "x"}), path)
            leaks |= {(route["name"], canary) for canary in found & foreign}
    assert leaks == set()
