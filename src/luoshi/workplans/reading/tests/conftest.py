"""A school with a draft, and its own plan as a file."""

import pytest

from luoshi.papers.tests.conftest import chromium, window  # noqa: F401
from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)
from luoshi.workplans.tests import helping

from . import papers


@pytest.fixture
def there(yichang, settings, tmp_path):
    settings.LUOSHI_HOME = tmp_path
    return helping.cast(yichang)


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.office)


@pytest.fixture
def draft(there):
    return helping.started(there)


@pytest.fixture
def reading(there, draft):
    return papers.read_in(there, draft)
