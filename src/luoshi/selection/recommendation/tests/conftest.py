"""A selection that ends in a recommendation, its results published; made once for a file, each test is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from . import helping


@pytest.fixture(scope="module")
def ended(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("recommendation")),
        transaction.atomic(),
    ):
        yield helping.ended(loaded_site())
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(ended: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the site stands on."""


@pytest.fixture
def there(ended: Any, _taken_back: None) -> Any:
    """Its rows as they stand: the test before may have changed them in memory."""
    for row in (ended.call, ended.entry, *ended.applications, *ended.results):
        row.refresh_from_db()
    ended.decision = ended.call.decisions.get(stage="after")
    return ended
