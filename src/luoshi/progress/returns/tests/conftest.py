"""A bureau that asks and schools that fill in."""

import pytest

from luoshi.papers.tests.conftest import chromium, window  # noqa: F401
from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)

from . import helping


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return helping.cast(yichang)
