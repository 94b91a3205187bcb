"""A small country whose figures are recorded, made once for a file of tests; what a test writes is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from luoshi.accounts.models import Organisation
from luoshi.core import periods
from luoshi.indicators.periods import rows_of
from luoshi.indicators.simulated import plant

from .helping import MOVED, Site


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("indicators")),
        transaction.atomic(),
    ):
        made = plant(11)
        quarters = [periods.period_of(periods.QUARTER, MOVED)]
        quarters.insert(0, periods.period_before(quarters[0]))
        for _ in range(2):
            quarters.append(periods.period_after(quarters[-1]))
        yield Site(made, rows_of(quarters))
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(country: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the country stands on."""


@pytest.fixture
def site(country: Site, _taken_back: None) -> Site:
    for each in (country.city, *country.counties):  # the test before may have moved them, in memory
        each.refresh_from_db()
    country.schools = list(Organisation.objects.filter(kind="school").order_by("pk"))
    return country
