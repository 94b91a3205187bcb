"""A running site with the test world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "home")
    made.up()
    yield made
    made.kill()
