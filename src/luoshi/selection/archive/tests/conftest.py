"""A selection played to its end, made once for a file of tests; what a test writes is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from . import helping


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("archive")
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=home, CLOCK_FILE=str(home / "clock")),
        transaction.atomic(),
    ):
        yield helping.ended(loaded_site(), home / "clock")
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(played: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the site stands on."""


@pytest.fixture
def there(played: Any, _taken_back: None) -> Any:
    """Its rows as they stand: the test before may have changed them in memory."""
    played.call.refresh_from_db()
    return played
