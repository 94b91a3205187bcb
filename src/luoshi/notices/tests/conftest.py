"""The small town of the accounts' tests, and somebody telling somebody something."""

from types import SimpleNamespace

import pytest

from luoshi.accounts.tests.conftest import town  # noqa: F401  the same small town
from luoshi.common.actor import system_actor
from luoshi.notices.actions import tell


@pytest.fixture
def say():
    """`say(post, …)` → the notice the system told these posts."""

    def told(*posts, title="请报送季度进展", kind="test", **more):
        return tell(to=posts, title=title, kind=kind, by=more.pop("by", system_actor()), **more)

    return told


@pytest.fixture
def school(town):  # noqa: F811
    """Three people of one school, and a stranger of another."""
    return SimpleNamespace(
        head=town.person("school_head", "village"),
        office=town.person("office", "village"),
        teacher=town.person("teacher", "village"),
        stranger=town.person("school_head", "academy"),
        officer=town.person("city_officer", "city"),
    )
