"""The Yichang site with its people and some indicators, made once a file of tests; what a test writes is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.indicators.entry import actions
from luoshi.registers import actions as registers
from luoshi.registers.tests.samples import PEOPLE

from .samples import INDICATORS

POSTS = {
    "office": ("office", "zhijiang"),
    "head": ("school_head", "zhijiang"),
    "other": ("office", "yidu"),
    "teacher": ("teacher", "zhijiang"),
    "county": ("county_officer", "zhijiang-bureau"),
    "neighbour": ("county_officer", "yidu-bureau"),
    "city": ("city_officer", "yichang"),
    "leader": ("bureau_leader", "yichang"),
}


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    """`.indicators` by key of INDICATORS; `.people`, the register they are counted from; actors by name of POSTS."""
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("figures")),
        transaction.atomic(),
    ):
        site = loaded_site()
        posts = {name: site.post(*where) for name, where in POSTS.items()}
        actors = {name: actor_for(post) for name, post in posts.items()}
        people = registers.set_up_register(row=PEOPLE, by=system_actor())
        made = {key: actions.make_indicator(fields=row, by=actors["city"]) for key, row in INDICATORS.items()}
        yield SimpleNamespace(
            site=site,
            posts=posts,
            school=posts["office"].organisation,
            people=people,
            indicators=made,
            **actors,
        )
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
    for row in prepared.indicators.values():
        row.refresh_from_db()
    return prepared
