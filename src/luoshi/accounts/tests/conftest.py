"""A small town: a city bureau, a county bureau with a school, a school of the city; people as a test needs them."""

import itertools
from types import SimpleNamespace

import pytest

from luoshi.accounts.actions import add_person, set_up_organisation
from luoshi.common.actor import system_actor

GOOD_PASSWORD = "Qx7-tuole-Wm"


@pytest.fixture
def town(db):
    """`.city`, `.county`, `.village` (of the county), `.academy` (of the city), `.person(role, organisation)`."""
    made = {}
    for key, parent, kind in (
        ("city", None, "city_bureau"),
        ("county", "city", "county_bureau"),
        ("village", "county", "school"),
        ("academy", "city", "school"),
    ):
        made[key] = set_up_organisation(
            parent=made.get(parent), names=[], name=f"{key}全称", short=key, kind=kind, by=system_actor()
        )
    numbers = itertools.count(1)

    def person(role, organisation="city", name="", password=""):
        number = next(numbers)
        post = add_person(
            name=name or f"示例人{number}",
            mobile=f"100000{number:05d}",
            organisation=made[organisation],
            role=role,
            by=system_actor(),
        )
        if password:
            post.user.set_password(password)
            post.user.save()
        return post

    return SimpleNamespace(**made, person=person)
