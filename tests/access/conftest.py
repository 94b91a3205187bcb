"""The test world of `luoshi demo --world`, made once per file of tests; what a test writes is taken back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import override_settings

from luoshi.accounts.models import User
from luoshi.common import clock
from luoshi.common.models import SiteState
from luoshi.home.world import make_world
from tests.access.expectations import OLD_PASSWORD
from tests.access.people import Person, everybody, undone
from tests.access.things import Things


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    home = tmp_path_factory.mktemp("world")
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=home, LUOSHI_MODE="test"),
        transaction.atomic(),
    ):
        SiteState.objects.update_or_create(pk=1, defaults={"mode": "test", "loaded_at": clock.now()})
        yield json.loads(make_world(7).read_text())
        transaction.set_rollback(True)


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
