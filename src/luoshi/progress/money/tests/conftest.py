"""A school with a filed workplan that plans money, its finance, its bureaus, another school.

It is made once for a file of tests. A file with transactions of its own (the browser) makes it anew for each test.
"""

from __future__ import annotations

from luoshi.progress.tests.once import made_once
from luoshi.undertakings.tests.conftest import send  # noqa: F401  (posts a form as the page would)

from . import helping

stood, _django_db_helper, there = made_once(helping.cast)
