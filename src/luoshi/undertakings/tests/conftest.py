"""The Yichang plan with its officer, and one duty of a county school."""

import itertools

import pytest

from luoshi.undertakings.models import Duty

from . import requests

_KEYS = itertools.count(1)


@pytest.fixture
def duty(yichang):
    return Duty.objects.get(task__key="4.3", organisation__key="zhijiang", basis="undertaken")


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.post("city_officer"))


@pytest.fixture
def send():
    """`send(client, url, obj, **fields)`: post a form as the page would, with a fresh key unless one is given."""

    def post(client, url, obj=None, **fields):
        version = {} if obj is None else {"_version": obj.version}
        return client.post(url, {"_once": f"test-key-{next(_KEYS)}", **version, **fields})

    return post


@pytest.fixture
def there(yichang, settings, tmp_path):
    """The people a change request passes: see `requests.cast`."""
    settings.LUOSHI_HOME = tmp_path
    return requests.cast(yichang)
