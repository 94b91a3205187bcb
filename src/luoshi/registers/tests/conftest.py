"""A site with two registers, made once a file of tests; what a test writes is taken back."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.registers import actions

from .samples import PEOPLE, PROJECTS

POSTS = {
    "office": ("office", "zhijiang"),
    "department": ("department_head", "zhijiang"),
    "teacher": ("teacher", "zhijiang"),
    "other": ("office", "yidu"),
    "county": ("county_officer", "zhijiang-bureau"),
    "neighbour": ("county_officer", "yidu-bureau"),
    "city": ("city_officer", "yichang"),
}


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    """`.people`, `.projects`: registers; `.school`; an actor by each name of POSTS, and its post in `.posts`."""
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("registers")),
        transaction.atomic(),
    ):
        site = loaded_site()
        posts = {name: site.post(*where) for name, where in POSTS.items()}
        yield SimpleNamespace(
            site=site,
            posts=posts,
            school=posts["office"].organisation,
            people=actions.set_up_register(row=PEOPLE, by=system_actor()),
            projects=actions.set_up_register(row=PROJECTS, by=system_actor()),
            **{name: actor_for(post) for name, post in posts.items()},
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
    for register in (prepared.people, prepared.projects):
        register.refresh_from_db()
    return prepared
