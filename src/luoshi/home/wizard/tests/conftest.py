import pytest

from luoshi.home.matrix.tests.conftest import SCREENSHOTS, chromium, window

from .importing import Importer

__all__ = ["SCREENSHOTS", "chromium", "window"]


@pytest.fixture
def officer(yichang, signed_in):
    """The city officer at the wizard."""
    return Importer(signed_in(yichang.post("city_officer")))
