import copy
import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from luoshi.common.sandbox import run_in_child
from luoshi.home.matrix.tests.conftest import chromium, window
from luoshi.plans.models import Plan
from luoshi.policies import jobs as policy_jobs

from .documents import MATRIX
from .importing import Importer

__all__ = ["chromium", "window"]


@pytest.fixture
def officer(yichang, signed_in):
    """The city officer at the wizard."""
    return Importer(signed_in(yichang.post("city_officer")))


@pytest.fixture(scope="module")
def loaded_document(standing, loaded_site):
    """The site with the small document loaded by its officer, made once for a file; see `taken_back`."""
    site = loaded_site()
    site.officer = site.post("city_officer")
    client = Client()
    client.force_login(site.officer.user, backend="luoshi.accounts.sign_in.Backend")
    importer = Importer(client)
    importer.read_text(MATRIX)
    importer.accept_all()
    assert importer.load().status_code == 302
    site.plan = Plan.objects.latest("id")
    return site


_READ: dict[str, dict[str, Any]] = {}


@pytest.fixture(autouse=True)
def _each_document_is_read_once(monkeypatch):
    """The same small documents come in a hundred tests: what the child said of these very bytes is kept.

    Reading is pure (`core`), so the child would say the same again. What raises is not kept.
    """

    def read(task, files, options, *, seconds):
        asked = hashlib.sha256(json.dumps([task, options, seconds], sort_keys=True).encode())
        for path in files:
            asked.update(hashlib.sha256(path.read_bytes()).digest())
        key = asked.hexdigest()
        if key not in _READ:
            _READ[key] = run_in_child(task, files, options, seconds=seconds)
        return copy.deepcopy(_READ[key])

    monkeypatch.setattr(policy_jobs, "run_in_child", read)
