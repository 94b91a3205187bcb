"""A selection with four applications and five experts, made once for a file of tests; each test is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import override_settings

from . import helping


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("panel")),
        transaction.atomic(),
    ):
        yield helping.panel_of(loaded_site())
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(prepared: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the site stands on."""


@pytest.fixture
def there(prepared: Any, _taken_back: None) -> Any:
    rows = [*prepared.applications, *prepared.experts, *vars(prepared).values()]
    for row in rows:
        if isinstance(row, Model):
            row.refresh_from_db()
    return prepared
