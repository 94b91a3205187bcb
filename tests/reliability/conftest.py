"""A running site with the test world, which is made once and copied."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.site import Site


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The world as made, by whichever process of this run comes first; it is never started."""
    own = tmp_path_factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "untouched"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Site.made(home)


@pytest.fixture
def site(untouched: Site, tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "home", like=untouched)
    made.up()
    yield made
    made.kill()
