"""A school whose workplan is filed, made once for a file of tests; what a test writes is taken back.

`there` as in `luoshi.workplans.tests.helping`, with `.workplan`: two parts with two steps each, one owner. Tests that
need transactions of their own (the browser, races) lie in `tests/`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import override_settings

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)
from luoshi.workplans.tests import helping


@pytest.fixture(scope="module")
def filed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("progress")),
        transaction.atomic(),
    ):
        cast = helping.cast(loaded_site())
        cast.workplan = helping.passed(cast, helping.sent(cast))
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(filed: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the school stands on."""


@pytest.fixture
def there(filed: Any, _taken_back: None) -> Any:
    """Its rows as they stand: the test before may have changed them in memory."""
    for row in vars(filed).values():
        if isinstance(row, Model):
            row.refresh_from_db()
    return filed


@pytest.fixture
def yichang_stranger(there: Any, loaded_site: Any) -> Any:
    """The head of another school."""
    other = Organisation.objects.filter(kind="school").exclude(pk=there.school.pk).order_by("id")[0]
    return add_person(
        name="示例外校", mobile="10000009999", organisation=other, role="school_head", by=system_actor()
    )
