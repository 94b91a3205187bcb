"""What every test of the project gets, those beside the code and those in tests/."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("LUOSHI_SHARED") or ROOT.parent / "shared")
LOOPBACK = ("127.", "::1", "localhost")

# Without a deadline: two busy cores must not turn a slow example into a failed test.
hypothesis.settings.register_profile("ci", derandomize=True, max_examples=50, deadline=None, database=None)
hypothesis.settings.register_profile("prove", max_examples=5000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("prove" if os.environ.get("LUOSHI_PROVE") else "ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run cannot or need not show; what is left out for want of documents is reported."""
    without_documents = pytest.mark.skip(reason="../shared/input is not here")
    chosen: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        if item.get_closest_marker("shared") and not (SHARED / "input").is_dir():
            item.add_marker(without_documents)
        wanted = _wants_this_run(item, config.getoption("--database-only"))
        (chosen if wanted else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = chosen


def _wants_this_run(item: pytest.Item, database_only: bool) -> bool:
    if item.get_closest_marker("prove") and not os.environ.get("LUOSHI_PROVE"):
        return False
    fixtures = getattr(item, "fixturenames", ())
    return not database_only or "db" in fixtures or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def shared_input() -> Path:
    """The folder of the real documents. Tests that use it carry `@pytest.mark.shared`."""
    return SHARED / "input"


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core, for the accessibility tests; it is never part of the product."""
    return (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """No test talks to another machine: such a connection is refused with the address in the message."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(connect: Any) -> Any:
    def checked(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address[0]}; tests may use only the loopback address")
        return connect(self, address)

    return checked
