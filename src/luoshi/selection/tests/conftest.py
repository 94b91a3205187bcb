"""The bundled site with a few posts, made once for a file of tests; what a test writes is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import override_settings

from luoshi.undertakings.tests.conftest import send

from . import helping

__all__ = ["send"]  # fixtures of others: `send` posts a form as the page would


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("selection")),
        transaction.atomic(),
    ):
        yield helping.cast(loaded_site())
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(site: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the site stands on."""


@pytest.fixture
def there(site: Any, _taken_back: None) -> Any:
    for row in vars(site).values():
        if isinstance(row, Model):
            row.refresh_from_db()
    return site
