"""A round on the Yichang plan, and a clock that a test sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)

from . import helping


@pytest.fixture
def there(yichang: Any, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    return helping.start(yichang)


@pytest.fixture
def it_is(settings: Any, tmp_path: Any) -> Callable[[dt.datetime], None]:
    """`it_is(moment)`: the server's clock stands at that instant."""

    def put(moment: dt.datetime) -> None:
        settings.CLOCK_FILE = str(tmp_path / "clock")
        (tmp_path / "clock").write_text(moment.isoformat())

    return put
