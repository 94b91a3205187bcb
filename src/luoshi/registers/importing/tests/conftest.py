from luoshi.papers.tests.conftest import chromium, window  # noqa: F401
from luoshi.undertakings.tests.conftest import send  # noqa: F401
