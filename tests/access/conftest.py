"""The people of the test world and what they may ask; what a test writes is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from luoshi.accounts.models import User
from tests.access.expectations import OLD_PASSWORD
from tests.access.people import Person, everybody, undone
from tests.access.things import Things


@pytest.fixture(scope="module")
def people(world: dict[str, Any]) -> dict[str, Person]:
    User.objects.update(password=make_password(OLD_PASSWORD))
    return everybody(world)


@pytest.fixture(scope="module")
def things(world: dict[str, Any], people: dict[str, Person]) -> Things:
    return Things(world)


@pytest.fixture
def _taken_back(people: dict[str, Person], things: Things) -> Iterator[None]:
    with undone():
        yield


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the world stands on."""
