"""Every form of a selection sent a second time, and from an older copy of its page: one effect, and words.

The forms are those of the expectations, each of which succeeds (`test_every_route_lets_somebody_in`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, Sum

from luoshi.accounts.models import Session
from luoshi.common import clock
from luoshi.common.models import Base
from luoshi.common.routes import routes
from tests.access.expect_outcome import EXPECTED_OUTCOME
from tests.access.expect_panel import EXPECTED_PANEL
from tests.access.expect_recognition import EXPECTED_RECOGNITION
from tests.access.expect_recommendation import EXPECTED_RECOMMENDATION
from tests.access.expect_selection import EXPECTED_SELECTION
from tests.access.expectations import EXPECTED
from tests.access.people import NOT_BUSINESS, Person, undone
from tests.access.things import Things, address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SELECTIONS = (
    EXPECTED_SELECTION,
    EXPECTED_PANEL,
    EXPECTED_OUTCOME,
    EXPECTED_RECOMMENDATION,
    EXPECTED_RECOGNITION,
)
WRITES = sorted(
    name for lines in SELECTIONS for name, line in lines.items() if line.form and line.done == 302
)


def sendings(people: dict[str, Person], things: Things) -> Iterator[tuple[str, str, Person, Any, Any]]:
    """(name, address, person, form's maker, where its row is found): everybody whom the line lets in."""
    for route in routes():
        line = EXPECTED[route["name"]]
        if route["name"] not in WRITES:
            continue
        for person in people.values():
            ids = things.own_ids(route, person.key) if person.is_signed_in else None
            if ids is not None and (line.public or person.role in line.post):
                yield route["name"], address(route, ids), person, line.form, (route, ids)


def sent(person: Person, path: str, form: dict[str, Any]) -> Any:
    for each in form.values():
        if hasattr(each, "seek"):
            each.seek(0)
    return person.ask("POST", path, form)


def stored() -> dict[str, Any]:
    """How many rows of each kind, and how often they were changed."""
    models = [model for model in apps.get_models() if issubclass(model, Base)]
    return {
        label: model._base_manager.aggregate(rows=Count("pk"), changes=Sum("version"))
        for model in models
        if (label := model._meta.label_lower) not in NOT_BUSINESS
    }


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(
    people: dict[str, Person], things: Things
) -> None:
    seen: set[str] = set()
    wrong = []
    for name, path, person, made, at in sendings(people, things):
        if name in seen:
            continue
        with undone():
            Session.objects.update(started_at=clock.now())
            form = {**made(things.row(*at), person.user), "_once": f"twice-{name}"[:60]}
            first = sent(person, path, form)
            if first.status_code != 302:
                continue  # another person is let in
            seen.add(name)
            before = stored()
            second = sent(person, path, form)
            if answer_of(second) != answer_of(first):
                wrong.append((name, answer_of(first), answer_of(second)))
            if stored() != before:
                wrong.append((name, "a second effect"))
    assert not wrong, "\n".join(map(str, wrong))
    assert seen == set(WRITES)


def answer_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


def test_an_older_copy_of_the_page_is_refused_in_words(people: dict[str, Person], things: Things) -> None:
    seen: set[str] = set()
    wrong = []
    for name, path, person, made, at in sendings(people, things):
        if name in seen:
            continue
        with undone():
            Session.objects.update(started_at=clock.now())
            form = made(things.row(*at), person.user)
            if "_version" not in form:
                continue
            seen.add(name)
            before = stored()
            answer = sent(person, path, {**form, "_version": int(form["_version"]) - 1})
            if answer.status_code not in (409, 422) or b"<h1" not in answer.whole:
                wrong.append((name, answer_of(answer)))
            if stored() != before:
                wrong.append((name, "an effect"))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(seen) > 50
