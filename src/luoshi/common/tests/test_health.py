"""The site says it is ready only when it is."""

import pytest

from luoshi.common import clock, health
from luoshi.common.models import SiteState

pytestmark = pytest.mark.django_db


def test_a_site_whose_first_load_is_not_done_is_not_ready(client):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test", "loaded_at": None})
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"


def test_a_loaded_site_is_ready(client):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test", "loaded_at": clock.now()})
    assert client.get("/healthz").status_code == 200


def test_a_site_with_migrations_left_is_not_ready(client, monkeypatch):
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test", "loaded_at": clock.now()})
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health, "_migrations_left", lambda: True)
    assert client.get("/healthz").status_code == 503
