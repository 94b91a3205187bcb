"""A cast that is made once for a file of tests; what a test writes over it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.test import override_settings


def made_once(cast: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    """Three fixtures for a conftest, where they are called `stood`, `_django_db_helper` and `there` (see `taken_back`).

    A file with transactions of its own (the browser, races) puts pytest-django's `_django_db_helper` and a `there` of
    each test in their place.
    """

    @pytest.fixture(scope="module")
    def stood(standing: None, loaded_site: Any, tmp_path_factory: Any) -> Iterator[Any]:
        with override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("stood")):
            yield cast(loaded_site())

    @pytest.fixture
    def _django_db_helper(stood: Any, taken_back: None) -> None:
        """In place of pytest-django's own transaction, which would close the connection the cast stands on."""

    @pytest.fixture
    def there(stood: Any, taken_back: None) -> Iterator[Any]:
        """Its rows as they stand: the test before may have changed them in memory. Its names as the cast gave them."""
        kept = dict(vars(stood))
        for row in kept.values():
            if isinstance(row, Model):
                row.refresh_from_db()
        yield stood
        vars(stood).clear()
        vars(stood).update(kept)

    return stood, _django_db_helper, there
