"""A running site with the test world, which is made once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.site import Site


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The world as made; it is never started."""
    return Site(tmp_path_factory.mktemp("untouched") / "home")


@pytest.fixture
def site(untouched: Site, tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "home", like=untouched)
    made.up()
    yield made
    made.kill()
