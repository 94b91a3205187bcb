"""A bureau that called, schools that apply, made once for a file of tests; what a test writes is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import override_settings

from luoshi.papers.tests.conftest import chromium, window
from luoshi.undertakings.tests.conftest import send

from . import helping

__all__ = ["chromium", "send", "window"]  # fixtures of others: `send` posts a form as the page would


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("applying")),
        transaction.atomic(),
    ):
        there = helping.start(loaded_site())
        there.school = next(each for each in there.schools if each.key == "zhijiang")
        there.county = helping.county_of(there.school)
        there.office, there.teacher = helping.office_of(there, "zhijiang"), there.post("teacher", "zhijiang")
        there.other = helping.office_of(there, "xingshan")
        there.clerk = there.post("county_officer", there.county.key)
        there.posts["county_officer", there.county.key] = there.clerk
        there.monitor = there.post("monitor")
        there.section = there.post("section_head")
        yield there
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
    """Its rows as they stand: the test before may have changed them in memory."""
    for name, row in list(vars(prepared).items()):
        if isinstance(row, Model):
            setattr(prepared, name, type(row).objects.get(pk=row.pk))
    before = dict(prepared.offices), dict(prepared.posts)
    yield prepared
    prepared.offices, prepared.posts = before
