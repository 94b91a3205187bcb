"""Every form of a selection sent a second time, and from an older copy of its page: one effect, and words.

The forms are those of the expectations, each of which succeeds (`test_every_route_lets_somebody_in`). Of the routes a
share is asked every day, all of them by `make prove`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from luoshi.accounts.models import Session
from luoshi.common import clock
from luoshi.common.models import Base, OnceReceipt
from luoshi.common.routes import routes
from tests.access.expect_applying import EXPECTED_APPLYING
from tests.access.expect_outcome import EXPECTED_OUTCOME
from tests.access.expect_panel import EXPECTED_PANEL
from tests.access.expect_recognition import EXPECTED_RECOGNITION
from tests.access.expect_recommendation import EXPECTED_RECOMMENDATION
from tests.access.expect_review import EXPECTED_REVIEW
from tests.access.expect_selection import EXPECTED_SELECTION
from tests.access.expectations import EXPECTED
from tests.access.people import NOT_BUSINESS, Person, undone
from tests.access.share import is_asked
from tests.access.things import Things, address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SELECTIONS = (
    EXPECTED_SELECTION,
    EXPECTED_APPLYING,
    EXPECTED_PANEL,
    EXPECTED_REVIEW,
    EXPECTED_OUTCOME,
    EXPECTED_RECOMMENDATION,
    EXPECTED_RECOGNITION,
)
WRITES = sorted(
    name for lines in SELECTIONS for name, line in lines.items() if line.form and line.done == 302
)
ASKED = [name for name in WRITES if is_asked(name, "twice", one_in=8)]
# What was acted on is no longer there for this person, or no longer in the state for it: told in words, not led on.
TOLD_THAT_IT_IS_DONE = {
    "apply-confirm-named", "apply-conflict", "apply-deny-named", "apply-recall", "apply-remove-material",
    "apply-remove-person", "arrange-kind-conditions", "panel-choose", "panel-give", "panel-pass-on", "review-declare",
    "review-give-third", "review-task",
}  # fmt: skip
# Their acts make something under what the page shows, whose version they do not ask for.
OF_NO_VERSION = {
    "apply-confirm-named", "apply-deny-named", "outcome-rank-again", "panel-ask-lift", "panel-new-expert",
    "panel-propose-naming", "review-begin-copies", "review-set-due", "review-urge", "take-selection-kind",
}  # fmt: skip
IN_BETWEEN = "别人已经修改过这里"


def sendings(name: str, people: dict[str, Person], things: Things) -> Iterator[tuple[Person, str, Any]]:
    """(person, address, row): everybody whom the line lets in."""
    route = next(route for route in routes() if route["name"] == name)
    line = EXPECTED[name]
    for person in people.values():
        ids = things.own_ids(route, person.key) if person.is_signed_in else None
        if ids is not None and (line.public or person.role in line.post):
            yield person, address(route, ids) + line.query, things.row(route, ids)


def sent(person: Person, path: str, form: dict[str, Any]) -> Any:
    for each in form.values():
        if hasattr(each, "seek"):
            each.seek(0)
    return person.ask("POST", path, form)


def stored() -> list[tuple[str, int, int]]:
    """How many rows of each kind, and how often they were changed."""
    models = [model._meta for model in apps.get_models() if issubclass(model, Base)]
    counted = " UNION ALL ".join(
        f"SELECT '{meta.label_lower}', COUNT(*), SUM(version) FROM \"{meta.db_table}\""
        for meta in models
        if meta.label_lower not in NOT_BUSINESS
    )
    with connection.cursor() as cursor:
        return list(cursor.execute(counted).fetchall())


def answer_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("name", ASKED)
def test_the_same_form_sent_twice_has_one_effect(
    people: dict[str, Person], things: Things, name: str
) -> None:
    for person, path, row in sendings(name, people, things):
        with undone():
            Session.objects.update(started_at=clock.now())
            form = {**EXPECTED[name].form(row, person.user), "_once": f"twice-{name}"[:60]}
            first = sent(person, path, form)
            if first.status_code != 302 or not OnceReceipt.objects.filter(key=form["_once"]).exists():
                continue  # another person is let in
            before = stored()
            second = sent(person, path, form)
            assert stored() == before
            if name in TOLD_THAT_IT_IS_DONE:
                assert second.status_code in (302, 404, 409, 422)
                assert second.status_code == 302 or b"<h1" in second.whole
            else:
                assert answer_of(second) == answer_of(first)
            return
    pytest.fail("nobody's form was carried out")


@pytest.mark.parametrize("name", [name for name in ASKED if name not in OF_NO_VERSION])
def test_an_older_copy_of_the_page_is_refused_in_words(
    people: dict[str, Person], things: Things, name: str
) -> None:
    for person, path, row in sendings(name, people, things):
        with undone():
            Session.objects.update(started_at=clock.now())
            form = EXPECTED[name].form(row, person.user)
            if "_version" not in form:
                continue
            before = stored()
            answer = sent(person, path, {**form, "_version": int(form["_version"]) - 1})
            assert stored() == before
            if answer.status_code == 302:  # told on the page on which it stands
                answer = person.ask("GET", answer.headers["Location"])
                assert IN_BETWEEN in answer.whole.decode()
            else:
                assert answer.status_code in (409, 422)
                assert b"<h1" in answer.whole
            return


def test_the_exceptions_are_forms_of_a_selection() -> None:
    assert set(WRITES) >= TOLD_THAT_IT_IS_DONE | OF_NO_VERSION
