import copy
import hashlib
import json
from typing import Any

import pytest

from luoshi.common.sandbox import run_in_child
from luoshi.home.matrix.tests.conftest import chromium, window
from luoshi.policies import jobs as policy_jobs

from .importing import Importer

__all__ = ["chromium", "window"]


@pytest.fixture
def officer(yichang, signed_in):
    """The city officer at the wizard."""
    return Importer(signed_in(yichang.post("city_officer")))


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
