"""A school with steps that are late and stuck, its bureaus that call meetings, another school."""

from __future__ import annotations

import pytest

from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)

from . import helping


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return helping.cast(yichang)
