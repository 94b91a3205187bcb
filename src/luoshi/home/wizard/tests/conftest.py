import pytest

from .importing import Importer


@pytest.fixture
def officer(yichang, signed_in):
    """The city officer at the wizard."""
    return Importer(signed_in(yichang.post("city_officer")))
